package conn

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFromEnvironment(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("in a file\r\nnot this\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		env      string
		want     Options
		password string
	}{
		"nothing":                   {},
		"a target":                  {env: "VKCHECK_TARGET=host:1", want: Options{Network: "tcp", Addr: "host:1"}},
		"variables beat the URL":    {env: "VKCHECK_TARGET=valkey://u@host/1 VKCHECK_DB=0 VKCHECK_USER=v", want: Options{Network: "tcp", Addr: "host:6379", Username: "v"}},
		"TLS is implied":            {env: "VKCHECK_CACERT=ca.pem VKCHECK_TLS_MIN=1.3", want: Options{TLS: &TLSOptions{CAFile: "ca.pem", MinVersion: tls.VersionTLS13}}},
		"TLS alone":                 {env: "VKCHECK_TLS=true", want: Options{TLS: &TLSOptions{}}},
		"a switch":                  {env: "VKCHECK_INSECURE=1 VKCHECK_IPV4=true VKCHECK_IPV6=false", want: Options{TLS: &TLSOptions{Verify: VerifyOptional}, Family: IPv4}},
		"a switch that is off":      {env: "VKCHECK_INSECURE=false VKCHECK_TLS=0"},
		"times":                     {env: "VKCHECK_TIMEOUT_COMMAND=1500ms VKCHECK_TIMEOUT_CONNECT=2", want: Options{CommandTimeout: 1500 * ms, ConnectTimeout: 2 * time.Second}},
		"redis-cli's":               {env: "REDISCLI_AUTH=c", password: "c"},
		"valkey-cli's before it":    {env: "REDISCLI_AUTH=c VALKEYCLI_AUTH=b", password: "b"},
		"a file before these":       {env: "VALKEYCLI_AUTH=b VKCHECK_PASS_FILE=" + secret, password: "in a file"},
		"our own before the file":   {env: "VKCHECK_PASS=a VKCHECK_PASS_FILE=" + secret, password: "a"},
		"the URL before all others": {env: "VKCHECK_TARGET=valkey://:u@host VKCHECK_PASS=a", want: Options{Network: "tcp", Addr: "host:6379"}, password: "u"},
		"a passphrase":              {env: "VKCHECK_KEY_PASSPHRASE=x", want: Options{TLS: &TLSOptions{KeyPassphrase: "x"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, warnings, err := FromEnvironment(environment(tt.env))
			if err != nil || string(o.Password) != tt.password {
				t.Fatalf("%v, password %q, want %q", err, string(o.Password), tt.password)
			}
			tt.want.Password = o.Password
			if diff := cmp.Diff(tt.want, o); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if want := strings.Contains(tt.env, "u@host"); want != (len(warnings) == 1) && !strings.Contains(tt.env, ":u@") {
				t.Errorf("warnings %q", warnings)
			}
		})
	}
}

func TestFromEnvironmentFaults(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]struct{ code, word string }{
		"VKCHECK_TARGET=host:x":                   {CodeBadAddress, "65535"},
		"VKCHECK_RESP=4":                          {CodeBadOption, "VKCHECK_RESP is 2 or 3"},
		"VKCHECK_INSECURE=yes":                    {CodeBadOption, "VKCHECK_INSECURE is true or false"},
		"VKCHECK_RETRY_ON_ERROR=lodaing":          {CodeBadOption, `did you mean "loading"?`},
		"VKCHECK_PASS_FILE=" + os.DevNull:         {CodeBadOption, "the first line is empty"},
		"VKCHECK_KEY_PASSPHRASE_FILE=nosuch":      {CodeBadOption, "VKCHECK_KEY_PASSPHRASE_FILE"},
		"VKCHECK_TLS_CIPHERS=ECDHE-RSA-AES128-SH": {CodeBadOption, "VKCHECK_TLS_CIPHERS is no list of cipher suites"},
	} {
		t.Run(env, func(t *testing.T) {
			t.Parallel()
			_, _, err := FromEnvironment(environment(env))
			if e := wantError(t, err, PhaseConfig, want.code); !strings.Contains(e.Error(), want.word) {
				t.Errorf("%v does not say %q", e, want.word)
			}
		})
	}
}

// environment is a getenv for "NAME=VALUE NAME=VALUE".
func environment(env string) func(string) string {
	return func(name string) string {
		for _, variable := range strings.Fields(env) {
			if value, ok := strings.CutPrefix(variable, name+"="); ok {
				return value
			}
		}
		return ""
	}
}
