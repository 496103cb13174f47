//go:build unix

package main

import (
	"context"
	"errors"
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
// disturbed, made by the seed and the turn's number alone. Turns below zero are
// of serve.
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
	var turns, serves atomic.Int64
	var workers sync.WaitGroup
	work := func(next func() int64) {
		workers.Go(func() {
			for time.Now().Before(end) && !t.Failed() {
				s.take(seed, int(next()))
			}
		})
	}
	for range 4 {
		work(func() int64 { return turns.Add(1) })
	}
	for range 2 { // they wait most of the time
		work(func() int64 { return serves.Add(-1) })
	}
	workers.Wait()
	if t.Failed() {
		return // what failed is what is read last
	}
	for _, line := range slices.Sorted(maps.Keys(s.tally)) {
		t.Logf("%6d  %s", s.tally[line], line)
	}
	t.Logf("%6d  turns, seed %d", turns.Load()-serves.Load(), seed)
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
	if number < 0 {
		t.serve()
		t.clear()
		return
	}
	commands := []func(*turn){(*turn).ocsp, (*turn).probe, (*turn).cacheSim, (*turn).gate, (*turn).labs}
	if s.server != nil {
		commands = append(commands, (*turn).record)
	}
	pick(t, commands)(t)
	if t.command == "" {
		return // what it needs is not there
	}
	pick(t, t.disturbances())(t)
	t.run()
	t.clear()
}

// clear removes what the turn has left, where nobody will look at it.
func (t *turn) clear() {
	if !t.Failed() {
		_ = os.RemoveAll(t.dir)
	}
}

func pick[T any](t *turn, of []T) T { return of[t.rand.IntN(len(of))] }

// line is the command line of the turn.
func (t *turn) line() []string {
	argv := append([]string{"vkcheck", t.command}, t.argv...)
	if t.limit > 0 {
		argv = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d && exec "$@"`, t.limit), "sh"}, argv...)
	}
	return argv
}

// strike is what the turn does to a vkcheck that runs.
func (t *turn) strike(cmd *exec.Cmd) {
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
}

// run runs the vkcheck of the turn, and looks at what it leaves.
func (t *turn) run() {
	argv := t.line()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), t.env...)
	var output, said strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &said
	cmd.WaitDelay = patience // for children that it leaves
	started, tell, err := os.Pipe()
	if err == nil {
		cmd.Env, cmd.ExtraFiles = append(cmd.Env, startedVar+"=3"), []*os.File{tell}
		err = errors.Join(cmd.Start(), tell.Close())
	}
	if err != nil {
		t.Error(err)
		return
	}
	defer started.Close()
	ended := make(chan struct{})
	early, after := t.rand.IntN(8) == 0, time.Duration(t.rand.Int64N(int64(pick(t, []time.Duration{50 * time.Millisecond, 500 * time.Millisecond}))))
	go func() {
		if !early {
			_, _ = started.Read(make([]byte, 1)) // it is closed
		}
		select {
		case <-time.After(after):
			t.strike(cmd)
		case <-ended:
		}
	}()
	hung := time.AfterFunc(patience, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	err = cmd.Wait()
	close(ended)
	t.ended(ending{exit: cmd.ProcessState.ExitCode(), hung: !hung.Stop() || errors.Is(err, exec.ErrWaitDelay), printed: output.Len() > 0, said: said.String()})
}

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
