package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/vkcheck/vkcheck/report"
)

// TestInterrupt sends SIGINT while a server keeps vkcheck waiting: the report
// is written all the same, says that it is not complete, and the exit code is
// 130.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	exit, r := interrupted(t, func(addr string) []string { return []string{"probe", addr, "--timeout", "30s"} })
	if exit != 130 || r.Exit != 130 || r.Complete || r.Targets[0].Complete {
		t.Errorf("exit %d, report %+v", exit, r)
	}
}

// TestInterruptGate does so to the gate, which does not know what the waiver
// would have been for.
func TestInterruptGate(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "vkcheck.yaml")
	exit, r := interrupted(t, func(addr string) []string {
		text := "targets: [{target: '" + addr + "', name: one, timeout: 30s, thresholds: {role: master}}]\n" +
			"waivers: [{code: gate-role, reason: so, until: 2099-12-31}]\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{"gate", "-f", file}
	})
	if exit != 130 || r.Exit != 130 || r.Complete || r.Targets[0].Complete || r.Targets[0].Name != "one" || len(r.Findings) > 0 {
		t.Errorf("exit %d, report %+v", exit, r)
	}
}

// interrupted runs a command of vkcheck against a silent server, and interrupts
// it when it is in the middle of HELLO.
func interrupted(t *testing.T, args func(addr string) []string) (exit int, r report.Report) {
	t.Helper()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, "vkcheck", append(args(silent.Addr().String()), "-o", "json")...)
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
	return readJSON(t, nil, cmd)
}

// TestInterruptSilentTargets sends SIGINT while the list of targets is waited for.
func TestInterruptSilentTargets(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("vkcheck", "probe", "--targets", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = in.Write([]byte("a:1\na:1\n"))
	if _, err := said.Read(make([]byte, 1)); err != nil { // it has read two lines, and wants more
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, said)
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("%v", cmd.ProcessState)
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
