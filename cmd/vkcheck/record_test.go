package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestRecordInterrupted sends SIGINT and SIGTERM to a recording of a busy
// server: the file is whole, cache-sim reads all of it, and the exit code is
// 130.
func TestRecordInterrupted(t *testing.T) {
	t.Parallel()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		file := filepath.Join(t.TempDir(), "trace.vkt")
		ctx, interrupt := context.WithCancel(t.Context())
		cmd := exec.CommandContext(ctx, "vkcheck", "record", v.Addr, "--to", file, "--quiet", "-o", "json")
		cmd.Cancel = func() error { return cmd.Process.Signal(signal) }
		stop := make(chan struct{})
		written := make(chan error, 1)
		go func() { written <- writeUntil(v.Addr, file+".partial", stop, interrupt) }()
		exit, r := readJSON(t, nil, cmd)
		close(stop)
		if err := <-written; err != nil {
			t.Fatal(err)
		}
		got := r.Targets[0].Recording
		if exit != 130 || r.Exit != 130 || r.Complete || got == nil || got.Requests == 0 || got.Ended != "interrupted" {
			t.Fatalf("%v: exit %d, %+v", signal, exit, got)
		}
		exit, sim := runJSON(t, nil, []string{"vkcheck", "cache-sim", file, "--policy", "lru", "--size", "10", "-o", "json"})
		if exit != 0 || sim.Traces[0].Format != "vkcheck" || sim.Traces[0].Requests != got.Requests || len(sim.Findings) > 0 {
			t.Errorf("%v: exit %d, %+v, want %d requests", signal, exit, sim.Traces, got.Requests)
		}
		if _, err := os.Stat(file + ".partial"); err == nil {
			t.Errorf("%v: the partial file is left", signal)
		}
	}
}

// writeUntil keeps a server busy until stop is closed, and interrupts once the
// recording grows: long keys fill its chunks.
func writeUntil(addr, partial string, stop <-chan struct{}, interrupt func()) error {
	ctx := context.Background()
	c, err := conn.Dial(ctx, conn.Options{Addr: addr})
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // it is done with
	name, begun := strings.Repeat("k", 1<<14), int64(0)
	for i := 0; ; i++ {
		select {
		case <-stop:
			return nil
		default:
		}
		if _, err := c.Pipeline(ctx, [][]string{{"SET", fmt.Sprint(name, i), "value"}, {"GET", fmt.Sprint(name, i/2)}}); err != nil {
			return err
		}
		info, err := os.Stat(partial)
		switch {
		case err != nil: // not there yet, or whole already
		case begun == 0:
			begun = info.Size()
		case info.Size() > begun:
			interrupt()
		}
	}
}

// TestRecordTerminal runs a recording on a terminal, which shows a bar.
func TestRecordTerminal(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("script"); err != nil {
		t.Skip("skipped: script is not installed")
	}
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	for n, ends := range []string{"--for", "--requests 2000000000 --for"} {
		shown := false
		for _, long := range []string{"400ms", "4s", "40s"} { // a loaded machine draws late
			file := filepath.Join(t.TempDir(), "trace.vkt")
			out, err := exec.Command("script", "-qec", fmt.Sprintf("vkcheck record %s --to %s %s %s", v.Addr, file, ends, long), "/dev/null").CombinedOutput()
			if err != nil || !strings.Contains(string(out), "ended by: duration") {
				t.Fatalf("%d: %v: %q", n, err, out)
			}
			if shown = strings.Contains(string(out), "recording: 0 requests, 0/s"); shown {
				break
			}
		}
		if !shown {
			t.Errorf("%d: no bar", n)
		}
	}
}
