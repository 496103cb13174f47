package conn

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseTarget(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in       string
		want     Options
		warnings int
	}{
		{in: "host:7000", want: Options{Network: "tcp", Addr: "host:7000"}},
		{in: "host", want: Options{Network: "tcp", Addr: "host:6379"}},
		{in: "127.0.0.1", want: Options{Network: "tcp", Addr: "127.0.0.1:6379"}},
		{in: "[::1]:7000", want: Options{Network: "tcp", Addr: "[::1]:7000"}},
		{in: "[::1]", want: Options{Network: "tcp", Addr: "[::1]:6379"}},
		{in: "[fe80::1%eth0]:1", want: Options{Network: "tcp", Addr: "[fe80::1%eth0]:1"}},
		{in: "/run/v.sock", want: Options{Network: "unix", Addr: "/run/v.sock"}},
		{in: "./v.sock", want: Options{Network: "unix", Addr: "./v.sock"}},
		{in: "unix:./v.sock", want: Options{Network: "unix", Addr: "./v.sock"}},
		{in: "unix:///run/v.sock?db=2", want: Options{Network: "unix", Addr: "/run/v.sock", DB: 2}},
		{in: "unix://u:p@/run/a@b.sock", want: Options{Network: "unix", Addr: "/run/a@b.sock", Username: "u", Password: "p"}},
		{in: "valkey://", want: Options{Network: "tcp", Addr: "localhost:6379"}},
		{in: "REDIS://host", want: Options{Network: "tcp", Addr: "host:6379"}},
		{in: "redis://:7000/3", want: Options{Network: "tcp", Addr: "localhost:7000", DB: 3}},
		{in: "valkeys://host", want: Options{Network: "tcp", Addr: "host:6379", TLS: &TLSOptions{}}},
		{in: "rediss://host:1/", want: Options{Network: "tcp", Addr: "host:1", TLS: &TLSOptions{}}},
		{in: "valkey://host/1?db=2", want: Options{Network: "tcp", Addr: "host:6379", DB: 2}},
		{in: "valkey://u:p%40%2525@host", want: Options{Network: "tcp", Addr: "host:6379", Username: "u", Password: "p@%25"}},
		{in: "valkey://u:a@b@host", want: Options{Network: "tcp", Addr: "host:6379", Username: "u", Password: "a@b"}},
		{in: "valkey://:p@host", want: Options{Network: "tcp", Addr: "host:6379", Password: "p"}},
		{in: "valkey://user@host", want: Options{Network: "tcp", Addr: "host:6379", Username: "user"}, warnings: 1},
		{
			in:   "valkey://host?protocol=2&client_name=x&socket_timeout=1.5&socket_connect_timeout=2",
			want: Options{Network: "tcp", Addr: "host:6379", Protocol: 2, ClientName: "x", CommandTimeout: 1500 * time.Millisecond, ConnectTimeout: 2 * time.Second, TLSTimeout: 2 * time.Second},
		},
		{
			in:   "valkeys://host?ssl_ca_certs=ca&ssl_ca_path=d&ssl_certfile=c&ssl_keyfile=k&ssl_check_hostname=false&ssl_cert_reqs=none",
			want: Options{Network: "tcp", Addr: "host:6379", TLS: &TLSOptions{CAFile: "ca", CADir: "d", CertFile: "c", KeyFile: "k", InsecureName: true, Verify: VerifyNone}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			got, warnings, err := ParseTarget(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(Options{}, "Lookup")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if got.Password != tt.want.Password { // cmp prints it redacted
				t.Error("the password differs")
			}
			if len(warnings) != tt.warnings {
				t.Errorf("warnings %q, want %d", warnings, tt.warnings)
			}
		})
	}
}

func TestParseTargetFaults(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, code, word string }{
		{"", CodeBadAddress, "empty"},
		{"::1:6379", CodeBadAddress, "[ADDRESS]"},
		{"host:0", CodeBadAddress, "65535"},
		{"host:70000", CodeBadAddress, "65535"},
		{"host:s3cret", CodeBadAddress, "65535"},
		{"*:6379", CodeBadAddress, "no host name has"},
		{"'host:6379", CodeBadAddress, "no host name has"},
		{`["127.0.0.1:6379"]`, CodeBadAddress, "no host name has"},
		{"127.0.0.1,127.0.0.2", CodeBadAddress, "no host name has"},
		{":6379", CodeBadAddress, "host is missing"},
		{"ho st:1", CodeBadAddress, "character"},
		{"user:s3cret@host:1", CodeBadAddress, "URL"},
		{"http://host", CodeBadURL, "valkeys"},
		{"valkey://u:s3cret%zz@host", CodeBadURL, "%25"},
		{"valkey://u:s3cret/x@host", CodeBadURL, "65535"},
		{"valkey://u:s3cret#x@host", CodeBadURL, "%23"},
		{"valkey://host/x", CodeBadURL, "database"},
		{"valkey://host/-1", CodeBadURL, "database"},
		{"valkey://host/0/1", CodeBadURL, "database"},
		{"valkey://host?decode_responses=true", CodeBadURL, `"decode_responses"`},
		{"valkey://host?db=1&db=2", CodeBadURL, "more than once"},
		{"valkey://host?password=s3cret%zz", CodeBadURL, "malformed"},
		{"valkey://host?protocol=4", CodeBadURL, "2 or 3"},
		{"valkey://host?socket_timeout=nan", CodeBadURL, "seconds"},
		{"valkey://host?ssl_certfile=x", CodeBadURL, "valkeys://"},
		{"valkeys://host?ssl_check_hostname=off", CodeBadURL, "true or false"},
		{"unix://", CodeBadURL, "path"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			_, _, err := ParseTarget(tt.in)
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code || e.Phase != PhaseConfig || !strings.Contains(err.Error(), tt.word) {
				t.Errorf("got %v, want %s with %q", err, tt.code, tt.word)
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}

// Any text is options that validate, whose String leads to the same place
// without a password, or an error of the phase config.
func FuzzParseTarget(f *testing.F) {
	for _, seed := range []string{
		"host:1", "[::1]", "valkeys://u:p@h/1?db=2", "unix:///s?db=1", "a@b", "redis://%41:%zz@", "/x", "unix:./a@b%2f%3F",
		"valkey://[fe80::1%25eth0]:1", "valkeys://h?ssl_min_version=1.2&backoff=none&socket_timeout=1e3&retry_on_error=oom",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		o, _, err := ParseTarget(s)
		if err != nil {
			if code := CodeOf(err); code != CodeBadAddress && code != CodeBadURL {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if code := CodeOf(o.validate()); code != "" && code != CodeBadClientName && code != CodeBadOption {
			t.Errorf("%q was taken, but is %s", s, code)
		}
		o.Password = "s3cret,s3cret"
		if strings.Contains(o.String(), "s3cret,") {
			t.Errorf("%q: %s tells the password", s, o)
		}
		again, _, err := ParseTarget(o.String())
		if err != nil {
			t.Fatalf("%q: %s is not read back: %v", s, o, err)
		}
		want := Options{Network: o.Network, Addr: o.Addr, Username: o.Username, DB: o.DB}
		if o.TLS != nil {
			want.TLS = new(TLSOptions)
		}
		if diff := cmp.Diff(want, again); diff != "" {
			t.Errorf("%q, %s: -want +got\n%s", s, o, diff)
		}
	})
}
