package main

import (
	"bufio"
	"io"
	"os/exec"
	"syscall"
	"testing"
)

// TestLabForwardsSignals ends vkcheck as a service manager would: it is the
// command that decides what to make of that.
func TestLabForwardsSignals(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("vkcheck", "lab", "good", "revoked-leaf", "--", "sh", "-c", `trap "echo told; exit 7" TERM; echo ready; while :; do read x; done`)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stdout)
	if line, err := lines.ReadString('\n'); line != "ready\n" {
		t.Fatalf("got %q, %v", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(lines)
	if string(rest) != "told\n" || err != nil {
		t.Errorf("got %q, %v, want one command that was told", rest, err)
	}
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("%v, want 130: the second scenario was left out", cmd.ProcessState)
	}
}
