package sim

import "github.com/vkcheck/vkcheck/internal/memory"

// fates know what becomes of entries other than by eviction, by command. What
// is asked at every lookup lies together.
type fates struct {
	of   []fate
	ages *ages // nil without a TTL, or where the policy knows what has expired

	invalidated, expired       tally // lookups that miss for that reason
	invalidations, expirations tally // entries removed
	staleHits                  tally
	given                      tally // stores of what was not inside
	refused                    tally // misses and stores that were not stored
}

// fate is what has become of a command's entries.
type fate struct {
	dropped set    // the lanes a write took it from, until they miss it
	expired set    // the lanes that it has expired in, until they miss it
	stale   set    // the lanes that hold what is not true any more
	born    uint32 // no entry of it was stored before this event
}

func newFates(c *caches) *fates { return &fates{of: memory.Make[fate](c.ev.Commands())} }
