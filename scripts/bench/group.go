package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
)

// group is several ways to do the same work.
type group struct {
	name, title string
	secure      bool // over TLS
	endpoints   int  // an operation is a run over so many; 0: over the valkey-server
	workers     int  // goroutines
	per         int  // requests per operation
	rounds      int  // how often each subject has its turn, where nobody says; 0: usualRounds
	subjects    []subject
	goals       []goal

	own func(io.Writer) (met bool, err error) // measures in its own way instead
}

// usualRounds is how often a subject has its turn.
const usualRounds = 9

// subject is one of the ways.
type subject struct {
	name string
	peer bool // one of the clients to be compared with
	open func(*env) (operation, error)
}

// operation is what is measured: do, called by each worker again and again,
// must check what it gets.
type operation struct {
	do    func(worker int) error
	close func()
}

// goal is what a subject has to reach.
type goal struct {
	subject, reference string  // the reference is the fastest peer where it is empty
	least              float64 // of the reference's speed; 0: none
	allocs             float64 // at most, per request; negative: any
}

// sample is one turn of a subject.
type sample struct {
	speed  float64 // requests per second
	allocs float64 // per request
	cpu    float64 // of this process, or of the programs it ran, nanoseconds per request
}

// run measures a group, prints its table and says whether its goals were met.
func (g group) run(s *server, rounds int, turn time.Duration) (met bool, err error) {
	if g.own != nil {
		fmt.Printf("\n%s: %s\n", g.name, g.title)
		return g.own(os.Stdout)
	}
	g.subjects, g.goals = slices.Clone(g.subjects), slices.Clone(g.goals)
	results, err := g.measure(s, cmp.Or(rounds, g.rounds, usualRounds), turn)
	if err != nil {
		return false, err
	}
	return g.print(os.Stdout, results), nil
}

// measure gives the samples of each subject, round by round. It leaves out
// the programs that are not installed, and says so.
func (g *group) measure(s *server, rounds int, turn time.Duration) ([][]sample, error) {
	e := s.env(g.secure, g.workers)
	if g.endpoints > 0 {
		var err error
		if e.endpoints, err = startEndpoints(g.endpoints, 0); err != nil {
			return nil, err
		}
		defer e.endpoints.stop()
	}
	var operations []operation
	for _, sub := range slices.Clone(g.subjects) {
		op, err := sub.open(e)
		if errors.Is(err, exec.ErrNotFound) {
			fmt.Printf("\n%s: not run: %v\n", g.name, err)
			g.leaveOut(sub.name)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", sub.name, err)
		}
		if op.close != nil {
			defer op.close()
		}
		operations = append(operations, op)
	}
	order := make([]int, len(g.subjects))
	for i := range order {
		order[i] = i
	}
	results := make([][]sample, len(g.subjects))
	for range rounds {
		for _, i := range order {
			one, err := g.turn(operations[i].do, turn)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.subjects[i].name, err)
			}
			results[i] = append(results[i], one)
		}
		slices.Reverse(order)
	}
	return results, nil
}

// leaveOut takes a subject out, and the goals that speak of it.
func (g *group) leaveOut(name string) {
	g.subjects = slices.DeleteFunc(g.subjects, func(s subject) bool { return s.name == name })
	g.goals = slices.DeleteFunc(g.goals, func(goal goal) bool { return goal.subject == name || goal.reference == name })
}

// turn runs an operation for a time.
func (g group) turn(do func(int) error, turn time.Duration) (sample, error) {
	counts, errs := make([]int, g.workers), make([]error, g.workers)
	work := func(w int, until time.Time) {
		for errs[w] == nil {
			errs[w] = do(w)
			counts[w]++
			if !time.Now().Before(until) {
				return
			}
		}
	}
	all := func(until time.Time) {
		var wg sync.WaitGroup
		for w := range g.workers {
			wg.Go(func() { work(w, until) })
		}
		wg.Wait()
	}
	if g.endpoints == 0 { // a run over endpoints is long
		all(time.Now().Add(turn / 20)) // to warm up
		clear(counts)
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	self, programs := cpu(syscall.RUSAGE_SELF), cpu(syscall.RUSAGE_CHILDREN)
	begin := time.Now()
	all(begin.Add(turn))
	took := time.Since(begin)
	used := cpu(syscall.RUSAGE_CHILDREN) - programs
	if used == 0 { // what this process does beside a program is not the program's work
		used = cpu(syscall.RUSAGE_SELF) - self
	}
	runtime.ReadMemStats(&after)
	requests := 0.0
	for w := range g.workers {
		if errs[w] != nil {
			return sample{}, errs[w]
		}
		requests += float64(counts[w] * g.per)
	}
	return sample{
		speed:  requests / took.Seconds(),
		allocs: float64(after.Mallocs-before.Mallocs) / requests,
		cpu:    float64(used) / requests,
	}, nil
}

// cpu is the time that this process, or the programs it ran, have had a
// processor, system calls included.
func cpu(who int) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(who, &used); err != nil {
		panic(err) // it knows no other fault than a wrong argument
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
