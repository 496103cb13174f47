//go:build unix

package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// soak is one run of TestSoak: turns, each of which is one vkcheck that is
// disturbed, made by the seed and the turn's number alone.
type soak struct {
	*testing.T
	lab    *lab.Lab
	server *lab.Valkey // busy, for record and probe; nil where there is none
	dir    string

	mu    sync.Mutex
	tally map[string]int // turns, by command, disturbance and exit
}

// turn is one vkcheck.
type turn struct {
	*soak
	number  int
	rand    *rand.Rand
	dir     string // its own
	command string
	argv    []string
	files   []string // report or trace that must be whole or not there
	exits   []int    // those that are documented for it

	disturbance string
	victim      func() // kills the backend; nil where the turn has none
	limit       int    // in blocks of 512 bytes, of each file; 0: none
	env         []string
}

// TestSoak disturbs every command in every way for 2 s, or for what
// VKCHECK_SOAK says: no panic, no race, no exit code that is not documented,
// no half-written file that reads as whole. VKCHECK_SOAK_SEED and
// VKCHECK_SOAK_TURN repeat what was found.
func TestSoak(t *testing.T) {
	t.Parallel()
	long, err := time.ParseDuration(envOr("VKCHECK_SOAK", "2s"))
	if err != nil {
		t.Fatal(err)
	}
	seed, err := strconv.ParseUint(envOr("VKCHECK_SOAK_SEED", strconv.FormatInt(time.Now().UnixNano(), 10)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %d", seed)
	s := &soak{T: t, dir: t.TempDir(), tally: map[string]int{}}
	if s.lab, err = sharedLab(); err != nil {
		t.Fatal(err)
	}
	stop := s.startServer()
	defer stop()
	if only := os.Getenv("VKCHECK_SOAK_TURN"); only != "" {
		number, err := strconv.Atoi(only)
		if err != nil {
			t.Fatal(err)
		}
		s.take(seed, number)
		return
	}
	end := time.Now().Add(long)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for time.Now().Before(end) && !t.Failed() {
				s.take(seed, int(next.Add(1)))
			}
		})
	}
	workers.Wait()
	if t.Failed() {
		return // what failed is what is read last
	}
	for _, line := range slices.Sorted(maps.Keys(s.tally)) {
		t.Logf("%6d  %s", s.tally[line], line)
	}
	t.Logf("%6d  turns, seed %d", next.Load(), seed)
}

func envOr(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// startServer starts the server that is recorded, and who keeps it busy.
func (s *soak) startServer() (stop func()) {
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	if err != nil {
		s.Logf("without a server to record: %v", err)
		return func() {}
	}
	s.server = v
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		if err := askOn(v.Addr, quit); err != nil {
			s.Error(err)
		}
	}()
	return func() {
		close(quit)
		<-done
		_ = v.Close()
	}
}

// patience is what a machine that does several things at once may need for
// anything but a hang.
const patience = 3 * time.Minute

// askOn asks a server for this and that until quit is closed.
func askOn(addr string, quit <-chan struct{}) error {
	ctx := context.Background()
	c, err := conn.Dial(ctx, conn.Options{Addr: addr, ConnectTimeout: patience, CommandTimeout: patience})
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // it is done with
	for i := 0; ; i++ {
		select {
		case <-quit:
			return nil
		case <-time.After(time.Millisecond):
		}
		if _, err := c.Pipeline(ctx, [][]string{{"SET", fmt.Sprint("key:", i%1000), "value"}, {"GET", fmt.Sprint("key:", i/2)}}); err != nil {
			return err
		}
	}
}

// take is one turn.
func (s *soak) take(seed uint64, number int) {
	t := &turn{soak: s, number: number, rand: rand.New(rand.NewPCG(seed, uint64(number))), dir: filepath.Join(s.dir, strconv.Itoa(number))}
	if err := os.Mkdir(t.dir, 0o700); err != nil {
		s.Error(err)
		return
	}
	commands := []func(*turn){(*turn).ocsp, (*turn).probe, (*turn).cacheSim, (*turn).gate}
	if s.server != nil {
		commands = append(commands, (*turn).record)
	}
	pick(t, commands)(t)
	if t.command == "" {
		return // what it needs is not there
	}
	pick(t, t.disturbances())(t)
	t.run()
	if !s.Failed() {
		_ = os.RemoveAll(t.dir)
	}
}

func pick[T any](t *turn, of []T) T { return of[t.rand.IntN(len(of))] }

// run runs the vkcheck of the turn, and looks at what it leaves.
func (t *turn) run() {
	argv := append([]string{"vkcheck", t.command}, t.argv...)
	if t.limit > 0 {
		argv = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d && exec "$@"`, t.limit), "sh"}, argv...)
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), t.env...)
	out, err := os.Create(filepath.Join(t.dir, "output"))
	if err != nil {
		t.Error(err)
		return
	}
	defer out.Close()
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = out, &said
	if t.limit > 0 {
		cmd.Stdout = nil // it is no file that shall be full
	}
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return
	}
	after := time.Duration(t.rand.Int64N(int64(pick(t, []time.Duration{50 * time.Millisecond, 500 * time.Millisecond}))))
	strike := time.AfterFunc(after, func() {
		switch t.disturbance {
		case "SIGINT":
			_ = cmd.Process.Signal(os.Interrupt)
		case "SIGTERM":
			_ = cmd.Process.Signal(syscall.SIGTERM)
		case "SIGKILL":
			_ = cmd.Process.Kill()
		case "backend killed":
			t.victim()
		}
	})
	hung := time.AfterFunc(patience, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	_ = cmd.Wait()
	strike.Stop()
	alive := hung.Stop()
	if t.victim != nil {
		t.victim()
	}
	exit := cmd.ProcessState.ExitCode()
	t.mu.Lock()
	t.tally[fmt.Sprintf("%-9s  %-14s  exit %3d", t.command, t.disturbance, exit)]++
	t.mu.Unlock()
	if fault := t.fault(exit, alive, said.String()); fault != "" {
		t.Errorf("turn %d: %s after %v: %s\n%s\n%s", t.number, t.disturbance, after, fault, strings.Join(argv, " "), said.String())
	}
}

// early is true for a signal that may have come before vkcheck listened to
// signals: it has not printed anything yet.
func (t *turn) early() bool {
	info, err := os.Stat(filepath.Join(t.dir, "output"))
	return strings.HasPrefix(t.disturbance, "SIG") && err == nil && info.Size() == 0
}

// fault is what is wrong with how a turn has ended; empty for nothing.
func (t *turn) fault(exit int, alive bool, said string) string {
	killed := t.disturbance == "SIGKILL"
	switch {
	case !alive:
		return "it hangs"
	case strings.Contains(said, "panic:") || strings.Contains(said, "fatal error:") || strings.Contains(said, "DATA RACE"):
		return "it crashes"
	case exit == -1 && !killed && !t.early():
		return "it was ended by a signal"
	case exit >= 0 && !slices.Contains(t.exits, exit):
		return fmt.Sprintf("exit %d is none of %v", exit, t.exits)
	}
	for _, file := range t.files {
		if fault := t.look(file, exit); fault != "" {
			return file + ": " + fault
		}
	}
	return t.strays(killed)
}
