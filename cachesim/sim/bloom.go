package sim

import (
	"math"
	"math/bits"
)

// bloom is a counting Bloom filter with the sizes and hashes of libCacheSim's,
// so that both count the same: 14.4 counters an entry and ten hashes, for one
// error in a thousand. It counts a command under its number from 1.
type bloom struct {
	counters []uint32
	inverse  uint64 // of their number, for remainders
}

const bloomHashes = 10

func newBloom(entries int) bloom {
	perEntry := -math.Log(0.001) / (math.Ln2 * math.Ln2)
	n := int(math.Ceil(perEntry * float64(entries)))
	if n < bloomHashes {
		n = 2 * bloomHashes
	}
	return bloom{make([]uint32, n), ^uint64(0)/uint64(n) + 1}
}

// add counts a command once more.
func (b bloom) add(id uint32) {
	at, step := bloomHash(id)
	for range bloomHashes {
		b.counters[b.place(at)]++
		at += step
	}
}

// count is how often a command was added, or a little more.
func (b bloom) count(id uint32) uint32 {
	least := ^uint32(0)
	at, step := bloomHash(id)
	for range bloomHashes {
		least = min(least, b.counters[b.place(at)])
		at += step
	}
	return least
}

// age halves all counters.
func (b bloom) age() {
	for i := range b.counters {
		b.counters[i] >>= 1
	}
}

// place is the remainder of a hash by the number of counters, without a division:
// Lemire, Kaser and Kurz, "Faster remainder by direct computation" (2019).
func (b bloom) place(hash uint32) uint64 {
	place, _ := bits.Mul64(b.inverse*uint64(hash), uint64(len(b.counters)))
	return place
}

func bloomHash(id uint32) (at, step uint32) {
	n := uint64(id) + 1
	return uint32(xxh64(n, 0x12345678)), uint32(xxh64(n, 0x12344321))
}

// xxh64 is XXH64 of a number's eight bytes.
func xxh64(n, seed uint64) uint64 {
	const p1, p2, p3, p4, p5 = 0x9e3779b185ebca87, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, 0x85ebca77c2b2ae63, 0x27d4eb2f165667c5
	h := seed + p5 + 8
	h ^= bits.RotateLeft64(n*p2, 31) * p1
	h = bits.RotateLeft64(h, 27)*p1 + p4
	h = (h ^ h>>33) * p2
	h = (h ^ h>>29) * p3
	return h ^ h>>32
}
