package probe

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// CodePoolFailed says that connections which were made at once, or commands
// sent over them, failed.
const CodePoolFailed = "pool-failed"

// worker is one of the connections of a pool and what came of it.
type worker struct {
	took  []float64 // seconds, by command that was answered
	code  string    // of what ended it; empty for nothing
	words string
}

// pool makes Options.Concurrency connections at once, and when all stand sends
// Options.Count PINGs over each.
func (e *examination) pool(ctx context.Context) {
	if e.o.Concurrency < 1 {
		return
	}
	o := e.o.Conn
	o.Trace = nil
	p := conn.NewPool(conn.PoolOptions{Options: o, Max: e.o.Concurrency})
	defer p.Close()
	workers := make([]worker, e.o.Concurrency)
	var dialling, working sync.WaitGroup
	dialling.Add(len(workers))
	for i := range workers {
		working.Go(func() {
			within, cancel := context.WithTimeout(ctx, e.o.Timeout)
			defer cancel()
			c, err := p.Get(within)
			dialling.Done()
			if err != nil {
				workers[i].failed(err)
				return
			}
			dialling.Wait()
			workers[i].ping(ctx, c, max(1, e.o.Count))
			p.Put(c)
		})
	}
	working.Wait()
	if ctx.Err() == nil {
		e.pooled(workers)
	}
}

// ping sends the commands one after the other, up to the first that is not
// answered. A user who may not PING is answered too, as is one of a server that
// has renamed it.
func (w *worker) ping(ctx context.Context, c *conn.Conn, count int) {
	w.took = make([]float64, 0, count)
	for range count {
		start := time.Now()
		_, err := c.Do(ctx, "PING")
		if err != nil && !conn.LacksPing(conn.CodeOf(err)) {
			w.failed(err)
			return
		}
		w.took = append(w.took, time.Since(start).Seconds())
	}
}

func (w *worker) failed(err error) { w.code, w.words = conn.CodeOf(err), err.Error() }

// pooled reports what came of all workers.
func (e *examination) pooled(workers []worker) {
	var took []float64
	codes, failed, words := map[string]int{}, 0, ""
	for _, w := range workers {
		took = append(took, w.took...)
		if w.code != "" {
			codes[w.code]++
			failed++
			words = w.words
		}
	}
	commands := len(took) + failed
	e.session().Pool = &report.Pool{
		Concurrency: len(workers), Commands: commands, Failed: failed,
		Latency: timing(string(conn.PhaseCommand), took, failed),
	}
	if failed > 0 {
		detail := fmt.Sprintf("%d of %d at once: %s", failed, len(workers), counted(codes))
		e.add(finding(e.command, poolCode(codes), "", detail, words))
	}
}

// poolCode is the code of a pool in which these were met: what this machine alone
// has run out of is no fault of the server.
func poolCode(codes map[string]int) string {
	for _, here := range []string{conn.CodeOutOfFiles, conn.CodeOutOfPorts} {
		if codes[here] > 0 && len(codes) == 1 {
			return here
		}
	}
	return CodePoolFailed
}

// session is that of the report, made where there is none yet.
func (e *examination) session() *report.Session {
	if e.target.Session == nil {
		e.target.Session = &report.Session{}
	}
	return e.target.Session
}
