package report

import (
	"fmt"
	"strconv"
	"strings"
)

// facts are rows of a name and what is known of it.
type facts struct{ rows [][]Text }

func (f *facts) add(name string, tone Tone, words ...string) {
	f.rows = append(f.rows, []Text{plain(name), {strings.Join(words, ", "), tone}})
}

func (f *facts) section(name string) []Section {
	if len(f.rows) == 0 {
		return nil
	}
	return []Section{{Name: name, Table: &Table{Header: []string{name, ""}, Rows: f.rows}}}
}

// serverSections show what the server said of itself beside its name.
func serverSections(s *Server) []Section {
	if s == nil {
		return nil
	}
	var f facts
	if s.UptimeSeconds != nil {
		f.add("up for", Plain, duration(*s.UptimeSeconds))
	}
	if s.Replication != nil {
		f.replication(s.Replication)
	}
	if s.Persistence != nil {
		f.persistence(s.Persistence)
	}
	if s.Memory != nil {
		f.memory(s.Memory)
	}
	if s.Clients != nil {
		f.clients(s.Clients)
	}
	if s.Keyspace != nil {
		f.keyspace(s.Keyspace)
	}
	if s.Slowlog != nil {
		f.add("slow log", Plain, plural(*s.Slowlog, "entry", "entries"))
	}
	if s.LatencyEvents != nil {
		f.add("latency events", Plain, plural(int64(*s.LatencyEvents), "kind", "kinds"))
	}
	if len(s.NotExamined) > 0 {
		f.add("not examined", Caution, s.NotExamined...)
	}
	return f.section("server")
}

func (f *facts) replication(r *Replication) {
	var words []string
	tone := Plain
	if r.Link != "" {
		words = append(words, "link "+r.Link)
		if r.Link != "up" {
			tone = Bad
		}
	}
	if r.Replicas != nil {
		words = append(words, plural(int64(*r.Replicas), "replica", "replicas"))
	}
	if r.Syncing != nil && *r.Syncing > 0 {
		words, tone = append(words, fmt.Sprintf("%d getting a full copy", *r.Syncing)), Caution
	}
	if r.LagSeconds != nil {
		words = append(words, fmt.Sprintf("%d s behind", *r.LagSeconds))
	}
	if r.LagBytes != nil {
		words = append(words, binary(*r.LagBytes)+" behind")
	}
	if len(words) > 0 {
		f.add("replication", tone, words...)
	}
}

func (f *facts) persistence(p *Persistence) {
	var words []string
	tone := Plain
	for _, way := range [][2]string{{"RDB", p.RDB}, {"AOF", p.AOF}} {
		if way[1] != "" {
			words = append(words, way[0]+" "+way[1])
		}
		if way[1] == "err" {
			tone = Bad
		}
	}
	if p.UnsavedChanges != nil {
		words = append(words, plural(*p.UnsavedChanges, "unsaved change", "unsaved changes"))
	}
	if p.Loading {
		words, tone = append(words, "loading its data"), max(tone, Caution)
	}
	if len(words) > 0 {
		f.add("persistence", tone, words...)
	}
}

func (f *facts) memory(m *Memory) {
	used := binary(m.Used)
	switch {
	case m.Max == 0:
		used += ", no limit"
	case m.Fraction != nil:
		used += " of " + binary(m.Max) + " (" + share(*m.Fraction) + ")"
	default:
		used += " of " + binary(m.Max)
	}
	words := []string{used}
	if m.Policy != "" {
		words = append(words, m.Policy)
	}
	f.add("memory", Plain, append(words, plural(m.Evicted, "key evicted", "keys evicted"))...)
}

func (f *facts) clients(c *Clients) {
	connected := strconv.FormatInt(c.Connected, 10)
	if c.Max > 0 {
		connected += " of " + strconv.FormatInt(c.Max, 10)
	}
	if c.Fraction != nil {
		taken := share(*c.Fraction)
		if taken != share(float64(c.Connected)/float64(c.Max)) {
			taken += " with replicas and the cluster's bus" // which the server counts, too
		}
		connected += " (" + taken + ")"
	}
	f.add("clients", Plain, connected, fmt.Sprintf("%d blocked", c.Blocked), fmt.Sprintf("%d rejected", c.Rejected))
}

func (f *facts) keyspace(k *Keyspace) {
	words := []string{plural(k.Keys, "key", "keys")}
	if k.HitRatio != nil {
		words = append(words, fmt.Sprintf("hit ratio %s of %s", ratio(*k.HitRatio), plural(uint64(k.Hits)+uint64(k.Misses), "lookup", "lookups")))
	}
	f.add("keyspace", Plain, words...)
}

// plural is a number and what it counts.
func plural[N int64 | uint64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func share(fraction float64) string { return strconv.FormatFloat(100*fraction, 'f', 1, 64) + "%" }

// duration is a number of seconds in the unit that matters at its size.
func duration(seconds int64) string {
	if seconds < 60 {
		return strconv.FormatInt(seconds, 10) + " s"
	}
	return left(seconds)
}

// binary writes a number of bytes in powers of 1024.
func binary(n int64) string {
	value, unit := float64(n), 0
	for value >= 1024 && unit < 4 {
		value, unit = value/1024, unit+1
	}
	digits := 1
	if unit == 0 {
		digits = 0
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + []string{"B", "KiB", "MiB", "GiB", "TiB"}[unit]
}
