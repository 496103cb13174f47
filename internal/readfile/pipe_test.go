//go:build unix

package readfile

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// TestAgain reads a pipe several times at once: each reader has what it held,
// of which a pipe by itself gives nobody the same twice.
func TestAgain(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			if got, err := Again(name, 10); err != nil || string(got) != "once" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	if err := os.WriteFile(name, []byte("once"), 0o600); err != nil {
		t.Fatal(err)
	}
	readers.Wait()
	other := filepath.Join(t.TempDir(), "other")
	if err := syscall.Mkfifo(other, 0o600); err != nil {
		t.Fatal(err)
	}
	readers.Go(func() {
		if got, err := Again(other, 10); err != nil || string(got) != "other" {
			t.Errorf("%q, %v", got, err)
		}
	})
	if err := os.WriteFile(other, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	readers.Wait()
}

// TestAgainOfFile reads a file that changes: only a pipe is kept.
func TestAgainOfFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	for _, want := range []string{"old", "new"} {
		if err := os.WriteFile(name, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := Again(name, 10); err != nil || string(got) != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
}
