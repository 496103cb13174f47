//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// TestCutAnywhere ends a recording here and there, as SIGKILL and a full disk
// do: cache-sim finds nothing in it, or says that it was cut off.
func TestCutAnywhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "trace.vkt.partial")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w, err := trace.NewRecordWriter(f, trace.RecordingHeader{Version: trace.RecordingVersion, Vkcheck: "test", Keys: "plain"})
	for i := range int64(6) {
		get := []trace.RecordedArg{{Form: trace.ArgKept, Len: 3, Text: []byte("GET")}, {Form: trace.ArgKept, Len: 1, Text: []byte{'a' + byte(i)}}}
		err = errors.Join(err, w.Add(1e18+i*2e9, 0, 1, get)) // a chunk each
	}
	if err = errors.Join(err, w.Close(trace.RecordingTrailer{Ended: "duration"}), f.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if exit, r := runHere(t, "cache-sim", file, "--policy", "lru", "--size", "10"); exit != 0 || saysCut(r) {
		t.Fatalf("whole: exit %d, %+v", exit, r.Findings)
	}
	if fault := broken(file); fault != "" {
		t.Errorf("killed before it got its name: %s", fault)
	}
	for n := 0; n < len(whole); n += 7 { // each takes 30 ms under the race detector
		if err := os.WriteFile(file, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if exit, r := runHere(t, "cache-sim", file, "--policy", "lru", "--size", "10"); exit != 2 && (exit != 0 || !saysCut(r)) {
			t.Errorf("%d of %d bytes: exit %d, %+v", n, len(whole), exit, r.Findings)
		}
	}
}

func saysCut(r report.Report) bool {
	return slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Code == probe.CodeTraceCut })
}

// endsAt is a context that ends when it is asked for the nth time.
type endsAt struct {
	context.Context
	mu   sync.Mutex
	left int
	end  func()
}

func (c *endsAt) ask() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.left--; c.left == 0 {
		c.end()
	}
}

func (c *endsAt) Done() <-chan struct{} {
	c.ask()
	return c.Context.Done()
}

func (c *endsAt) Err() error {
	c.ask()
	return c.Context.Err()
}

// TestInterruptAnywhere interrupts every command each time that it looks whether
// it is interrupted: its report is there and says by which code it exits, and
// nothing is left beside it.
func TestInterruptAnywhere(t *testing.T) {
	t.Parallel()
	l, err := sharedLab()
	if err != nil {
		t.Fatal(err)
	}
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	addr := map[string]string{}
	for _, e := range l.Endpoints {
		addr[e.Name] = e.Addr
	}
	config := filepath.Join(t.TempDir(), "vkcheck.yaml")
	text := "targets: [{target: '" + v.Addr + "'}]\ntraces: [{trace: '" + filepath.Join("..", "..", "testdata", "trace.txt") + "', policy: lru, size: 100, min-hit-ratio: 0.5}]\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, argv := range [][]string{
		{"ocsp", addr["good-unstapled"], "--cacert", l.CAFile, "--save", "SAVED"},
		{"probe", v.Addr, "--tracking", "--count", "3"},
		{"cache-sim", "demo.trace.gz", "--policy", "lru,wtinylfu", "--curve"},
		{"gate", "-f", config},
		{"record", v.Addr, "--to", "TRACE", "--for", "1ms", "--quiet"},
	} {
		for n, ended := 1, true; ended; n++ {
			ended = interruptedAt(t, n, argv)
		}
	}
}

// interruptedAt runs a command that is interrupted when it looks for the nth
// time; it is false where the command ends before.
func interruptedAt(t *testing.T, n int, argv []string) bool {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "report.json")
	line := append([]string{"vkcheck"}, argv...)
	for i, word := range line {
		line[i] = strings.NewReplacer("SAVED", filepath.Join(dir, "saved"), "TRACE", filepath.Join(dir, "trace.vkt")).Replace(word)
	}
	inner, end := context.WithCancel(t.Context())
	defer end()
	var stderr bytes.Buffer
	oneAtATime.Lock()
	exit := run(&endsAt{Context: inner, left: n, end: end}, append(line, "-o", "json="+file), strings.NewReader(""), io.Discard, &stderr)
	oneAtATime.Unlock()
	ended := inner.Err() != nil
	text, err := os.ReadFile(file)
	var r report.Report
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil || r.Exit != exit || exit == 130 && (r.Complete || !ended) {
		t.Errorf("%v, interrupted at %d: exit %d, the report says %d, complete %v, %v; %s", line, n, exit, r.Exit, r.Complete, err, stderr.String())
	}
	left, err := filepath.Glob(filepath.Join(dir, "*.partial"))
	hidden, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left)+len(hidden) > 0 {
		t.Errorf("%v, interrupted at %d: %v%v is left, %v", line, n, left, hidden, err)
	}
	return ended
}
