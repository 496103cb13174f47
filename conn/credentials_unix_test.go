//go:build unix

package conn

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCommandCredentials(t *testing.T) {
	t.Parallel()
	shell := func(script string) Credentials { return CommandCredentials("u", "sh", "-c", script) }
	user, password, err := shell("echo 'a b'; echo c").Credentials(t.Context())
	if user != "u" || password != "a b" || err != nil {
		t.Errorf("%q, %q, %v", user, password, err)
	}
	// A child that it leaves behind is no fault of it.
	if _, password, err := shell("sleep 5 2>/dev/null & echo secret").Credentials(t.Context()); password != "secret" {
		t.Errorf("%q, %v", password, err)
	}
	// The arguments are no shell's to read.
	if _, password, err := CommandCredentials("", "echo", "$HOME;x").Credentials(t.Context()); password != "$HOME;x" {
		t.Errorf("%q, %v", password, err)
	}
	for name, tt := range map[string]struct {
		from Credentials
		word string
	}{
		"none":       {CommandCredentials("u"), "empty"},
		"not there":  {CommandCredentials("u", "/nosuch/command"), "/nosuch/command"},
		"fails":      {shell("echo s3cret; exit 3"), "exit status 3"},
		"silent":     {shell(":"), "empty"},
		"never ends": {shell("while :; do echo s3cret; done"), "64 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := tt.from.Credentials(testContext(t))
			if err == nil || !strings.Contains(err.Error(), tt.word) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v, want %q", err, tt.word)
			}
		})
	}
}

// The end of the context ends a command, also one whose child holds on to the
// output.
func TestCommandCredentialsEnd(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"exec sleep 60", "sleep 30 2>&- & echo s3cret; wait"} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, _, err := CommandCredentials("", "sh", "-c", script).Credentials(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 25*time.Second {
			t.Errorf("%s: %v after %v", script, err, time.Since(start))
		}
	}
}

// TestFileCredentialsHeedContext wants a pipe that keeps silent to hold nobody.
func TestFileCredentialsHeedContext(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, _, err := FileCredentials("u", pipe).Credentials(ctx); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	f, err := os.OpenFile(pipe, os.O_WRONLY, 0) // once it is read
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}
