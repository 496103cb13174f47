package report

import (
	"fmt"
	"strconv"
)

// detailSections show one cache at close quarters.
func detailSections(x *Detail) (all []Section) {
	where := fmt.Sprintf("%s at %d", x.Policy, x.Size)
	for _, parts := range []struct {
		name string
		of   []Part
	}{{"key", x.Keys}, {"prefix", x.Prefixes}, {"command", x.Commands}} {
		if len(parts.of) > 0 {
			all = append(all, Section{Heading: "hit ratio by " + parts.name + ", " + where, Table: partTable(parts.name, parts.of)})
		}
	}
	if len(x.Intervals) > 0 {
		all = append(all, Section{Heading: "hit ratio and working set over time, " + where, Table: intervalTable(x.Intervals)})
	}
	return all
}

func partTable(name string, parts []Part) *Table {
	t := &Table{Header: []string{name, "requests", "hits", "hit ratio"}, Right: []bool{false, true, true, true}}
	for _, p := range parts {
		what := plain(p.Name)
		if p.Name == "" {
			what = Text{"(none)", Faint}
		}
		t.Rows = append(t.Rows, []Text{what, plain(count(p.Requests)), plain(count(p.Hits)), plain(ratio(p.HitRatio))})
	}
	return t
}

func intervalTable(intervals []Interval) *Table {
	t := &Table{Header: []string{"from", "requests", "working set", "hits", "hit ratio"}, Right: []bool{true, true, true, true, true}, Fold: true}
	for n, i := range intervals {
		from := "interval " + strconv.Itoa(n+1)
		if i.Seconds != nil {
			from = strconv.FormatFloat(*i.Seconds, 'f', 1, 64) + " s"
		}
		t.Rows = append(t.Rows, []Text{plain(from), plain(count(i.Requests)), plain(count(i.Unique)), plain(count(i.Hits)), ratioText(i.HitRatio, 0)})
	}
	return t
}

// trackingLine says what invalidation costs.
func trackingLine(t *Tracking) Line {
	text := fmt.Sprintf("tracking: the server remembers up to %d keys for a client, and sends it %d invalidations (%.1f per 1000 requests", t.Keys, t.Invalidations, t.PerThousand)
	if t.PerSecond != nil {
		text += fmt.Sprintf(", %.1f per second", *t.PerSecond)
	}
	return Line{Text: plain(text + ")")}
}

func count(n uint64) string { return strconv.FormatUint(n, 10) }
