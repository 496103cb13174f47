package cachesim

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/cachesim/client"
)

// need skips the test where a program is missing, and fails it in CI.
func need(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%v: install the packages valkey-server and valkey-tools", err)
	}
}

// await waits until something is so.
func await(t *testing.T, what string, ready func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if ready() {
			return
		}
	}
	t.Fatalf("%s: not within 10 s", what)
}

// start runs a program until the test ends, its output into a file.
func start(t *testing.T, out string, args ...string) {
	t.Helper()
	f, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Stdout = f
	if err := errors.Join(cmd.Start(), f.Close()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
}

// TestRecordAndReplay records a small workload on a real server through
// valkey-cli monitor and replays it.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	need(t, "valkey-server")
	need(t, "valkey-cli")
	dir, err := os.MkdirTemp("", "vk") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket, recording := filepath.Join(dir, "s"), filepath.Join(dir, "monitor.txt")
	start(t, filepath.Join(dir, "log"), "valkey-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", dir)
	run := func(args ...string) ([]byte, error) {
		return exec.CommandContext(t.Context(), "valkey-cli", append([]string{"-s", socket}, args...)...).CombinedOutput()
	}
	await(t, "the server", func() bool {
		out, err := run("PING")
		return err == nil && string(out) == "PONG\n"
	})
	start(t, recording, "valkey-cli", "-s", socket, "monitor")
	recorded := func(s string) func() bool {
		return func() bool {
			text, _ := os.ReadFile(recording)
			return bytes.Contains(text, []byte(s))
		}
	}
	await(t, "MONITOR", recorded("OK\n"))
	for _, args := range [][]string{
		{"SET", "user:1", "ann"},
		{"GET", "user:1"},                      // cold
		{"GET", "user:1"},                      // hit
		{"MGET", "user:1", "user:2", "user:1"}, // cold
		{"MGET", "user:1", "user:2", "user:1"}, // hit
		{"SET", "user:2", "bob", "PX", "20"},
		{"GET", "user:1"},                      // hit
		{"MGET", "user:1", "user:2", "user:1"}, // invalidated
		{"GET", "\xff\"\\\n\t"},                // cold
		{"GET", "\xff\"\\\n\t"},                // hit
		{"TTL", "user:1"},
		{"EVAL", "server.call('SET', KEYS[1], 'x')", "1", "user:1"},
		{"GET", "user:1"}, // invalidated
		{"FLUSHALL"},
		{"GET", "user:1"}, // invalidated
		{"ECHO", "the end"},
	} {
		if out, err := run(args...); err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
	}
	await(t, "the recording", recorded("the end\"\n"))

	p := profileOf(t, "valkey-py")
	tr, err := Load(context.Background(), Source{Name: recording}, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := (client.Summary{Requests: 17, Unique: 3, Reads: 10, LookedUp: 10, Writes: 4, Bypassed: 3, Uncached: 1, CompulsoryMisses: 3}); tr.Summary != want {
		t.Errorf("%+v, want %+v", tr.Summary, want)
	}
	if c := cell(t, tr, "lru", 10, 0, 0); c.Hits != 4 || c.Cold != 3 || c.Invalidated != 3 {
		t.Errorf("%+v", c)
	}
}
