package localcache

import "hash/maphash"

// table finds entries by their commands. It hashes a command once for all that
// is done with it, and takes an entry out without looking at its command: a map
// would hash it three times for a reply that is stored and once more for the
// one that makes room.
//
// It is a hash table with open addressing: an entry stands in the first free
// slot from the one that its hash names.
type table struct {
	slots []slot // a power of two, half of them free at least
	count int
	seed  maphash.Seed
}

type slot struct {
	hash  uint64
	entry *entry // nil where it is free
}

func newTable() table { return table{slots: make([]slot, 16), seed: maphash.MakeSeed()} }

func (t *table) hash(command string) uint64 { return maphash.String(t.seed, command) }

// find gives the entry of a command, or nil.
func (t *table) find(hash uint64, command string) *entry {
	for i := t.first(hash); t.slots[i].entry != nil; i = t.after(i) {
		if s := &t.slots[i]; s.hash == hash && s.entry.command == command {
			return s.entry
		}
	}
	return nil
}

// findBytes is find for a command held as bytes.
func (t *table) findBytes(command []byte) *entry {
	hash := maphash.Bytes(t.seed, command)
	for i := t.first(hash); t.slots[i].entry != nil; i = t.after(i) {
		if s := &t.slots[i]; s.hash == hash && s.entry.command == string(command) {
			return s.entry
		}
	}
	return nil
}

// insert puts an entry in that is not there, with its hash.
func (t *table) insert(e *entry) {
	if 2*t.count >= len(t.slots) {
		old := t.slots
		t.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.entry != nil {
				t.put(s)
			}
		}
	}
	t.put(slot{e.hash, e})
	t.count++
}

func (t *table) put(s slot) {
	i := t.first(s.hash)
	for t.slots[i].entry != nil {
		i = t.after(i)
	}
	t.slots[i] = s
}

// remove takes out an entry that is there, and moves those behind it up that
// could not stand in its slot.
func (t *table) remove(e *entry) {
	i := t.first(e.hash)
	for t.slots[i].entry != e {
		i = t.after(i)
	}
	for j := t.after(i); t.slots[j].entry != nil; j = t.after(j) {
		if home := t.first(t.slots[j].hash); (j-home)&t.mask() >= (j-i)&t.mask() {
			t.slots[i] = t.slots[j]
			i = j
		}
	}
	t.slots[i] = slot{}
	t.count--
}

func (t *table) mask() uint64             { return uint64(len(t.slots) - 1) }
func (t *table) first(hash uint64) uint64 { return hash & t.mask() }
func (t *table) after(i uint64) uint64    { return (i + 1) & t.mask() }
