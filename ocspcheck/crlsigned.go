package ocspcheck

import (
	"crypto"
	"hash"
	"io"
)

// signedPart sees what was signed as it passes, and gives what its signature
// is verified against. sum is called at the end, and also after an error.
type signedPart interface {
	io.Writer // never fails
	sum() []byte
}

// hashedPart is hashed.
type hashedPart struct{ hash.Hash }

func (h hashedPart) sum() []byte { return h.Sum(nil) }

// hashedAside is hashed by a goroutine of its own: hashing a large CRL takes
// as long as reading it, and neither need wait for the other.
type hashedAside struct {
	free, full chan []byte
	hashed     chan []byte // gets the hash
}

// pieces are how many may wait to be hashed.
const pieces = 4

func newHashedAside(h hash.Hash) *hashedAside {
	a := &hashedAside{
		free:   make(chan []byte, pieces),
		full:   make(chan []byte, pieces),
		hashed: make(chan []byte),
	}
	for range pieces {
		a.free <- nil
	}
	go func() {
		for piece := range a.full {
			h.Write(piece)
			a.free <- piece
		}
		a.hashed <- h.Sum(nil)
	}()
	return a
}

func (a *hashedAside) Write(p []byte) (int, error) {
	a.full <- append((<-a.free)[:0], p...)
	return len(p), nil
}

func (a *hashedAside) sum() []byte {
	close(a.full)
	return <-a.hashed
}

// newHashedPart hashes so many bytes, aside where it pays.
func newHashedPart(h crypto.Hash, length int) signedPart {
	if length > windowSize {
		return newHashedAside(h.New())
	}
	return hashedPart{h.New()}
}

// signedBytes is a buffer for so many bytes, for algorithms that hash
// nothing. It takes memory as they arrive, so that a length alone costs
// nothing, and never more than a quarter above the length.
type signedBytes struct {
	bytes  []byte
	length int
}

func (b *signedBytes) Write(p []byte) (int, error) {
	if need := len(b.bytes) + len(p); need > cap(b.bytes) {
		b.bytes = append(make([]byte, 0, max(need, min(4*need, b.length))), b.bytes...)
	}
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}

func (b *signedBytes) sum() []byte { return b.bytes }
