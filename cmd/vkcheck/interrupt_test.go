package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"testing"
)

// TestInterrupt sends SIGINT while a server keeps vkcheck waiting: the report
// is written all the same, says that it is not complete, and the exit code is
// 130.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, "vkcheck", "probe", silent.Addr().String(), "-o", "json", "--timeout", "30s")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	go func() {
		c, err := silent.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if _, err := c.Read(make([]byte, 1)); err == nil { // it is in the middle of HELLO now
			interrupt()
		}
		for err == nil { // until it has gone
			_, err = c.Read(make([]byte, 1<<10))
		}
	}()
	exit, r := readJSON(t, nil, cmd)
	if exit != 130 || r.Exit != 130 || r.Complete || r.Targets[0].Complete {
		t.Errorf("exit %d, report %+v", exit, r)
	}
}

// TestInterruptSilentPipe sends SIGINT while standard input keeps silent.
func TestInterruptSilentPipe(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, "vkcheck", "cache-sim", "-", "-o", "json")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdin = in
	go func() {
		// The second fill of the pipe is taken only by a vkcheck that reads.
		for range 4 {
			_, _ = out.Write(bytes.Repeat([]byte("key\n"), 1<<16))
		}
		interrupt()
	}()
	exit, r := readJSON(t, nil, cmd)
	if exit != 130 || r.Exit != 130 || r.Complete {
		t.Errorf("exit %d, report %+v", exit, r)
	}
}
