package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// kinds in the order of the page.
var kinds = []string{"certificate", "staple", "responder", "crl", "server"}

// page is docs/clients.md.
func (r *results) page() string {
	var b strings.Builder
	w := &words{numbers: map[string]int{}}
	fmt.Fprintf(&b, `# What clients notice

%d clients and tools (redis-py in two ways) and vkcheck, over the %d scenarios of
`+"`vkcheck lab`"+` that do not depend on what the user demands, each as strict as its
documentation lets it be: which certificate, staple, responder, CRL or server
it refuses, and which it takes. Run on %s; what a correct client must do,
and where that is written, stands in `+"`docs/lab.md`"+` and was written before.
`+"`scripts/clients/run`"+` repeats it.

%s
## In short

%s
%s
%s
## How they were asked

%s
Each scenario is a process of its own that trusts the lab's root, presents no
client certificate and sends one command, PING unless the scenario names
another. Whoever could be told to wait five seconds was; a client that is still
there after %.0f has hung. Not asked (–): vkcheck where another command than its
own is refused; the tools that only speak TLS about what a server does above it;
testssl, which takes a minute each, about anything but certificates and CRLs.
Behind the faults stands a real valkey-server.

`, r.programs(), len(r.scenarios()), r.days(), legend, r.summary(), r.byKind(), remarks, r.settings(), limit.Seconds())
	for _, kind := range kinds {
		r.table(&b, kind, w)
	}
	w.list(&b)
	return b.String()
}

const legend = `| | |
|---|---|
| ✓ | as it must be |
| ✗ | a fault missed (connected), or a false alarm (refused) |
| ⧖ | hung |
| ☠ | crashed: a panic or a signal ended it |
| · | the sources leave it open, or only a policy can say: neither is wrong |

A number leads to the client's own words, at the end: a refusal counts whatever
its reason.
`

const remarks = `By itself no client of Valkey looks at a staple, asks a responder or reads a
CRL. redis-py does one of the first two where it is told to, and then refuses
what does not have that source, although another may vouch for it: those are
most of its false alarms. Another one comes and goes: its urljoin makes one
slash of two in the encoded request, so that the responder cannot read about one
in forty, whichever certificate that hits. What differs between the others are
names, versions of TLS, and whether they wait for ever.
`

// programs counts those that are not vkcheck; redis-py stands there twice.
func (r *results) programs() int {
	var names []string
	for _, c := range r.Clients {
		name, _, _ := strings.Cut(c.Name, "-py-")
		if name != vkcheckName && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return len(names)
}

// days says when it was run.
func (r *results) days() string {
	var days []string
	for _, c := range r.Clients {
		if day := c.When.Format(time.DateOnly); !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return strings.Join(days, ", ")
}

// scenarios are those that the first client was asked; all are asked the same.
func (r *results) scenarios() []scenario {
	if len(r.Clients) == 0 {
		return nil
	}
	var all []scenario
	for _, got := range r.Clients[0].Results {
		all = append(all, got.Scenario)
	}
	return all
}

// count counts what the client did where it must do this; in the kind, or in
// all.
func (c ran) count(must, outcome, kind string) (n, of int) {
	for _, got := range c.Results {
		if got.Scenario.Must != must || kind != "" && got.Scenario.Kind != kind || got.Outcome == beyond {
			continue
		}
		of++
		if got.Outcome == outcome {
			n++
		}
	}
	return n, of
}

func (r *results) summary() string {
	var b strings.Builder
	b.WriteString("| client | refuses what it must | connects where it must | hangs | crashes | refuses what is left open |\n|---|---:|---:|---:|---:|---:|\n")
	for _, c := range r.Clients {
		refuses, bad := c.count("refuse", refused, "")
		connects, good := c.count("connect", connected, "")
		careful, open := c.count("either", refused, "")
		hangs, crashes := 0, 0
		for _, must := range []string{"refuse", "connect", "either"} {
			n, _ := c.count(must, hung, "")
			hangs += n
			n, _ = c.count(must, crashed, "")
			crashes += n
		}
		fmt.Fprintf(&b, "| %s | %d of %d | %d of %d | %d | %d | %d of %d |\n", c.Name, refuses, bad, connects, good, hangs, crashes, careful, open)
	}
	return b.String()
}

// byKind shows where the faults are that a client refuses.
func (r *results) byKind() string {
	var b strings.Builder
	b.WriteString("What must be refused and is, by where the fault is:\n\n| client |")
	for _, kind := range kinds {
		fmt.Fprintf(&b, " %s |", kind)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(kinds)) + "\n")
	for _, c := range r.Clients {
		fmt.Fprintf(&b, "| %s |", c.Name)
		for _, kind := range kinds {
			n, of := c.count("refuse", refused, kind)
			fmt.Fprintf(&b, " %d of %d |", n, of)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (r *results) settings() string {
	var b strings.Builder
	b.WriteString("| client | version | told |\n|---|---|---|\n")
	for _, c := range r.Clients {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Name, c.Version, c.Settings)
	}
	return b.String()
}
