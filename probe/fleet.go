package probe

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// CodeNodesUnknown says that the other servers of a deployment, or where they
// are, could not be learnt.
const CodeNodesUnknown = "nodes-unknown"

// Examiner is [OCSP] or [Connect].
type Examiner func(context.Context, *Options) report.Target

// Fleet examines many targets, and of those with Options.AllNodes what they
// know of.
type Fleet struct {
	Parallel int       // targets at a time; > 0
	Found    func(int) // is told how many more targets there are; may be nil
}

// nodesMost is how many nodes are followed: those of the largest cluster that
// can be. It is servers that name them, and credentials that are sent there.
const nodesMost = 16384

// job is one target of a fleet.
type job struct {
	o      *Options
	seed   int // the place of the target that it is, or that led to it
	target report.Target
	here   string // its address
	nodes  []conn.Node
}

// Examine gives a report of each target, in their order, and behind it of the
// nodes that it led to.
func (f Fleet) Examine(ctx context.Context, targets []Options, run Examiner) []report.Target {
	families := make([][]report.Target, len(targets))
	wave := make([]*job, len(targets))
	known := map[string]bool{}
	for i := range targets {
		wave[i] = &job{o: &targets[i], seed: i}
		known[targets[i].Conn.Addr] = true
	}
	for followed := 0; len(wave) > 0; {
		f.examine(ctx, wave, run)
		var next []*job
		for _, j := range wave {
			known[j.here] = true
		}
		for _, j := range wave {
			families[j.seed] = append(families[j.seed], j.target)
			for _, n := range j.nodes {
				if known[n.Addr] || followed == nodesMost {
					continue
				}
				known[n.Addr] = true
				followed++
				next = append(next, j.follow(n, targets[j.seed].Target))
			}
		}
		wave = next
	}
	return slices.Concat(families...)
}

// examine runs one wave: nodes that only nodes know come with the next. Its
// workers stay: for each target a stack would have to grow anew.
func (f Fleet) examine(ctx context.Context, wave []*job, run Examiner) {
	if f.Found != nil {
		f.Found(len(wave))
	}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(f.Parallel, len(wave)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(wave); i = int(next.Add(1)) - 1 {
				wave[i].run(ctx, run)
			}
		})
	}
	workers.Wait()
}

// run examines the target, and learns of its nodes where they are wanted.
func (j *job) run(ctx context.Context, run Examiner) {
	o := j.o
	if o.AllNodes {
		asked := *o
		asked.Nodes = func(here string, others []conn.Node) { j.here, j.nodes = here, others }
		o = &asked
	}
	node := j.target.Node
	j.target = run(ctx, o)
	j.target.Node = node
}

// follow is the job of a node: the same connection to another address. A
// Sentinel has no databases.
func (j *job) follow(n conn.Node, seed string) *job {
	o := *j.o
	o.Target, o.Conn.Network, o.Conn.Addr = n.Addr, "tcp", n.Addr
	if n.Role == conn.RoleSentinel {
		o.Conn.DB = 0
	}
	return &job{o: &o, seed: j.seed, target: report.Target{Node: seed}}
}

// nodes learns what other servers there are.
func (e *examination) nodes(ctx context.Context, c *conn.Conn) {
	if e.o.Nodes == nil {
		return
	}
	nodes, err := c.Nodes(ctx)
	if err != nil {
		e.add(finding(e.command, CodeNodesUnknown, "", "", err.Error()))
		return
	}
	var others []conn.Node
	for i, n := range nodes {
		self := i == 0 && e.target.Server.Mode != modeCluster // at a UNIX socket it has none
		switch {
		case n.Addr != "":
			others = append(others, n)
		case !self:
			e.add(finding(e.command, CodeNodesUnknown, "", fmt.Sprintf("a %s has no address: %s", n.Role, n.ID), ""))
		}
	}
	e.o.Nodes(c.Peer().Addr, others)
}
