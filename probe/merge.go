package probe

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/report"
)

// CommandCacheMerge is the subcommand that joins the parts of a simulation.
const CommandCacheMerge = "cache-merge"

// Merge joins the reports of all parts of one simulation, in any order.
//
// What is counted by command adds up exactly: distinct commands, compulsory
// misses, and the lookups, which are checked against the reads of the trace.
// Hits are those of caches of which every partition has an equal share. A cache
// for all would give the partitions shares that vary, by a binomial law, and
// the standard error says what that may do; it is bounded by the errors of the
// parts, as if they could all err together. The details of one cache are left out.
func Merge(parts []*report.Trace) (*report.Trace, error) {
	if err := complete(parts); err != nil {
		return nil, err
	}
	first := parts[0]
	whole := &report.Trace{
		Trace: first.Trace, Format: first.Format, Client: first.Client,
		Requests: first.Requests, Reads: first.Reads, Lookups: first.Lookups, Writes: first.Writes, Bypassed: first.Bypassed, Skipped: first.Skipped,
		TTLSeconds: first.TTLSeconds,
		Lifetimes:  mergeLifetimes(parts), Tracking: mergeTracking(parts),
		Sample: &report.Sample{Rate: first.Sample.Rate, Parts: len(parts), Seed: first.Sample.Seed},
		Cells:  make([]report.Cell, len(first.Cells)),
	}
	for i := range whole.Cells {
		whole.Cells[i] = mergeCells(parts, i)
	}
	for _, p := range parts {
		whole.Unique += p.Unique
		whole.CompulsoryMisses += p.CompulsoryMisses
		whole.OneHitWonders += p.OneHitWonders
		whole.Sample.Lookups += p.Sample.Lookups
	}
	expire := slices.ContainsFunc(whole.Cells, func(c report.Cell) bool { return c.Expirations > 0 })
	addBest(whole, expire)
	if first.Curve != nil {
		whole.Curve = mergeCurves(parts, whole.Sample.Lookups)
	}
	return whole, nil
}

// complete checks that the parts are of one simulation, and all of it.
func complete(parts []*report.Trace) error {
	if len(parts) == 0 {
		return errors.New("no parts")
	}
	seen := map[int]bool{}
	lookups := uint64(0)
	for _, p := range parts {
		if p.Sample == nil || p.Sample.Part == 0 {
			return fmt.Errorf("%s: not a part: simulate it with --part", p.Trace)
		}
		if err := cmp.Or(sized(p), fits(p, parts[0])); err != nil {
			return err
		}
		switch s := p.Sample; {
		case s.Parts != len(parts):
			return fmt.Errorf("%d reports of %d parts", len(parts), s.Parts)
		case s.Part > s.Parts || seen[s.Part]:
			return fmt.Errorf("part %d of %d is there twice", s.Part, s.Parts)
		}
		seen[p.Sample.Part] = true
		lookups += p.Sample.Lookups
	}
	if all := cmp.Or(parts[0].Lookups, parts[0].Reads); lookups != all {
		return fmt.Errorf("the parts have %d lookups, the trace %d", lookups, all)
	}
	return nil
}

// sized checks that there are no sizes below 1, which no cache has, nor any scale of
// powers.
func sized(p *report.Trace) error {
	none := slices.ContainsFunc(p.Cells, func(c report.Cell) bool { return c.Size < 1 })
	if none || p.Curve != nil && slices.ContainsFunc(p.Curve.Points, func(at [2]float64) bool { return at[0] < 1 }) {
		return fmt.Errorf("part %d has a size below 1, and is no report of cache-sim", p.Sample.Part)
	}
	return nil
}

// fits checks that a part is of the same simulation as the first.
func fits(p, first *report.Trace) error {
	switch s := p.Sample; {
	case s.Seed != first.Sample.Seed || s.Rate != first.Sample.Rate:
		return fmt.Errorf("part %d has another sample: rate %v and seed %d, not %v and %d", s.Part, s.Rate, s.Seed, first.Sample.Rate, first.Sample.Seed)
	case p.Requests != first.Requests || p.Reads != first.Reads || p.Lookups != first.Lookups || p.Client != first.Client:
		return fmt.Errorf("part %d is of another trace: %d requests and %d reads, not %d and %d", s.Part, p.Requests, p.Reads, first.Requests, first.Reads)
	case !slices.EqualFunc(p.Cells, first.Cells, sameCache) || (p.Curve == nil) != (first.Curve == nil):
		return fmt.Errorf("part %d has other policies or sizes: give --policy and --size to every part", s.Part)
	case p.TTLSeconds != first.TTLSeconds:
		return fmt.Errorf("part %d has %s, part %d %s: give --ttl to every part", s.Part, ttl(p), first.Sample.Part, ttl(first))
	case !sameLifetimes(p.Lifetimes, first.Lifetimes):
		return fmt.Errorf("part %d or part %d has no --lifetimes: give it to every part or to none", s.Part, first.Sample.Part)
	}
	return nil
}

// ttl says how long the entries of a part may be served.
func ttl(p *report.Trace) string {
	if p.TTLSeconds == 0 {
		return "no TTL"
	}
	return "a TTL of " + time.Duration(math.Round(p.TTLSeconds*float64(time.Second))).String()
}

// sameLifetimes says whether both have followed lifetimes, or none, of all keys or
// each of its own.
func sameLifetimes(a, b *report.Lifetimes) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Followed == b.Followed && a.Partial == b.Partial
}

func sameCache(a, b report.Cell) bool {
	return a.Policy == b.Policy && a.Size == b.Size && a.Unit == b.Unit
}

// mergeCells adds up a cell of all parts.
func mergeCells(parts []*report.Trace, i int) report.Cell {
	first := parts[0].Cells[i]
	c := report.Cell{Policy: first.Policy, Size: first.Size, Unit: first.Unit, Missed: new(report.Missed)}
	bytes := new(report.Bytes)
	off := 0.0 // lookups that may be hits or misses
	for _, p := range parts {
		part := &p.Cells[i]
		addCell(&c, part)
		if part.Bytes != nil {
			bytes.Requested += part.Bytes.Requested
			bytes.Spared += part.Bytes.Spared
		}
		if part.StandardError != nil {
			off += *part.StandardError * float64(part.Requests)
		}
	}
	if bytes.Requested > 0 {
		c.Bytes, bytes.HitRatio = bytes, quotient(bytes.Spared, bytes.Requested)
	}
	if c.Requests > 0 {
		e := off / float64(c.Requests)
		c.HitRatio, c.StandardError = quotient(c.Hits, c.Requests), &e
	}
	return c
}

// addCell adds what a part counted.
func addCell(c, part *report.Cell) {
	c.Requests += part.Requests
	c.Hits += part.Hits
	c.Misses += part.Misses
	c.Evictions += part.Evictions
	c.Expirations += part.Expirations
	c.Invalidations += part.Invalidations
	c.StaleHits += part.StaleHits
	if part.Missed != nil {
		c.Missed.Cold += part.Missed.Cold
		c.Missed.Capacity += part.Missed.Capacity
		c.Missed.Invalidated += part.Missed.Invalidated
		c.Missed.Expired += part.Missed.Expired
	}
}

// mergeLifetimes adds up what each part knows of its own keys: there were at most
// so many at a time. Where each knows of all keys, all know the same.
func mergeLifetimes(parts []*report.Trace) *report.Lifetimes {
	first := parts[0].Lifetimes
	if first == nil || !first.Partial {
		return first
	}
	whole := &report.Lifetimes{Followed: true}
	for _, p := range parts {
		whole.Given += p.Lifetimes.Given
		whole.Keys += p.Lifetimes.Keys
		whole.Expired += p.Lifetimes.Expired
	}
	if whole.Given == 0 {
		return nil
	}
	return whole
}

// mergeTracking adds up what each part knows of its own keys: the most at a time, so
// that there cannot have been more, and the messages, of which one for all keys is
// counted by every part.
func mergeTracking(parts []*report.Trace) *report.Tracking {
	whole := new(report.Tracking)
	for _, p := range parts {
		t := p.Tracking
		if t == nil {
			continue
		}
		whole.Keys += t.Keys
		whole.Invalidations += t.Invalidations
		whole.PerThousand += t.PerThousand
		if t.PerSecond != nil {
			sum := *t.PerSecond
			if whole.PerSecond != nil {
				sum += *whole.PerSecond
			}
			whole.PerSecond = &sum
		}
	}
	if whole.Keys == 0 {
		return nil
	}
	return whole
}

// mergeCurves adds up the curves: their sizes are the beginnings of one ladder,
// and behind its last a curve stays where it is.
func mergeCurves(parts []*report.Trace, lookups uint64) *report.Curve {
	whole := &report.Curve{Policy: parts[0].Curve.Policy}
	for _, p := range parts {
		if n := len(p.Curve.Points); n > len(whole.Points) {
			whole.Points = slices.Clone(p.Curve.Points)
		}
	}
	for i := range whole.Points {
		hits := 0.0
		for _, p := range parts {
			if n := len(p.Curve.Points); n > 0 {
				hits += math.Round(p.Curve.Points[min(i, n-1)][1] * float64(p.Sample.Lookups))
			}
		}
		whole.Points[i][1] = hits / float64(max(lookups, 1))
	}
	return whole
}
