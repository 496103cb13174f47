//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/report"
)

// TestInterruptStuckReader sends SIGTERM while the report waits for one who
// does not read: standard output that is full, a pipe that nobody has opened.
func TestInterruptStuckReader(t *testing.T) {
	t.Parallel()
	many := []string{"probe", "-o", "json"}
	for i := range 2000 {
		many = append(many, fmt.Sprintf("no*host%d:1", i))
	}
	for name, args := range map[string][]string{
		"stdout": many,
		"pipe":   {"probe", "no*host:1", "-o", "table", "-o", "json=" + fifo(t)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("vkcheck", args...)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			begin(t, cmd)
			if _, err := out.Read(make([]byte, 1)); err != nil { // the report is being written
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
			begun := time.Now()
			wantInterrupted(t, cmd, syscall.SIGTERM)
			if took := time.Since(begun); took > 12*time.Second {
				t.Errorf("after %v", took)
			}
		})
	}
}

// begin starts a command that is killed where it does not end by itself.
func begin(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() { kill.Stop() })
}

// TestInterruptReportSlowlyRead interrupts a report that is read slowly, twice, as
// timeout(1) does: it comes to its end.
func TestInterruptReportSlowlyRead(t *testing.T) {
	t.Parallel()
	args := []string{"probe", "-o", "json"}
	for i := range 500 {
		args = append(args, fmt.Sprintf("no*host%d:1", i))
	}
	cmd := exec.Command("vkcheck", args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin(t, cmd)
	var got bytes.Buffer
	_, _ = io.CopyN(&got, out, 1)
	for range 2 {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	for err == nil {
		time.Sleep(100 * time.Millisecond)
		_, err = io.CopyN(&got, out, 16<<10)
	}
	var r report.Report
	if err := json.Unmarshal(got.Bytes(), &r); err != nil || len(r.Targets) != 500 {
		t.Errorf("%d bytes, %d targets: %v", got.Len(), len(r.Targets), err)
	}
	_ = cmd.Wait()
}

// silentServer takes connections and says nothing.
func silentServer(t *testing.T) (addr string, accepted <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	told := make(chan struct{}, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = c.Close() })
			told <- struct{}{}
		}
	}()
	return l.Addr().String(), told
}

// TestInterruptServeAgain interrupts an exporter, which lets its probe come to an
// end for ten seconds, once more: it ends at once.
func TestInterruptServeAgain(t *testing.T) {
	t.Parallel()
	silent, accepted := silentServer(t)
	file := filepath.Join(t.TempDir(), "vkcheck.yaml")
	if err := os.WriteFile(file, []byte("defaults: {timeout: 60s}\ntargets: ['"+silent+"']\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("vkcheck", "serve", "-f", file, "--listen", "127.0.0.1:0")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin(t, cmd)
	lines := bufio.NewScanner(said)
	lines.Scan()
	address := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(lines.Text())
	go func() { _, _ = io.Copy(io.Discard, said) }()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/probe?target="+silent, nil)
		if err != nil {
			return
		}
		if res, err := http.DefaultClient.Do(r); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-accepted
	begun := time.Now()
	for range 2 {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
	}
	_ = cmd.Wait()
	if took := time.Since(begun); took > 12*time.Second {
		t.Errorf("after %v: %v", took, cmd.ProcessState)
	}
}

// TestNothingIsLeft ends what has made a temporary directory: by the end of
// who reads it, by SIGHUP.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line string
		exit int
	}{
		{"demo", 141},
		{"lab good", 141},
		{"lab good -- vkcheck version", 141},
	} {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			_ = r.Close()
			defer w.Close()
			cmd := exec.Command("vkcheck", strings.Fields(tt.line)...)
			dir := t.TempDir()
			cmd.Env = append(os.Environ(), "TMPDIR="+dir)
			cmd.Stdout = w
			begin(t, cmd)
			_ = cmd.Wait()
			if left := entries(t, dir); cmd.ProcessState.ExitCode() != tt.exit || len(left) > 0 {
				t.Errorf("%v, left %v", cmd.ProcessState, left)
			}
		})
	}
	t.Run("SIGHUP", func(t *testing.T) {
		t.Parallel()
		cmd := exec.Command("vkcheck", "lab", "good")
		dir := t.TempDir()
		cmd.Env = append(os.Environ(), "TMPDIR="+dir)
		hangUp(t, cmd)
		_ = cmd.Wait()
		if left := entries(t, dir); cmd.ProcessState.ExitCode() != 0 || len(left) > 0 {
			t.Errorf("%v, left %v", cmd.ProcessState, left)
		}
	})
}

// TestNohup sends SIGHUP to what was told not to mind it.
func TestNohup(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", "trap '' HUP; exec vkcheck lab good")
	said := hangUp(t, cmd)
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, said)
		close(ended)
	}()
	select {
	case <-ended:
		t.Error("SIGHUP has ended it")
	case <-time.After(300 * time.Millisecond):
	}
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
}

// hangUp starts a lab, sends it SIGHUP when it is up, and gives what else it says.
func hangUp(t *testing.T, cmd *exec.Cmd) (said io.Reader) {
	t.Helper()
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin(t, cmd)
	if _, err := said.Read(make([]byte, 1)); err != nil { // it is up
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	return said
}

func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// TestFilesBeforeStdout has the reader of standard output leave: the files are
// there.
func TestFilesBeforeStdout(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	defer w.Close()
	file := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.Command("vkcheck", "probe", "no*host:1", "-o", "table", "-o", "json="+file)
	cmd.Stdout = w
	_ = cmd.Run()
	if _, err := os.Stat(file); err != nil || !strings.Contains(cmd.ProcessState.String(), "pipe") {
		t.Errorf("%v: %v", cmd.ProcessState, err)
	}
}

// TestDemoOnFullDisk fails where what it shows cannot be written.
func TestDemoOnFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("skipped: there is no /dev/full")
	}
	defer full.Close()
	cmd := exec.Command("vkcheck", "demo")
	cmd.Stdout = full
	if _ = cmd.Run(); cmd.ProcessState.ExitCode() != 2 {
		t.Error(cmd.ProcessState)
	}
}
