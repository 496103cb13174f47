package main

import (
	"bufio"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestLabListKeepsTheWidth lists the scenarios for a terminal, and for a pipe,
// where a line each is what other programs want.
func TestLabListKeepsTheWidth(t *testing.T) {
	t.Parallel()
	scenarios := lab.Scenarios()
	var narrow, wide strings.Builder
	if err := listView(scenarios).write(&narrow, "table", 80); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(narrow.String()) {
		if n := utf8.RuneCountInString(line); n > 81 {
			t.Errorf("%d columns: %s", n-1, line)
		}
	}
	for _, s := range scenarios {
		if !strings.Contains("\n"+narrow.String(), "\n"+s.Name+" (") {
			t.Errorf("%s is not listed", s.Name)
		}
	}
	if err := listView(scenarios).write(&wide, "table", 0); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(wide.String(), "\n"); n != 1+len(scenarios) {
		t.Errorf("%d lines for %d scenarios and a head", n, len(scenarios))
	}
}

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
