package sim

// serveStale counts the hits of what is not true any more. Lanes that miss it
// store what is true now.
func (c *caches) serveStale(id uint32, held set) {
	c.stale[id] &= held
	for s := c.stale[id]; s != 0; s &= s - 1 {
		c.lanes[s.first()].StaleHits++
	}
}

// staleAll makes all that is inside stale. What was stored before the last
// change of all is stale already.
func (c *caches) staleAll(t int) {
	for _, id := range c.ev.ids[c.changed:t] {
		c.stale[id] |= c.order.held(id)
	}
	c.changed = t + 1
}
