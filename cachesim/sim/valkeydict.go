package sim

import (
	"math/bits"
	"math/rand/v2"
)

// dict is the table in which a Valkey 8.0 server keeps its keys (src/dict.c): a
// power of two of buckets, each a chain with the newest entry first. What the
// server looks at to evict are neighbours in it. As long as all scores are
// equal, only the first that it finds gets into a full pool: the newest of a
// chain, so that what is old stays. A server whose keys were all used in the
// same second evicts worse than by lot.
//
// A table that grows does so at once here, and step by step there.
type dict struct {
	first []uint32 // by bucket: its newest entry, counted from 1; 0 for none
	next  []uint32 // by command: the one after it in its chain
	used  int
	seed  uint64
	rng   *rand.Rand
}

const firstBuckets = 4 // DICT_HT_INITIAL_SIZE

func newDict(commands int, seed uint64) *dict {
	return &dict{first: make([]uint32, firstBuckets), next: make([]uint32, commands), seed: seed, rng: rand.New(rand.NewPCG(seed, 0))}
}

// bucket is where a command belongs; the server's hash has a seed, too.
func (d *dict) bucket(id uint32) *uint32 {
	return &d.first[Scatter(uint64(id), d.seed)&uint64(len(d.first)-1)]
}

func (d *dict) add(id uint32) {
	if d.used == len(d.first) {
		d.grow()
	}
	d.used++
	d.push(id)
}

func (d *dict) push(id uint32) {
	at := d.bucket(id)
	d.next[id], *at = *at, id+1
}

// grow doubles the buckets. Entries that stay together turn round.
func (d *dict) grow() {
	old := d.first
	d.first = make([]uint32, 2*len(old))
	for _, n := range old {
		for n != 0 {
			id := n - 1
			n = d.next[id]
			d.push(id)
		}
	}
}

func (d *dict) remove(id uint32) {
	at := d.bucket(id)
	for *at != id+1 {
		at = &d.next[*at-1]
	}
	*at = d.next[id]
	d.used--
}

// some puts as many entries as there are, but at most len(out), into out, and
// gives how many (dictGetSomeKeys): those of one bucket and of the next ones. Of
// the last chain each has the same chance.
func (d *dict) some(out []uint32) int {
	want, found, empty := min(len(out), d.used), 0, 0
	at := d.lot()
	for steps := 10 * want; steps > 0 && found < want; steps-- {
		n := d.first[at]
		if n != 0 {
			empty = 0
		} else if empty++; empty >= 5 && empty > want {
			at, empty = d.lot(), 0
		}
		for ; n != 0; n = d.next[n-1] {
			if found < want {
				out[found] = n - 1
			} else if i := d.rng.IntN(found + 1); i < want {
				out[i] = n - 1
			}
			found++
		}
		at = (at + 1) & (len(d.first) - 1)
	}
	return min(found, want)
}

// any gives an entry of any bucket that has one (dictGetRandomKey): one that is
// alone in its bucket comes more often.
func (d *dict) any() uint32 {
	at := d.lot()
	for d.first[at] == 0 {
		at = d.lot()
	}
	length := 0
	for n := d.first[at]; n != 0; n = d.next[n-1] {
		length++
	}
	id := d.first[at] - 1
	for range d.rng.IntN(length) {
		id = d.next[id] - 1
	}
	return id
}

// lot draws a bucket.
func (d *dict) lot() int {
	return int(d.rng.Uint64() >> (64 - bits.Len(uint(len(d.first)-1))))
}
