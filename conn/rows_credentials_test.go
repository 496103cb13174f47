package conn

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func TestRow90Credentials(t *testing.T) {
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--requirepass", "s3cret", "--user", "app", "on", ">apppw", "~*", "+@all"}})
	dir := t.TempDir()
	file := dir + "/password"
	write(t, file, "apppw\nnot this\n")
	t.Setenv("VKCHECK_TEST_USER", "app")
	t.Setenv("VKCHECK_TEST_PASSWORD", "apppw")
	for name, tt := range map[string]struct {
		from Credentials
		user string
	}{
		"password alone":    {StaticCredentials("", "s3cret"), "default"},
		"user and password": {StaticCredentials("app", "apppw"), "app"},
		"environment":       {EnvironmentCredentials("VKCHECK_TEST_USER", "VKCHECK_TEST_PASSWORD"), "app"},
		"file":              {FileCredentials("app", file), "app"},
		"command":           {CommandCredentials("app", "cat", file), "app"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, protocol := range []int{2, 3} {
				c := dialed(t, Options{Addr: v.Addr, Protocol: protocol, Credentials: tt.from})
				if got := clientInfo(t, c)["user"]; got != tt.user {
					t.Errorf("user %q, want %q", got, tt.user)
				}
			}
		})
	}
	t.Run("asked on every connect", func(t *testing.T) {
		asked := 0
		o := Options{Addr: v.Addr, Credentials: CredentialsFunc(func(context.Context) (string, string, error) {
			asked++
			return "", []string{"old", "s3cret"}[asked-1], nil
		})}
		_, err := Dial(testContext(t), o)
		wantError(t, err, PhaseAuth, CodeWrongPassword)
		dialed(t, o)
		if asked != 2 {
			t.Errorf("asked %d times", asked)
		}
	})
	t.Run("a changed file", func(t *testing.T) {
		o := Options{Addr: v.Addr, Credentials: FileCredentials("", dir+"/changing")}
		write(t, dir+"/changing", "old")
		_, err := Dial(testContext(t), o)
		wantError(t, err, PhaseAuth, CodeWrongPassword)
		write(t, dir+"/changing", "s3cret\r\n")
		dialed(t, o)
	})
	t.Run("failing", func(t *testing.T) {
		var seen log
		_, err := Dial(testContext(t), Options{Addr: v.Addr, Credentials: FileCredentials("", dir+"/nosuch"), Trace: seen.trace()})
		wantError(t, err, PhaseAuth, CodeCredentialsFailed)
		if diff := cmp.Diff([]string{"config", "connect", "auth!"}, seen.phases()); diff != "" {
			t.Errorf("phases: -want +got\n%s", diff)
		}
	})
}
