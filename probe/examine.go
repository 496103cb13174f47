package probe

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

// The commands as reports name them.
const (
	CommandOCSP     = "ocsp"
	CommandProbe    = "probe"
	CommandCacheSim = "cache-sim"
	CommandRecord   = "record"
)

// Options say what to examine and how.
type Options struct {
	Command  string            // what [Examine] does: [CommandOCSP], or else [CommandProbe]
	Target   string            // as the report shall name it, without secrets
	Conn     conn.Options      // TLS is required for [OCSP]
	Checker  ocspcheck.Checker // where its Roots are nil, those of Conn serve
	Rules    Rules             // what findings are worth
	Evidence *Evidence         // gets what was seen, if not nil
	Timeout  time.Duration     // for the whole target, second opinions included, and for each repeat; > 0

	// What [Connect] does beside one connection.
	Count     int           // connections one after another, for the timings; 0 is 1
	Interval  time.Duration // between them
	Connected func(error)   // is told of each of these, how it ended; may be nil

	Concurrency int  // connections at once, each with Count PINGs; 0 is none
	Tracking    bool // writes a key, to see that its invalidation comes
	AllNodes    bool // has a [Fleet] examine what the target knows of, too

	// Nodes is told the address of this server, by which others may know it,
	// and the other servers that it knows of; may be nil.
	Nodes func(here string, others []conn.Node)
}

// examination is a target being examined.
type examination struct {
	command string
	o       Options
	target  report.Target

	dialled int       // how many phases there were before the connection that stands
	reached time.Time // when the last phase ended
	again   bool      // it is made anew: what it goes through then has been told
	closes  Diagnosis // on which commands the server closes
}

// What there is of a server without a fault. Thousands may wait in a handshake
// at a time, and have no findings yet.
const (
	usualPhases   = 3
	usualFindings = 5
)

func begin(command string, o *Options) *examination {
	e := &examination{command: command, o: *o, target: report.Target{
		Target: o.Target, Complete: true, Phases: make([]report.Phase, 0, usualPhases), Findings: []report.Finding{},
	}}
	e.o.Conn.Trace = &conn.Trace{PhaseDone: e.phaseDone}
	// A longer --timeout is meant for the steps too; a shorter one ends them.
	step := max(conn.DefaultConnectTimeout, o.Timeout/2)
	c := &e.o.Conn
	for _, timeout := range []*time.Duration{&c.ConnectTimeout, &c.TLSTimeout, &c.CommandTimeout, &e.o.Checker.Policy.Timeout} {
		if *timeout == 0 {
			*timeout = step
		}
	}
	return e
}

func (o *Options) connected(err error) {
	if o.Connected != nil {
		o.Connected(err)
	}
}

func (e *examination) phaseDone(r conn.PhaseResult) {
	if e.again {
		return
	}
	e.target.Phases = append(e.target.Phases, phaseOf(r))
	e.reached = r.Start.Add(r.Duration)
}

// phaseOf is the report's view of a step.
func phaseOf(r conn.PhaseResult) report.Phase {
	p := report.Phase{Phase: string(r.Phase), OK: r.Err == nil, Seconds: r.Duration.Seconds(), Address: r.Addr, Joined: r.Joined}
	if r.Err != nil {
		p.Error = r.Err.Error()
		var ce *conn.Error
		if errors.As(r.Err, &ce) {
			p.Code = ce.Code
		}
	}
	return p
}

func (e *examination) add(f ...report.Finding) {
	e.target.Findings = append(e.target.Findings, f...)
}

// Refused is the examination of a target that conn refuses to understand; it
// is false where err is no error of conn.
func Refused(command, target string, err error) (report.Target, bool) {
	var e *conn.Error
	if !errors.As(err, &e) {
		return report.Target{}, false
	}
	return report.Target{Target: target, Complete: true, Findings: []report.Finding{
		finding(command, e.Code, string(e.Phase), "", words(conn.Options{}, e)),
	}}, true
}

// Examine is [OCSP] or [Connect], by Options.Command.
func Examine(ctx context.Context, o *Options) report.Target {
	if o.Command == CommandOCSP {
		return OCSP(ctx, o)
	}
	return Connect(ctx, o)
}

// OCSP examines the chain of a TLS server: the revocation status of every
// certificate in it. It sends no credential. An interrupted context leaves
// what was found so far, with Complete false.
func OCSP(ctx context.Context, o *Options) report.Target {
	return examine(ctx, CommandOCSP, o, func(e *examination, first, whole context.Context) {
		peer, err := conn.Handshake(first, e.o.Conn)
		e.o.connected(err)
		e.failed(whole, err)
		e.revocation(whole, peer)
	})
}

// Connect examines every step of a connection, up to a PING, and the chain of
// a TLS server by the way.
func Connect(ctx context.Context, o *Options) report.Target {
	return examine(ctx, CommandProbe, o, func(e *examination, first, whole context.Context) {
		q, took, err := e.dial(first, whole, questions)
		e.o.connected(err)
		if q == nil {
			e.revocation(whole, shown(err))
		} else {
			e.stands(whole, q)
		}
		if err == nil {
			e.pool(ctx)
		}
		e.repeat(ctx, took, err)
	})
}

// stands examines what there is behind a connection, and ends it.
func (e *examination) stands(ctx context.Context, q *inquiry) {
	c := q.c
	defer func() { _ = c.Close() }()
	e.passedOver()
	e.inquire(ctx, q)
	e.didWithout()
	e.sentinel()
	e.revocation(ctx, c.Peer())
	e.tracking(ctx, c)
	e.nodes(ctx, c)
}

// examine gives body two contexts: whole has all of the target's time, first
// leaves the reserve for a second opinion. Thousands may wait in it at a time,
// with all that stands on the stack: o is behind a pointer.
func examine(ctx context.Context, command string, o *Options, body func(e *examination, first, whole context.Context)) report.Target {
	e := begin(command, o)
	whole, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	first, cancelFirst := context.WithTimeout(whole, o.Timeout-reserve(o.Timeout))
	defer cancelFirst()
	body(e, first, whole)
	o.Rules.Apply(e.target.Findings)
	e.target.Complete = ctx.Err() == nil
	return e.target
}

// passedOver tells of the steps that failed on the way to a connection that
// stands: another address was tried, or the server may do without the step.
func (e *examination) passedOver() {
	for _, p := range e.target.Phases {
		if p.OK || p.Code == CodeClosesOnCommand || e.told(p) {
			continue
		}
		severity, detail := Info, ""
		switch {
		case p.Phase == string(conn.PhaseConnect):
			severity, detail = Warning, p.Address // others were tried
		case p.Phase == string(conn.PhaseReady) && p.Code == conn.CodeCommandUnknown:
			severity, detail = Warning, "PING, which replicas, balancers and many clients send"
		}
		f := finding(e.command, p.Code, p.Phase, detail, strings.TrimPrefix(p.Error, p.Phase+": "+p.Code+": "))
		f.Severity, f.Outcome = string(severity), string(OK)
		e.add(f)
	}
}

// told is true where the step has its finding already.
func (e *examination) told(p report.Phase) bool {
	return p.Phase == string(conn.PhaseReady) && e.refusedPing(p.Code) >= 0
}

// sentinel remarks that the server is another than was asked for, although
// nothing has failed.
func (e *examination) sentinel() {
	if e.target.Server.Mode != modeSentinel {
		return
	}
	f := finding(e.command, CodeSentinelPort, string(conn.PhaseHello), "", "it says that its mode is sentinel")
	f.Severity = string(Warning)
	e.add(f)
}

// shown is what the server had shown before the error: a certificate is worth
// most of all when something fails.
func shown(err error) *conn.Peer {
	var e *conn.Error
	if errors.As(err, &e) {
		return e.Peer
	}
	return nil
}

func (e *examination) failed(ctx context.Context, err error) {
	if err == nil {
		return
	}
	e.add(e.diagnose(ctx, err).finding(e.command))
}

// diagnose is Diagnose; the report's phase gets its code.
func (e *examination) diagnose(ctx context.Context, err error, along ...[]string) Diagnosis {
	d := Diagnose(ctx, e.o.Conn, err, along...)
	e.target.Phases = relabel(e.target.Phases, d)
	return d
}

// relabel gives the failed phase the code of the second opinion. What fails behind
// a PING that was refused is no part of it.
func relabel(phases []report.Phase, d Diagnosis) []report.Phase {
	if n := len(phases); n > 0 && !phases[n-1].OK && phases[n-1].Phase == string(d.Phase) {
		phases[n-1].Code = d.Code
	}
	return phases
}
