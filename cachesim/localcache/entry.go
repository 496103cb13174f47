package localcache

import "time"

// EntryOverhead is what an entry is reckoned to take in memory beside the
// bytes of its reply, its command and its keys: its place in the maps and
// lists.
const EntryOverhead = 400

// entry is one reply, stored or reserved, or what a policy remembers of one.
type entry struct {
	command string
	hash    uint64 // of the command, in Cache.entries
	reply   any
	keys    []mention
	one     [1]mention // room for keys: most commands have one
	owner   uint64
	owned   bool
	state   state
	queue   uint8 // in which of the policy's queues
	stored  time.Time
	weight  int64  // bytes where these are bounded, else 1
	count   uint64 // hits, as the policy counts them
	slot    int    // for RANDOM
	ours    node   // in Cache.owners
	age     node   // in Cache.ages
	place   node   // in the policy's list, or in Cache.pending
}

type state uint8

const (
	void    state = iota
	stored        // in Cache.entries, Cache.ages and the order
	pending       // reserved: in Cache.pending
	ghost         // evicted and remembered by the order, under its keys still
)

// blank is an entry to be filled.
func (c *Cache) blank() *entry {
	e := c.spare
	if c.spare = nil; e != nil {
		return e
	}
	e = new(entry)
	e.age.entry, e.place.entry, e.ours.entry = e, e, e
	return e
}

// weigh gives an entry's weight by its parts.
func (c *Cache) weigh(command string, reply any, keys []string) int64 {
	if c.opt.MaxBytes == 0 {
		return 1
	}
	n := EntryOverhead + len(command) + c.opt.Size(reply)
	for _, k := range keys {
		n += len(k)
	}
	return int64(n)
}
