package probe

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// CodeUnstable says that some of several connections failed.
const CodeUnstable = "probe-unstable"

// repeats are the connections of one target.
type repeats struct {
	watch stopwatch
	codes map[string]int // of those that failed
	words string         // of the last one that failed
	made  int
}

// repeat dials anew until there were Options.Count connections, one at a time,
// the first included. Not so where that has met a fault which will not pass:
// a password that is refused for the hundredth time locks an account.
func (e *examination) repeat(ctx context.Context, took time.Duration, err error) {
	if e.o.Count <= 1 || err != nil && established(e.target.Findings) {
		return
	}
	r := repeats{watch: *newStopwatch(), codes: map[string]int{}}
	r.add(e.target.Phases[e.dialled:], took, err)
	for r.made < e.o.Count && e.pause(ctx) {
		r.again(ctx, e.o)
	}
	e.target.Timings = r.watch.timings()
	if failed := r.watch.failed[phaseTotal]; failed > 0 && failed < r.made {
		detail := fmt.Sprintf("%d of %d failed: %s", failed, r.made, counted(r.codes))
		e.add(finding(e.command, CodeUnstable, "", detail, r.words))
	}
}

// established is true where a fault was established, and not merely met.
func established(findings []report.Finding) bool {
	return slices.ContainsFunc(findings, func(f report.Finding) bool { return Outcome(f.Outcome) == Failed })
}

// pause waits for Options.Interval, and is false where ctx has ended.
func (e *examination) pause(ctx context.Context) bool {
	if e.o.Interval <= 0 {
		return ctx.Err() == nil
	}
	wait := time.NewTimer(e.o.Interval)
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// again makes one more connection. What is ended from outside does not count.
func (r *repeats) again(ctx context.Context, o Options) {
	within, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	var phases []report.Phase
	o.Conn.Trace = &conn.Trace{PhaseDone: func(p conn.PhaseResult) { phases = append(phases, phaseOf(p)) }}
	start := time.Now()
	c, err := conn.Dial(within, o.Conn)
	took := time.Since(start)
	if err == nil {
		_ = c.Close()
	} else if ctx.Err() != nil {
		return
	}
	r.add(phases, took, err)
	o.connected(err)
}

func (r *repeats) add(phases []report.Phase, took time.Duration, err error) {
	r.made++
	r.watch.add(phases, took, err != nil)
	if err != nil {
		r.codes[cmp.Or(conn.CodeOf(err), conn.CodeConnectFailed)]++
		r.words = err.Error()
	}
}

// counted lists codes with how often they were met, the most frequent first.
func counted(codes map[string]int) string {
	order := slices.SortedFunc(maps.Keys(codes), func(a, b string) int {
		return cmp.Or(cmp.Compare(codes[b], codes[a]), cmp.Compare(a, b))
	})
	for i, code := range order {
		order[i] = fmt.Sprintf("%d %s", codes[code], code)
	}
	return strings.Join(order, ", ")
}
