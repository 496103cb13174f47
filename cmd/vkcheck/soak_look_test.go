//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// ending is how a vkcheck has ended.
type ending struct {
	exit    int // -1: by a signal
	hung    bool
	printed bool
	said    string // on standard error
}

// ended counts the turn and looks at what it has left.
func (t *turn) ended(e ending) {
	if t.victim != nil {
		t.victim()
	}
	t.mu.Lock()
	t.tally[fmt.Sprintf("%-9s  %-14s  exit %3d", t.command, t.disturbance, e.exit)]++
	t.mu.Unlock()
	if fault := t.fault(e); fault != "" {
		t.failed(fault + "\n" + e.said)
	}
}

func (t *turn) failed(fault string) {
	t.Errorf("turn %d: %s: %s\n%s", t.number, t.disturbance, strings.Join(t.line(), " "), fault)
}

// fault is what is wrong with how a turn has ended; empty for nothing.
func (t *turn) fault(e ending) string {
	killed := t.disturbance == "SIGKILL"
	// A signal may come before vkcheck listens to signals: it has not printed
	// anything then.
	early := strings.HasPrefix(t.disturbance, "SIG") && !e.printed
	switch {
	case e.hung:
		return "it hangs"
	case strings.Contains(e.said, "panic:") || strings.Contains(e.said, "fatal error:") || strings.Contains(e.said, "DATA RACE"):
		return "it crashes"
	case e.exit == -1 && !killed && !early:
		return "it was ended by a signal"
	case e.exit >= 0 && !slices.Contains(t.exits, e.exit):
		return fmt.Sprintf("exit %d is none of %v", e.exit, t.exits)
	}
	for _, file := range t.files {
		if fault := t.look(file, e.exit); fault != "" {
			return file + ": " + fault
		}
	}
	return t.strays(killed)
}

// look says what is wrong with a file that must be whole where it is there.
func (t *turn) look(file string, exit int) string {
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if exit >= 0 && exit != 2 && t.limit == 0 && strings.HasSuffix(file, ".json") {
			return "is missing"
		}
		return ""
	case err != nil:
		return err.Error()
	case strings.HasSuffix(file, ".json"):
		return t.lookReport(text, exit)
	}
	return replayed(file)
}

func (t *turn) lookReport(text []byte, exit int) string {
	var r report.Report
	switch err := json.Unmarshal(text, &r); {
	case err != nil:
		return err.Error()
	case r.Schema != report.Schema:
		return "has no schema"
	case exit >= 0 && t.limit == 0 && exit != 2 && (r.Version == "old" || r.Exit != exit):
		return fmt.Sprintf("says exit %d, version %s", r.Exit, r.Version)
	case exit == 130 && r.Complete:
		return "says that it is complete"
	}
	return ""
}

// replayed says what is wrong with a recording that must be whole.
func replayed(file string) string {
	// A server that nobody asked anything leaves a recording without requests.
	if exit, out := replay(file); exit != 0 && !strings.Contains(out, "trace-empty") {
		return fmt.Sprintf("cache-sim: exit %d: %s", exit, out)
	}
	return ""
}

// broken says what is wrong with a recording that was cut off: cache-sim must
// find nothing in it, or say that it is one. Killed just before it got its name,
// it lacks nothing; without its last byte it does.
func broken(file string) string {
	exit, out := replay(file)
	if exit == 0 && !strings.Contains(out, probe.CodeTraceCut) {
		info, err := os.Stat(file)
		if err == nil {
			err = os.Truncate(file, info.Size()-1)
		}
		if err != nil {
			return err.Error()
		}
		exit, out = replay(file)
	}
	if exit == 2 || exit == 0 && strings.Contains(out, probe.CodeTraceCut) {
		return ""
	}
	return fmt.Sprintf("cache-sim takes it for whole, exit %d: %s", exit, out)
}

func replay(file string) (exit int, said string) {
	cmd := exec.Command("vkcheck", "cache-sim", file, "--policy", "lru", "--size", "10")
	out, _ := cmd.CombinedOutput()
	return cmd.ProcessState.ExitCode(), string(out)
}

// strays says what is left behind beside the files that were asked for. A
// recording that was killed has its own name, and is known to be none.
func (t *turn) strays(killed bool) string {
	fault := ""
	err := filepath.WalkDir(t.dir, func(path string, e fs.DirEntry, err error) error {
		switch name := e.Name(); {
		case err != nil || fault != "":
		case strings.HasSuffix(name, ".partial") && (killed || t.limit > 0):
			fault = broken(path)
		case strings.HasSuffix(name, ".partial"), strings.HasPrefix(name, ".") && !killed:
			fault = path + " is left"
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return fault
}
