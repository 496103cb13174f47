package serve

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/vkcheck/vkcheck/internal/gate"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// scrapeOffset is how much earlier than Prometheus' own deadline a probe ends,
// so that its report still arrives.
const scrapeOffset = 500 * time.Millisecond

// maxQuery is longer than any name of a target and of a module.
const maxQuery = 2 << 10

// refusal is why a query is not answered.
type refusal struct {
	status int
	reason string
	error
}

// job is a target about to be examined.
type job struct {
	settings gate.Settings
	options  probe.Options
	target   report.Target // its address and name, as reports have them
	within   time.Duration // for all of its connections; 0: no bound
}

// probe answers /probe?target=TARGET&module=MODULE.
func (s *Server) probe(w http.ResponseWriter, r *http.Request) {
	c := s.config.Load()
	j, refused := s.prepare(c, r)
	var result *report.Report
	if refused == nil {
		result, refused = s.inPlace(r.Context(), c, j)
	}
	if refused != nil {
		s.metrics.refused.WithLabelValues(refused.reason).Inc()
		s.log.Warn("query refused", "reason", refused.reason, "error", refused.Error(), "client", r.RemoteAddr)
		if refused.reason == reasonBusy {
			w.Header().Set("Retry-After", "1") // second; a probe may be over by then
		}
		http.Error(w, refused.Error(), refused.status)
		return
	}
	var b bytes.Buffer
	if r.URL.Query().Get("debug") == "true" {
		_ = report.Write(&b, "table", result, report.Options{}) // to memory
		b.WriteByte('\n')
	}
	if err := report.Write(&b, "prometheus", result, report.Options{}); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(b.Bytes())
}

// inPlace examines a target where one of --parallel's places is free. It is
// free again before the client reads the answer.
func (s *Server) inPlace(ctx context.Context, c *config, j job) (*report.Report, *refusal) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
		return s.run(ctx, c, j), nil
	default:
		return nil, &refusal{http.StatusServiceUnavailable, reasonBusy, fmt.Errorf("as many targets as --parallel allows, %d, are being examined already: ask again", cap(s.slots))}
	}
}

// run examines a target. A client that has gone ends it.
func (s *Server) run(ctx context.Context, c *config, j job) *report.Report {
	s.metrics.running.Inc()
	defer s.metrics.running.Dec()
	begun := time.Now()
	scrape, cancel := ctx, context.CancelFunc(func() {})
	if j.within > 0 {
		scrape, cancel = context.WithTimeout(ctx, j.within)
	}
	defer cancel()
	t := j.settings.Examine(scrape, j.options)
	t.Name = j.target.Name
	c.Waive(t.Findings, begun, t.Name, t.Target)
	r := &report.Report{
		Schema: report.Schema, Command: j.settings.Check, Version: s.o.Version, Time: begun.UTC(),
		Complete: true, Targets: []report.Target{t}, Findings: []report.Finding{},
	}
	s.failOn.Finish(r, ctx.Err() != nil)
	s.metrics.seconds.Observe(time.Since(begun).Seconds())
	s.metrics.probes.WithLabelValues(strconv.Itoa(r.Exit)).Inc()
	return r
}

// prepare finds out what a query wants, and whether it may.
func (s *Server) prepare(c *config, r *http.Request) (job, *refusal) {
	query := r.URL.Query()
	text := query.Get("target")
	wrong := func(err error) (job, *refusal) {
		return job{}, &refusal{http.StatusBadRequest, reasonWrong, err}
	}
	if len(r.URL.RawQuery) > maxQuery {
		return wrong(fmt.Errorf("the query is longer than %d bytes", maxQuery))
	}
	settings, err := c.module(query.Get("module"))
	if err != nil {
		return wrong(err)
	}
	known, listed := c.target(text)
	address := known.Address
	j := job{settings: settings, target: report.Target{Target: text}}
	switch {
	case listed:
		j.target = report.Target{Target: known.Label(), Name: known.Name}
		if query.Get("module") == "" {
			j.settings = known.Settings
		}
	default:
		a, err := parseAsked(text)
		if err != nil {
			return wrong(err)
		}
		if !c.Allow.Host(a.host) {
			return job{}, &refusal{http.StatusForbidden, reasonNotAllowed, fmt.Errorf("%s may not be asked about: it is neither a target nor in the allow list", a.host)}
		}
		address = a.address
	}
	if err := j.bound(r.Header.Get("X-Prometheus-Scrape-Timeout-Seconds")); err != nil {
		return wrong(err)
	}
	if j.options, err = j.settings.Prepare(address, s.o.Version); err != nil {
		// The file's fault, such as a variable that is empty: not the client's.
		return job{}, &refusal{http.StatusInternalServerError, reasonConfig, err}
	}
	j.options.Target = j.target.Target
	j.options.Checker.Memo, j.options.Checker.Store = s.memo.current(), s.o.Store
	if !listed {
		j.options.Conn.Lookup = c.Allow.Lookup(s.o.Lookup)
	}
	return j, nil
}

// bound keeps a job within the time that Prometheus has for it, in seconds;
// empty for no bound but the settings'. Each connection has their timeout, and
// there may be several.
func (j *job) bound(text string) error {
	if text == "" {
		return nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0 && seconds < 1e6) {
		return fmt.Errorf("X-Prometheus-Scrape-Timeout-Seconds: %q is no number of seconds", text)
	}
	left := time.Duration(seconds * float64(time.Second))
	j.settings.Timeout = min(j.settings.Timeout, max(left-scrapeOffset, left/2))
	j.within = max(left-scrapeOffset/2, left*3/4)
	return nil
}
