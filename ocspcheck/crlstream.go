package ocspcheck

import (
	"errors"
	"io"

	der "golang.org/x/crypto/cryptobyte/asn1"
)

// windowSize bounds every element of a CRL but the lists that hold them.
const windowSize = 64 << 10

// derStream reads DER through a window of fixed size, so that a CRL of any
// length costs no more memory than that. What was signed is handed on as it
// passes.
type derStream struct {
	source   io.Reader
	window   []byte
	from, to int   // unread: window[from:to]
	offset   int64 // of window[0] in the stream
	err      error // what the source said last

	signing bool       // what is read was signed
	signed  signedPart // gets it; nil as long as nobody knows how it was signed
	handed  int        // what comes before in the window is no longer needed
}

func newDERStream(source io.Reader) *derStream {
	return &derStream{source: source, window: make([]byte, windowSize)}
}

func (s *derStream) position() int64 { return s.offset + int64(s.from) }

// need makes n unread bytes available, or says that it cannot.
func (s *derStream) need(n int) bool {
	if s.to-s.from >= n {
		return true
	}
	s.handOver()
	if n > len(s.window)-(s.from-s.handed) || s.err != nil {
		return false
	}
	s.to = copy(s.window, s.window[s.handed:s.to])
	s.offset += int64(s.handed)
	s.from -= s.handed
	s.handed = 0
	read, err := io.ReadAtLeast(s.source, s.window[s.to:], s.from+n-s.to)
	s.to += read
	s.err = err
	return err == nil
}

// handOver gives on what was read, and keeps it as long as it has nobody to
// give it to.
func (s *derStream) handOver() {
	switch {
	case !s.signing:
		s.handed = s.from
	case s.signed != nil:
		_, _ = s.signed.Write(s.window[s.handed:s.from])
		s.handed = s.from
	}
}

// beginSigned says that the next element is what was signed, endSigned that
// it has been read.
func (s *derStream) beginSigned() {
	s.handOver()
	s.signing = true
}

func (s *derStream) endSigned() {
	s.handOver()
	s.signing = false
}

// atEnd says whether the source has no more bytes.
func (s *derStream) atEnd() bool { return !s.need(1) && errors.Is(s.err, io.EOF) }

// tag is that of the next element, 0 at the end.
func (s *derStream) tag(end int64) der.Tag {
	if s.position() >= end || !s.need(1) {
		return 0
	}
	return der.Tag(s.window[s.from])
}

// header measures the next element's tag and length, which must be minimal
// (X.690 10.1), without reading on.
func (s *derStream) header(tag der.Tag) (size, length int, ok bool) {
	if !s.need(2) || der.Tag(s.window[s.from]) != tag {
		return 0, 0, false
	}
	first := s.window[s.from+1]
	if first < 0x80 {
		return 2, int(first), true
	}
	octets := int(first & 0x7f)
	if octets == 0 || octets > 4 || !s.need(2+octets) {
		return 0, 0, false
	}
	value := uint32(0)
	for _, b := range s.window[s.from+2 : s.from+2+octets] {
		value = value<<8 | uint32(b)
	}
	if value < 0x80 || value>>(8*(octets-1)) == 0 || value > maxCRLSize {
		return 0, 0, false
	}
	return 2 + octets, int(value), true
}

// enter reads the header of a SEQUENCE and gives the position of its end, which
// must not lie beyond limit.
func (s *derStream) enter(limit int64) (end int64, ok bool) {
	size, length, ok := s.header(der.SEQUENCE)
	if !ok {
		return 0, false
	}
	s.from += size
	end = s.position() + int64(length)
	return end, end <= limit
}

// shortSequence is element for a SEQUENCE, and quicker for one of less than
// 128 bytes: a large CRL has a million of them.
func (s *derStream) shortSequence() (content []byte, ok bool) {
	if unread := s.window[s.from:s.to]; len(unread) > 1 && unread[0] == byte(der.SEQUENCE) && unread[1] < 0x80 {
		if end := 2 + int(unread[1]); end <= len(unread) {
			s.from += end
			return unread[2:end], true
		}
	}
	_, content, ok = s.element(der.SEQUENCE)
	return content, ok
}

// element reads a whole element and gives it with and without its header.
// Both are valid until the next read.
func (s *derStream) element(tag der.Tag) (whole, content []byte, ok bool) {
	size, length, ok := s.header(tag)
	if !ok || !s.need(size+length) {
		return nil, nil, false
	}
	whole = s.window[s.from : s.from+size+length]
	s.from += size + length
	return whole, whole[size:], true
}
