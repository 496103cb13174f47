package sim

// Counts is what one cache saw. Hits, Cold, Capacity, Invalidated and Expired
// add up to Requests.
type Counts struct {
	Requests uint64 // lookups
	Hits     uint64
	// Cold counts the compulsory misses: the command had not been seen before.
	Cold uint64
	// Capacity counts misses of commands that had been evicted to make room, or
	// for which there was none.
	Capacity uint64
	// Invalidated counts misses of commands that a write had dropped.
	Invalidated uint64
	// Expired counts misses of commands that had outlived their TTL, or whose key
	// had expired.
	Expired uint64

	// StaleHits are the hits whose reply was not true any more: a write had
	// changed a key, and the client was not told.
	StaleHits uint64

	Evictions     uint64 // entries removed by the policy to make room
	Expirations   uint64 // entries removed because of their TTL or their key's lifetime
	Invalidations uint64 // entries removed by a write or a flush
	Entries       uint64 // entries left at the end
}

// Misses is the number of lookups that found nothing.
func (c Counts) Misses() uint64 { return c.Requests - c.Hits }

// HitRatio is hits by lookups, from 0 to 1; 0 where there was no lookup.
func (c Counts) HitRatio() float64 {
	if c.Requests == 0 {
		return 0
	}
	return float64(c.Hits) / float64(c.Requests)
}

// counts makes the counts of the lanes: of what was tallied, and of what follows
// from the trace. What was stored, by a miss or by a write, and is neither inside
// nor removed was evicted.
func (c *caches) counts() []Counts {
	out, all := make([]Counts, len(c.lanes)), c.ev.whole()
	for i, l := range c.lanes {
		n := &out[i]
		stored := c.misses.of(i)
		misses := stored
		if f := c.fates; f != nil {
			n.Invalidated, n.Expired, n.StaleHits = f.invalidated.of(i), f.expired.of(i), f.staleHits.of(i)
			n.Invalidations, n.Expirations = f.invalidations.of(i), f.expirations.of(i)
			misses -= f.given.of(i)
			stored -= f.refused.of(i)
		}
		n.Requests, n.Cold = all.Lookups(), all.Cold()
		n.Hits = n.Requests - misses
		n.Capacity = misses - n.Cold - n.Invalidated - n.Expired
		n.Entries = l.size - c.room[i]
		n.Evictions = stored - n.Entries - n.Invalidations - n.Expirations
	}
	return out
}

// Plus adds what another cache saw.
func (c Counts) Plus(o Counts) Counts {
	return Counts{
		Requests: c.Requests + o.Requests, Hits: c.Hits + o.Hits, Cold: c.Cold + o.Cold,
		Capacity: c.Capacity + o.Capacity, Invalidated: c.Invalidated + o.Invalidated, Expired: c.Expired + o.Expired,
		StaleHits: c.StaleHits + o.StaleHits, Evictions: c.Evictions + o.Evictions,
		Expirations: c.Expirations + o.Expirations, Invalidations: c.Invalidations + o.Invalidations, Entries: c.Entries + o.Entries,
	}
}
