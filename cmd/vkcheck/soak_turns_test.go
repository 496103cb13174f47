//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// report adds the report of the turn, as a file that may be there already.
func (t *turn) report() {
	file := filepath.Join(t.dir, "report.json")
	if t.rand.IntN(2) == 0 {
		old, err := json.Marshal(report.Report{Schema: report.Schema, Version: "old"})
		if err == nil {
			err = os.WriteFile(file, old, 0o600)
		}
		if err != nil {
			t.Error(err)
		}
	}
	t.files = append(t.files, file)
	formats := slices.DeleteFunc(report.Formats(), func(format string) bool {
		return format == "nagios" || format == "svg" // one has exit codes of its own, one is for curves
	})
	t.argv = append(t.argv, "-o", "json="+file, "-o", pick(t, formats))
}

// targets are some of the scenarios, at once.
func (t *turn) targets(dialled func(lab.Endpoint) bool) {
	pace := pick(t, [][2]string{{"300ms", "1"}, {"1s", "4"}, {"3s", "64"}}) // none takes much longer than another
	t.argv = append(t.argv, "--cacert", t.lab.CAFile, "--timeout", pace[0], "--parallel", pace[1])
	for range 1 + t.rand.IntN(20) {
		if e := pick(t, t.lab.Endpoints); dialled(e) {
			t.argv = append(t.argv, e.Addr)
		}
	}
	t.exits = []int{0, 1, 3}
	t.report()
}

func (t *turn) ocsp() {
	t.command = "ocsp"
	t.argv = []string{pick(t, t.lab.Endpoints).Addr}
	t.targets(func(lab.Endpoint) bool { return true })
	if t.rand.IntN(3) == 0 {
		t.argv = append(t.argv, "--save", filepath.Join(t.dir, "saved"))
	}
	if t.rand.IntN(3) == 0 {
		t.argv = append(t.argv, "--cache-dir", filepath.Join(t.soak.dir, "store")) // which turns share
	}
}

// probe looks at scenarios, or at a server that may be killed.
func (t *turn) probe() {
	t.command = "probe"
	if t.server != nil && t.rand.IntN(2) == 0 {
		t.exits = []int{0, 1, 3}
		t.argv = []string{t.ownServer(), "--timeout", "2s", "--count", pick(t, []string{"1", "50"}), "--concurrency", pick(t, []string{"1", "8"})}
		if t.rand.IntN(2) == 0 {
			t.argv = append(t.argv, "--tracking")
		}
		t.report()
		return
	}
	t.argv = []string{pick(t, t.lab.Endpoints).Addr}
	t.targets(func(e lab.Endpoint) bool { return !e.DialPlain })
}

// ownServer is a server of the turn's own, so that it can be killed.
func (t *turn) ownServer() string {
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	if err != nil {
		t.Error(err)
		return ""
	}
	t.victim = sync.OnceFunc(func() {
		_ = syscall.Kill(v.Pid(), syscall.SIGKILL)
		_ = v.Close()
	})
	return v.Addr
}

func (t *turn) record() {
	t.command = "record"
	t.exits = []int{0, 1, 3}
	file := filepath.Join(t.dir, "trace.vkt")
	addr := t.server.Addr
	if t.rand.IntN(3) == 0 {
		addr = t.ownServer()
	}
	t.argv = []string{addr, "--to", file, "--for", pick(t, []string{"10ms", "200ms", "600ms"}), "--quiet"}
	t.files = []string{file}
	t.report()
}

// cacheSim replays a trace that may be damaged.
func (t *turn) cacheSim() {
	t.command = "cache-sim"
	t.exits = []int{0, 1, 2, 3}
	name := pick(t, []string{"demo.trace.gz", filepath.Join("..", "..", "testdata", "trace.txt")})
	data, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
		return
	}
	switch t.rand.IntN(4) { // half of them are whole
	case 0:
		data = data[:t.rand.IntN(len(data))]
	case 1:
		for range 1 + t.rand.IntN(20) {
			data[t.rand.IntN(len(data))] = byte(t.rand.Uint32())
		}
	}
	trace := filepath.Join(t.dir, filepath.Base(name))
	if err := os.WriteFile(trace, data, 0o600); err != nil {
		t.Error(err)
		return
	}
	t.argv = []string{trace, "--policy", pick(t, []string{"lru", "lru,lfu,arc,belady", "wtinylfu,s3fifo"})}
	if t.rand.IntN(2) == 0 {
		t.argv = append(t.argv, "--curve", "--top", "10")
	}
	t.report()
}

// gate holds some of the scenarios and a trace, one after the other.
func (t *turn) gate() {
	t.command = "gate"
	t.exits = []int{0, 1, 3}
	var text strings.Builder
	fmt.Fprintf(&text, "defaults:\n  timeout: %s\n  check: %s\n  connection: {ssl_ca_certs: '%s'}\n  thresholds: {days-left: 30}\n", pick(t, []string{"300ms", "2s"}), pick(t, []string{"ocsp", "probe"}), t.lab.CAFile)
	text.WriteString("targets:\n")
	for i := range 1 + t.rand.IntN(10) {
		if e := pick(t, t.lab.Endpoints); !e.DialPlain {
			fmt.Fprintf(&text, "  - {target: '%s', name: t%d}\n", e.Addr, i)
		}
	}
	trace, err := filepath.Abs(filepath.Join("..", "..", "testdata", "trace.txt"))
	if err == nil {
		fmt.Fprintf(&text, "traces: [{trace: '%s', policy: lru, size: 100, min-hit-ratio: %s}]\n", trace, pick(t, []string{"0.5", "0.9"}))
		err = os.WriteFile(filepath.Join(t.dir, "vkcheck.yaml"), []byte(text.String()), 0o600)
	}
	if err != nil {
		t.Error(err)
		return
	}
	t.argv = []string{"-f", filepath.Join(t.dir, "vkcheck.yaml"), "--parallel", pick(t, []string{"1", "8"})}
	t.report()
}

// labs runs a command in scenarios of a lab of its own; what it leaves behind
// keeps the turn from ending.
func (t *turn) labs() {
	t.command = "lab"
	t.exits = []int{0, 128 + int(syscall.SIGTERM)} // of the command, which gets the signals
	for range 1 + t.rand.IntN(3) {
		t.argv = append(t.argv, pick(t, t.lab.Endpoints).Name)
	}
	t.argv = append(t.argv, "--dir", filepath.Join(t.dir, "ca"), "--", "sh", "-c", "echo it runs; exec sleep 0.1")
}

// disturbances are those that the turn can have.
func (t *turn) disturbances() []func(*turn) {
	signal := func(name string, exits ...int) func(*turn) {
		return func(t *turn) {
			t.disturbance = name
			t.exits = append(t.exits, exits...)
		}
	}
	all := []func(*turn){
		signal("none"), signal("SIGINT", 130), signal("SIGTERM", 130), signal("SIGKILL"),
		func(t *turn) {
			t.disturbance, t.limit = "disk full", 1+t.rand.IntN(40)
			t.exits = append(t.exits, 2)
		},
	}
	if t.victim != nil {
		all = append(all, signal("backend killed"))
	}
	if t.command == "ocsp" || t.command == "probe" {
		all = append(all, func(t *turn) {
			t.disturbance = "clock stepped"
			t.env = append(t.env, fmt.Sprintf("%s=%dms %dh", clockVar, t.rand.IntN(200), t.rand.IntN(20000)-10000))
		})
	}
	return all
}
