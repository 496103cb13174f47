package report

import "strconv"

func (m *metrics) trace(t *Trace) {
	l := labels{"trace", t.Trace}
	if t.Name != "" {
		l = l.and("name", t.Name)
	}
	for _, x := range []struct {
		name, help string
		value      uint64
	}{
		{"trace_requests", "Commands in the trace.", t.Requests},
		{"trace_unique_commands", "Distinct cacheable commands.", t.Unique},
		{"trace_reads", "Commands that are looked up.", t.Reads},
		{"trace_writes", "Commands that invalidate.", t.Writes},
		{"trace_bypassed", "Commands that do neither.", t.Bypassed},
		{"trace_compulsory_misses", "First lookups, which no cache has.", t.CompulsoryMisses},
		{"trace_one_hit_wonders", "Commands that were looked up once.", t.OneHitWonders},
		{"trace_skipped_lines", "Malformed lines that were left out.", t.Skipped},
	} {
		m.gauge(x.name, x.help, float64(x.value), l)
	}
	if t.Sample != nil {
		m.gauge("trace_sample_ratio", "The share of the commands that was replayed.", t.Sample.Rate, l)
	}
	for i := range t.Cells {
		m.cell(&t.Cells[i], l)
	}
	if x := t.Lifetimes; x != nil {
		m.gauge("trace_lifetimes", "How often a key got a lifetime.", float64(x.Given), l)
		if x.Followed {
			m.gauge("trace_expired_keys", "Keys that have outlived theirs.", float64(x.Expired), l)
		}
	}
	if x := t.Tracking; x != nil {
		m.gauge("trace_tracked_keys", "The most keys that the server remembers for a client.", float64(x.Keys), l)
		m.gauge("trace_invalidations", "Invalidations that a client is sent.", float64(x.Invalidations), l)
	}
}

func (m *metrics) cell(c *Cell, l labels) {
	l = l.and("policy", c.Policy, "size", strconv.Itoa(c.Size), "unit", c.Unit)
	m.known("cache_hit_ratio", "Hits by lookups of a simulated cache.", c.HitRatio, l)
	m.known("cache_hit_ratio_standard_error", "The standard error of the hit ratio, where it is an estimate.", c.StandardError, l)
	if c.Bytes != nil {
		m.known("cache_byte_hit_ratio", "Bytes of hits by bytes of lookups of a simulated cache.", c.Bytes.HitRatio, l)
	}
	for _, x := range []struct {
		name, help string
		value      uint64
	}{
		{"cache_lookups", "Lookups of a simulated cache.", c.Requests},
		{"cache_hits", "Lookups that hit.", c.Hits},
		{"cache_evictions", "Entries that were evicted.", c.Evictions},
		{"cache_expirations", "Entries that outlived their TTL or their key.", c.Expirations},
		{"cache_invalidations", "Entries that a write dropped.", c.Invalidations},
		{"cache_stale_hits", "Hits of what a write had made stale.", c.StaleHits},
	} {
		m.gauge(x.name, x.help, float64(x.value), l)
	}
}
