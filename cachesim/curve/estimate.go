package curve

import (
	"math"
	"slices"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// estimate is what the curve of a sample is scaled by.
type estimate struct {
	lookups uint64  // in the sample
	rate    float64 // of the lookups
	share   float64 // of the cache
}

// Estimate takes the curve for that of a sample of so many requests: rate is
// the share of the commands that it holds, and share what a cache is scaled by,
// which is less where the requests are those of one partition.
//
// The misses are scaled, not the ratio (SHARDS-adj).
func (c Curve) Estimate(requests uint64, rate, share float64) Curve {
	return Curve{Requests: requests, hits: c.hits, sample: &estimate{lookups: c.Requests, rate: rate, share: share}}
}

// ratio is the hit ratio that the curve of a sample stands for.
func (e *estimate) ratio(c *Curve, size int) float64 {
	at := max(0, min(float64(size)*e.share, float64(len(c.hits)-1)))
	below := int(at)
	hits := float64(c.hits[below])
	if below+1 < len(c.hits) {
		hits += (at - float64(below)) * float64(c.hits[below+1]-c.hits[below])
	}
	misses := float64(e.lookups) - hits
	return max(0, min(1, 1-misses/(e.rate*float64(c.Requests))))
}

// groups is how many parts of a sample are compared to find its error.
const (
	groupBits = 6
	groups    = 1 << groupBits
)

// Room is how many entries of a sample a cache has room for, with the standard
// error of that.
type Room struct{ Entries, Error float64 }

// Errors gives the standard error of the hit ratio of a sample in each room; rate
// is the share of the lookups that it holds of so many requests. Two things make
// it: which commands are in the sample, seen from how much the misses of its parts
// differ; and the error of the room.
func Errors(ev *sim.Events, rooms []Room, requests uint64, rate float64) []float64 {
	out := make([]float64, len(rooms))
	if requests == 0 || len(rooms) == 0 {
		return out
	}
	var bounds []int // each room between those that are an error away
	for _, r := range rooms {
		bounds = append(bounds, max(1, int(r.Entries-r.Error)), max(1, int(math.Round(r.Entries))), int(r.Entries+r.Error)+1)
	}
	misses := missesBy(ev, bounds)
	scale := 1 / (rate * float64(requests))
	for i := range out {
		low, at, high := misses[3*i], misses[3*i+1], misses[3*i+2]
		slope := (sum(low) - sum(high)) / 2
		out[i] = scale * math.Sqrt((1-rate)*groups*variance(at)+slope*slope)
	}
	return out
}

// group draws a group for a command. It has to be by lot: how many commands are
// in the sample is a part of the error, so that the groups may not be of one
// size.
func group(id uint32) uint32 {
	z := (uint64(id) + 1) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>32) * 0x94d049bb133111eb
	return uint32(z >> (64 - groupBits))
}

// missesBy counts the misses at each size by group of commands.
func missesBy(ev *sim.Events, sizes []int) [][groups]float64 {
	sorted := slices.Clone(sizes)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	by := make([][groups]float64, len(sorted)+1) // by the first size that hits
	newStack(ev.Commands()).replay(ev, func(id uint32, depth int) {
		first := len(sorted)
		if depth > 0 {
			first, _ = slices.BinarySearch(sorted, depth)
		}
		by[first][group(id)]++
	})
	for i := len(sorted) - 1; i > 0; i-- {
		for g := range groups {
			by[i][g] += by[i+1][g]
		}
	}
	out := make([][groups]float64, len(sizes))
	for i, size := range sizes {
		at, _ := slices.BinarySearch(sorted, size)
		out[i] = by[at+1]
	}
	return out
}

func sum(values [groups]float64) (total float64) {
	for _, v := range values {
		total += v
	}
	return total
}

func variance(values [groups]float64) (v float64) {
	mean := sum(values) / groups
	for _, x := range values {
		v += (x - mean) * (x - mean)
	}
	return v / (groups - 1)
}
