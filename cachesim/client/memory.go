package client

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/vkcheck/vkcheck/cachesim/sim"
)

// Limits bound a trace. They are there for machines; tests lower them.
type Limits struct {
	// Memory is how many bytes there are for reading and replaying; 0 means
	// that nobody knows.
	Memory uint64
	// Events is how many lookups and drops can be numbered, and how many keys;
	// 0 means as many as fit 32 bits.
	Events uint64
}

// ErrMemory says that a trace needs more memory than there is. It comes while
// there is still enough.
var ErrMemory = errors.New("more memory needed than there is")

// What a trace takes, in bytes, by measurement: arrays grow by a quarter and
// are copied then; a table of tags is from three eighths to three quarters full.
const (
	baseBytes       = 36 << 20
	eventBytes      = 13 // an id with its reserve, and the next lookup for belady
	opBytes         = 2
	timeBytes       = 18
	weightBytes     = 5
	commandBytes    = 64  // tag, and the tables while they double
	keyBytes        = 96  // tag, list of commands
	rememberedBytes = 64  // the same without a list
	nameBytes       = 200 // a key of some length, and the map that finds it
	addressBytes    = 90  // of a client, and the map that finds it
	lifeBytes       = 160 // a key that expires: 95 to 125, and the map and the queue while they grow
	dueBytes        = 10
	replayBytes     = 60 // by command, for each goroutine that replays
	removedBytes    = 60 // the same, more, where entries leave by writes or by time
)

// need estimates the memory that reading so far and replaying it take.
func (b *Builder) need() uint64 {
	event := uint64(eventBytes)
	if b.events.Drops() {
		event += opBytes
	}
	if b.events.Weighed() {
		event += weightBytes
	}
	if b.events.Timed() {
		event += timeBytes
	}
	command := uint64(commandBytes + replayBytes*runtime.GOMAXPROCS(0))
	if b.events.Drops() || b.events.Timed() {
		command += uint64(removedBytes * runtime.GOMAXPROCS(0))
	}
	if b.texts != nil {
		command += nameBytes
	}
	return baseBytes + event*uint64(b.events.Len()) + dueBytes*uint64(len(b.events.Dues())) +
		command*uint64(b.commands.Len()) + keyBytes*uint64(b.keys.Len()) + b.remembered.bytes() + b.lifetimes.bytes() + b.connections.bytes()
}

// fixed is the larger part of what no sample makes less, and what takes it.
func (b *Builder) fixed() (bytes uint64, what string) {
	bytes, what = b.connections.bytes(), "addresses of clients"
	if lives := b.lifetimes.bytes(); lives > bytes && !b.keysAreSampled() {
		return lives, "lifetimes of keys"
	}
	return bytes, what
}

// fit makes the sample as small as it has to be, or says that it cannot be.
func (b *Builder) fit() error {
	if need, what := b.fixed(); b.sampling.Memory > 0 && need > b.sampling.Memory/2 {
		return fmt.Errorf("%w: %d MB for the %s, whatever the sample, of %d MB", ErrMemory, need>>20, what, b.sampling.Memory>>20)
	}
	for b.sampling.Keys > 0 && b.commands.Len() > b.sampling.Keys ||
		b.sampling.Memory > 0 && b.need() > b.sampling.Memory && b.commands.Len() > 1 {
		b.shrink()
	}
	if b.limits.Events > 0 && max(uint64(b.events.Len()), uint64(b.keys.Len())) > b.limits.Events {
		return sim.ErrTooMany
	}
	if need := b.need(); b.limits.Memory > 0 && need > b.limits.Memory {
		return fmt.Errorf("%w: %d MB for the first %d requests, of %d MB", ErrMemory, need>>20, b.sum.Requests, b.limits.Memory>>20)
	}
	return nil
}
