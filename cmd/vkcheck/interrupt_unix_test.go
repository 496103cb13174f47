//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// silentPipe makes a pipe of a name; read returns once somebody reads it, and
// leaves it silent till the test ends.
func silentPipe(t *testing.T) (name string, read func(context.Context)) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	return name, func(ctx context.Context) {
		for ctx.Err() == nil {
			if f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
				t.Cleanup(func() { f.Close() })
				return
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// TestInterruptAgain sends SIGINT while a pipe is read that keeps silent. Where the
// first is heard and not enough, the second is.
func TestInterruptAgain(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--pass-file", "--cacert"} {
		pipe, read := silentPipe(t)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, "vkcheck", "probe", "127.0.0.1:1", flag, pipe)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		read(ctx)
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(ended)
		}()
		for again := time.NewTicker(10 * time.Millisecond); ; {
			_ = cmd.Process.Signal(os.Interrupt)
			select {
			case <-again.C:
				continue
			case <-ended:
			}
			again.Stop()
			break
		}
		if exit := cmd.ProcessState.ExitCode(); exit != 130 {
			t.Errorf("%s: %v", flag, cmd.ProcessState)
		}
	}
}

// TestSecretsTakeTime wants a command and a file that keep a secret to themselves to
// be given up.
func TestSecretsTakeTime(t *testing.T) {
	before := secretMax
	secretMax = 50 * time.Millisecond
	defer func() { secretMax = before }()
	pipe, _ := silentPipe(t)
	for _, way := range [][]string{{"--pass-command", "exec sleep 60"}, {"--pass-file", pipe}} {
		var out, complaints bytes.Buffer
		argv := append([]string{"vkcheck", "probe", "127.0.0.1:1"}, way...)
		exit := run(t.Context(), argv, nil, &out, &complaints)
		if exit != 2 || !strings.Contains(complaints.String(), "vkcheck: error: "+way[0]+": ") || !strings.Contains(complaints.String(), ": nothing within 50ms") {
			t.Errorf("%v: exit %d, %s", way, exit, &complaints)
		}
	}
}
