package gate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
)

// TestOptions: what the address says stands above the connection, and a scheme
// for plain text above all of TLS.
func TestOptions(t *testing.T) {
	t.Setenv("VKCHECK_TEST_PASSWORD", "from-env")
	first := inDir(t, "vkcheck.yaml", texts{"secret": "from-file\r\nmore", "vkcheck.yaml": `
modules:
  plain: {}
  tls: {connection: {tls: true, username: probe, password: {env: VKCHECK_TEST_PASSWORD}, db: 3, socket_timeout: 2s}}
  off: {connection: {tls: false}}
  ca: {connection: {ssl_ca_certs: ca.pem, password: {file: secret}}}
`})
	c, err := Load(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ module, address, want string }{
		{"plain", "host", "host:6379 tls=false user= password= db=0 command=0s"},
		{"plain", "valkeys://host", "host:6379 tls=true user= password= db=0 command=0s"},
		{"off", "host", "host:6379 tls=false user= password= db=0 command=0s"},
		{"off", "valkeys://host", "host:6379 tls=true user= password= db=0 command=0s"},
		{"tls", "host", "host:6379 tls=true user=probe password=from-env db=3 command=2s"},
		{"tls", "valkey://host", "host:6379 tls=false user=probe password=from-env db=3 command=2s"},
		{"tls", "/path.sock", "/path.sock tls=false user=probe password=from-env db=3 command=2s"},
		{"tls", "valkeys://me@host/4", "host:6379 tls=true user=me password=from-env db=4 command=2s"},
		{"tls", "valkeys://:mine@host?db=0&socket_timeout=7", "host:6379 tls=true user= password=mine db=0 command=7s"},
		{"ca", "host:1", "host:1 tls=true user= password=from-file db=0 command=0s"},
	} {
		o, err := c.Modules[tt.module].Connection.Options(tt.address, true)
		if err != nil {
			t.Errorf("%s to %s: %v", tt.module, tt.address, err)
			continue
		}
		got := fmt.Sprintf("%s tls=%v user=%s password=%s db=%d command=%v", o.Addr, o.TLS != nil, o.Username, string(o.Password), o.DB, o.CommandTimeout)
		if got != tt.want {
			t.Errorf("%s to %s: %s, want %s", tt.module, tt.address, got, tt.want)
		}
	}
	// Without a session nothing of it counts, and TLS is spoken.
	o, err := c.Modules["tls"].Connection.Options("host", false)
	if err != nil || o.TLS == nil || o.Username != "" || o.Password != "" || o.DB != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err = c.Modules["ca"].Connection.Options("host", false); err != nil || o.TLS.CAFile != filepath.Join(filepath.Dir(first), "ca.pem") {
		t.Errorf("%+v, %v", o.TLS, err)
	}
}

// TestSecretsThatAreNotThere: the place is told, and no secret.
func TestSecretsThatAreNotThere(t *testing.T) {
	first := inDir(t, "vkcheck.yaml", texts{"empty": "\n", "vkcheck.yaml": `
modules:
  a: {connection: {password: {env: VKCHECK_TEST_NOT_SET}}}
  b: {connection: {password: {file: nowhere}}}
  c: {connection: {password: {file: empty}}}
  d: {connection: {protocol: {env: VKCHECK_TEST_PROTOCOL}}}
`})
	t.Setenv("VKCHECK_TEST_PROTOCOL", "s3cret")
	c, err := Load(first)
	if err != nil {
		t.Fatal(err)
	}
	for module, want := range map[string]string{
		"a": ":3:30: password: the environment variable VKCHECK_TEST_NOT_SET is empty",
		"b": ":4:30: password: open ",
		"c": ":5:30: password: ",
		"d": ":6:30: protocol: is 2 or 3",
	} {
		_, err := c.Modules[module].Connection.Options("host", true)
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), first+want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	var bad *conn.Error
	if _, err := c.Modules["a"].Connection.Options("host:x", true); !errors.As(err, &bad) {
		t.Errorf("%v, want an error of conn", err)
	}
}

// TestNothingSecretIsShown: neither a listing nor a remark nor any error holds
// a secret, wherever it stands.
func TestNothingSecretIsShown(t *testing.T) {
	const secret = "s3cret"
	t.Setenv("VKCHECK_TEST_PASSWORD", secret)
	first := inDir(t, "vkcheck.yaml", texts{"secret": secret, "vkcheck.yaml": `
defaults: {connection: {password: s3cret, ssl_password: {env: VKCHECK_TEST_PASSWORD}}}
targets:
  - valkeys://me:s3cret@one.example
  - {target: "valkeys://:s3cret@two.example/3?socket_timeout=2", connection: {password: {file: secret}}}
  - unix://:s3cret@/path.sock
  - s3cret@three.example
`})
	_, err := Load(first)
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("%v", err)
	}
	text, _ := os.ReadFile(first)
	right := strings.ReplaceAll(string(text), "  - s3cret@three.example\n", "")
	if err := os.WriteFile(first, []byte(right), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Load(first)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := c.Describe(&out); err != nil {
		t.Fatal(err)
	}
	remarks := strings.Join(c.Remarks(noon), "\n")
	if strings.Contains(out.String()+remarks, secret) {
		t.Errorf("%s%s", out.String(), remarks)
	}
	for _, want := range []string{"valkeys://me@one.example:6379", "valkeys://two.example:6379/3", "unix:///path.sock"} {
		if !strings.Contains(out.String(), want+" ") {
			t.Errorf("%s is missing in\n%s", want, out.String())
		}
	}
	if want := ":2:35: password stands in the file itself"; strings.Count(remarks, want) != 1 {
		t.Errorf("%s, want once %s", remarks, want)
	}
}
