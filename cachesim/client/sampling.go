package client

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/vkcheck/vkcheck/cachesim/intern"
)

// Sampling says which commands of a trace are kept, by their hash: all lookups
// and drops of a command, or none of them. The zero value keeps all.
//
// It is the spatially hashed sampling of Waldspurger, Park, Garthwaite and
// Ahmad, "Efficient MRC Construction with SHARDS" (FAST 2015), for whatever
// policy: a cache of a hundredth of the size behaves towards a hundredth of the
// commands as the whole one does towards all.
type Sampling struct {
	// Rate is the share of the commands that is kept, above 0 and at most 1; 0
	// means 1.
	Rate float64
	// Keys is how many commands are kept at most: the rate is halved as often
	// as is needed for that. 0 means no bound.
	Keys int
	// Memory bounds, in bytes, what reading and replaying take by estimate; the
	// rate is halved as often as is needed. 0 means no bound.
	Memory uint64
	// Part and Parts keep one of several partitions of the commands, from 1; 0
	// and 0 mean all. Rate and its bounds apply inside the partition.
	Part, Parts int
	// Seed chooses the sample, and the partitions: the parts of a run must have
	// the same one.
	Seed uint64
}

// Check says what is wrong with the options.
func (s Sampling) Check() error {
	switch {
	case !(s.Rate >= 0 && s.Rate <= 1): // nor NaN
		return fmt.Errorf("sampling rate %v: want more than 0, and at most 1", s.Rate)
	case s.Keys < 0:
		return fmt.Errorf("sample of %d commands: want at least 1", s.Keys)
	case s.Parts == 0 && s.Part == 0:
		return nil
	case s.Part < 1 || s.Part > s.Parts:
		return fmt.Errorf("part %d of %d: want 1 to the number of parts", s.Part, s.Parts)
	}
	return nil
}

// chooses says whether some commands may be left out.
func (s Sampling) chooses() bool {
	return s.Rate > 0 && s.Rate < 1 || s.Keys > 0 || s.Memory > 0 || s.Parts > 1
}

// Sampled is what a sample is of.
type Sampled struct {
	// Rate is the share of the partition's commands that was kept; 1 for all.
	Rate float64
	// Part and Parts are the partition, 1 of 1 where there is only one.
	Part, Parts int
	// Lookups counts the lookups in the partition, kept or not.
	Lookups uint64
	// Bytes is what those are about, where they are weighed.
	Bytes uint64
}

// Share is what a cache must be scaled by to stand for the whole one.
func (s Sampled) Share() float64 { return s.Rate / float64(s.Parts) }

// sampler decides about commands. A hash is spread over the partitions; what is
// left of it is the place inside the partition, and the sample is what has a
// low place.
type sampler struct {
	part, parts uint64
	highest     uint64 // the highest place that is kept
	lookups     uint64 // seen in the partition
	bytes       uint64 // that they are about
	written     uint64 // keys written, in the partition
	kept        uint64 // of them
}

func newSampler(s Sampling) sampler {
	parts := max(s.Parts, 1)
	p := sampler{part: uint64(max(s.Part, 1) - 1), parts: uint64(parts), highest: math.MaxUint64}
	if s.Rate > 0 && s.Rate < 1 {
		p.highest = uint64(s.Rate * (1 << 64))
	}
	return p
}

// place gives where a hash is in the partition, if it is in it.
func (s *sampler) place(hash uint64) (place uint64, in bool) {
	part, place := bits.Mul64(hash, s.parts)
	return place, part == s.part
}

// within says whether what was in the sample is still in it.
func (s *sampler) within(_ uint32, hash uint64) bool {
	place, _ := s.place(hash)
	return place <= s.highest
}

// takes counts a lookup of a command by its hash, and what it weighs, and says
// whether it is kept.
func (s *sampler) takes(hash uint64, weight uint32) bool {
	place, in := s.place(hash)
	if in {
		s.lookups++
		s.bytes += uint64(weight)
	}
	return in && place <= s.highest
}

// keeps says whether a command is in the sample.
func (s *sampler) keeps(tag intern.Tag) bool {
	place, in := s.place(tag.Hash())
	return in && place <= s.highest
}

// writes counts a write of a key, and says whether the key is in the sample.
func (s *sampler) writes(tag intern.Tag) bool {
	place, in := s.place(tag.Hash())
	if !in {
		return false
	}
	s.written++
	if place > s.highest {
		return false
	}
	s.kept++
	return true
}

// perWrite is how many writes one of the sample stands for. A key that is written
// all the time is in the sample or not, and makes more of a difference than others:
// here, and in the number of messages that it causes.
func (s *sampler) perWrite() float64 {
	if s.kept == 0 {
		return 1 / s.rate()
	}
	return float64(s.written) / float64(s.kept)
}

// rate is the share of the partition that is kept.
func (s *sampler) rate() float64 { return (float64(s.highest) + 1) / (1 << 64) }

// sampled tells what the sample is of.
func (s *sampler) sampled() Sampled {
	return Sampled{Rate: s.rate(), Part: int(s.part) + 1, Parts: int(s.parts), Lookups: s.lookups, Bytes: s.bytes}
}

// shrink halves the sample of a builder: what is over it forgets as if it had
// never been kept.
func (b *Builder) shrink() {
	b.sampler.highest /= 2
	b.sampler.kept /= 2
	commands := b.commands.Keep(b.sampler.within)
	b.pending.keepCommands(commands)
	b.remembered.keep(&b.sampler)
	b.pending.keepKeys(b.keys.Keep(func(key uint32, _ uint64) bool { return b.pending.names(key) }))
	b.events.Keep(commands)
	b.databases.keep(commands)
	if b.expires() && b.keysAreSampled() {
		b.lifetimes.keep(b.sampler.keeps)
	}
	if b.texts != nil {
		b.texts.keep(commands)
	}
}
