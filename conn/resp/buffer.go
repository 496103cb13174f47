package resp

import (
	"bytes"
	"io"
	"slices"
)

const (
	bufferSize = 4 << 10  // what a reader begins with: it doubles as long as reads fill it
	lineMax    = 64 << 10 // the longest line but for a simple string, and so the largest buffer
	firstText  = 64 << 10 // room made for a text before any of it has arrived
	emptyReads = 100      // reads without bytes or error before giving up, as in bufio
)

// buffer holds what has arrived and was not yet parsed: buf[r:w].
type buffer struct {
	src  io.Reader
	buf  []byte
	r, w int
	full bool // the last read filled it: more is waiting

	simpleMax int64 // bytes of a simple string, in which MONITOR sends commands of any size
}

// fill reads at least one byte more, making room where there is none.
func (b *buffer) fill() error {
	if b.r > 0 {
		b.w = copy(b.buf, b.buf[b.r:b.w])
		b.r = 0
	}
	if b.w == len(b.buf) || b.full && len(b.buf) < lineMax {
		grown := make([]byte, max(bufferSize, 2*len(b.buf)))
		copy(grown, b.buf[:b.w])
		b.buf = grown
	}
	n, err := b.read(b.buf[b.w:])
	b.w += n
	b.full = b.w == len(b.buf)
	return err
}

// read reads at least one byte, or gives an error.
func (b *buffer) read(p []byte) (int, error) {
	for range emptyReads {
		n, err := b.src.Read(p)
		if n > 0 {
			return n, nil // an error with bytes comes again with the next read
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// line returns the next line without its CRLF. It is valid until the next
// call.
func (b *buffer) line() ([]byte, error) {
	seen := 0
	for {
		if i := bytes.IndexByte(b.buf[b.r+seen:b.w], '\n'); i >= 0 {
			end := b.r + seen + i
			line := b.buf[b.r:end]
			b.r = end + 1
			if len(line) == 0 || line[len(line)-1] != '\r' {
				return nil, &ProtocolError{Reason: "a line ends without CRLF", Line: quote(line)}
			}
			return line[:len(line)-1], nil
		}
		seen = b.w - b.r
		most := int64(lineMax)
		if seen > 0 && b.buf[b.r] == byte(SimpleString) {
			most = max(most, b.simpleMax)
		}
		if int64(seen) >= most {
			return nil, &LimitError{What: "line", Max: most}
		}
		if err := b.fill(); err != nil {
			return nil, err
		}
	}
}

// text appends the next n bytes to dst and takes the CRLF after them. Memory
// grows with what has arrived, not with n.
func (b *buffer) text(dst []byte, n int64) ([]byte, error) {
	if int64(cap(dst)-len(dst)) < n {
		dst = slices.Grow(dst, int(min(n, firstText)))
	}
	for {
		k := int(min(n, int64(b.w-b.r)))
		dst = append(dst, b.buf[b.r:b.r+k]...)
		b.r += k
		n -= int64(k)
		if n == 0 {
			return dst, b.crlf()
		}
		if n < bufferSize { // what follows the text comes along
			if err := b.fill(); err != nil {
				return nil, err
			}
			continue
		}
		if cap(dst) == len(dst) {
			dst = slices.Grow(dst, int(min(n, int64(len(dst)))))
		}
		got, err := b.read(dst[len(dst):min(int64(cap(dst)), int64(len(dst))+n)])
		if err != nil {
			return nil, err
		}
		dst = dst[:len(dst)+got]
		n -= int64(got)
	}
}

func (b *buffer) crlf() error {
	for b.w-b.r < 2 {
		if err := b.fill(); err != nil {
			return err
		}
	}
	if b.buf[b.r] != '\r' || b.buf[b.r+1] != '\n' {
		return &ProtocolError{Reason: "a string does not end with CRLF", Line: quote(b.buf[b.r : b.r+2])}
	}
	b.r += 2
	return nil
}
