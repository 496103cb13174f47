//go:build unix

package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
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
// no half-written file that reads as whole, nothing left that a turn has opened.
// VKCHECK_SOAK_SEED and VKCHECK_SOAK_TURN repeat what was found.
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
	open, end := descriptors(), time.Now().Add(long)
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
	if os.Getenv("VKCHECK_SOAK") != "" && !t.Failed() { // no other test opens any then
		s.closed(open)
	}
	if t.Failed() {
		return // what failed is what is read last
	}
	for _, line := range slices.Sorted(maps.Keys(s.tally)) {
		t.Logf("%6d  %s", s.tally[line], line)
	}
	t.Logf("%6d  turns, seed %d", turns.Load()-serves.Load(), seed)
}

// descriptors is how many this process has, 0 where the system does not tell.
func descriptors() int {
	all, _ := os.ReadDir("/proc/self/fd")
	return len(all)
}

// closed waits until the lab has no connection that a turn had opened.
func (s *soak) closed(most int) {
	for late := time.Now().Add(patience); descriptors() > most; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(late) {
			s.Errorf("%d descriptors are open, %d when the turns began", descriptors(), most)
			return
		}
	}
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
	c, err := conn.Dial(context.Background(), conn.Options{Addr: v.Addr, ConnectTimeout: patience, CommandTimeout: patience})
	if err != nil {
		_ = v.Close()
		s.Fatal(err)
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		if err := askOn(c, quit); err != nil {
			s.Error(err)
		}
	}()
	return func() {
		close(quit)
		<-done
		_ = c.Close()
		_ = v.Close()
	}
}

// patience is what a machine that does several things at once may need for
// anything but a hang.
const patience = 3 * time.Minute

// askOn asks a server for this and that until quit is closed.
func askOn(c *conn.Conn, quit <-chan struct{}) error {
	ctx := context.Background()
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
