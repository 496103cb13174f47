package report

import (
	"slices"
	"strconv"
)

// Bar is one step on the way of a connection, in seconds since it began.
type Bar struct {
	Label  string
	Start  float64
	Length float64
	Tone   Tone
	Note   string // what its figure is
}

func (t *Target) phaseTable() *Table {
	table := &Table{Header: []string{"phase", "", "time", "note"}, Right: []bool{false, false, true, false}}
	for i, p := range t.Phases {
		note := p.Address
		if !p.OK {
			note = p.Code
			if p.Address != "" {
				note += " (" + p.Address + ")"
			}
		}
		table.Rows = append(table.Rows, []Text{plain(p.Phase), t.mark(i), plain(p.clock()), {note, Faint}})
	}
	return table
}

// mark says how a phase went: one that failed is passed over where a later one
// did not, or there is a later one at all that is not another address, or its
// finding lets it pass.
func (t *Target) mark(i int) Text {
	p := t.Phases[i]
	went := func(later Phase) bool { return later.OK || later.Phase != p.Phase }
	switch {
	case p.OK:
		return Text{"ok", Fine}
	case slices.ContainsFunc(t.Phases[i:], went), t.Lets(p):
		return Text{"passed over", Caution}
	}
	return Text{"FAILED", Bad}
}

// Lets is true where the finding of a phase that failed is no failure: who may
// not PING is served.
func (t *Target) Lets(p Phase) bool {
	return slices.ContainsFunc(t.Findings, func(f Finding) bool {
		return f.Subject == p.Phase && f.Code == p.Code && f.Outcome == "ok"
	})
}

func (p *Phase) clock() string {
	if p.Joined {
		return "joined"
	}
	return milliseconds(p.Seconds)
}

// phaseBars has the phases one after another; those that shared a round trip
// stand below each other.
func (t *Target) phaseBars() []Bar {
	var bars []Bar
	start, end := 0.0, 0.0
	for i, p := range t.Phases {
		if !p.Joined {
			start, end = end, end+p.Seconds
		}
		length := end - start
		bars = append(bars, Bar{Label: p.Phase, Start: start, Length: length, Tone: t.mark(i).Tone, Note: p.clock()})
	}
	return bars
}

func timingTable(timings []Timing) *Table {
	t := &Table{Header: []string{"phase", "runs", "failed", "p50", "p95", "p99"}, Right: []bool{false, true, true, true, true, true}, Fold: true}
	for _, x := range timings {
		failed := Text{"-", Faint}
		if x.Failed > 0 {
			failed = Text{strconv.Itoa(x.Failed), Bad}
		}
		row := []Text{plain(x.Phase), plain(strconv.Itoa(x.Count)), failed}
		for _, seconds := range []float64{x.P50, x.P95, x.P99} {
			if x.Measured() {
				row = append(row, plain(milliseconds(seconds)))
			} else {
				row = append(row, Text{"-", Faint})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func milliseconds(seconds float64) string {
	return strconv.FormatFloat(seconds*1000, 'f', 2, 64) + " ms"
}
