package resp

import (
	"bytes"
	"io"
	"strings"
)

const (
	bufferSize = 16 << 10 // what a reader begins with
	lineMax    = 64 << 10 // the longest line, and so the largest buffer
	emptyReads = 100      // reads without bytes or error before giving up, as in bufio
)

// buffer holds what has arrived and was not yet parsed: buf[r:w].
type buffer struct {
	src  io.Reader
	buf  []byte
	r, w int
}

// fill reads at least one byte more, making room where there is none.
func (b *buffer) fill() error {
	switch {
	case b.r == b.w:
		b.r, b.w = 0, 0
	case b.w == len(b.buf) && b.r > 0:
		b.w = copy(b.buf, b.buf[b.r:b.w])
		b.r = 0
	}
	if b.w == len(b.buf) {
		grown := make([]byte, max(bufferSize, 2*len(b.buf)))
		b.w = copy(grown, b.buf[:b.w])
		b.buf = grown
	}
	for range emptyReads {
		n, err := b.src.Read(b.buf[b.w:])
		b.w += n
		if n > 0 {
			return nil // an error with bytes comes again with the next read
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
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
		if seen >= lineMax {
			return nil, &LimitError{What: "line", Max: lineMax}
		}
		if err := b.fill(); err != nil {
			return nil, err
		}
	}
}

// text returns the next n bytes as a string and takes the CRLF after them.
// Memory grows with what has arrived, not with n.
func (b *buffer) text(n int64) (string, error) {
	if int64(b.w-b.r) < n {
		return b.longText(n)
	}
	end := b.r + int(n)
	s := string(b.buf[b.r:end])
	b.r = end
	return s, b.crlf()
}

func (b *buffer) longText(n int64) (string, error) {
	var s strings.Builder
	for {
		have := b.buf[b.r:min(int64(b.w), int64(b.r)+n-int64(s.Len()))]
		if s.Cap()-s.Len() < len(have) {
			s.Grow(int(min(n-int64(s.Len()), int64(max(s.Len(), bufferSize)))))
		}
		s.Write(have)
		b.r += len(have)
		if int64(s.Len()) == n {
			return s.String(), b.crlf()
		}
		if err := b.fill(); err != nil {
			return "", err
		}
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
