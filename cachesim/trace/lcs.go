package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// libCacheSim's lcs: a header between two magics, and records. The header of
// today (lcs.h, 8192 bytes) has a version, from 1 to 8, that says what records
// hold, and so has that of 2024 (1024 bytes); that of 2023, as long, describes the
// fields as Python's struct does.

const (
	lcsMagic     = "\xf0\xde\xbc\x9a\x78\x56\x34\x12"
	lcsHeader    = 8192
	lcsOldHeader = 1024
	lcsLast      = 8 // version
	wantLCS      = "a record of libCacheSim"
)

func isLCS(head sample) bool { return lcsHeaderLength(head.data) > 0 }

// lcsHeaderLength finds the second magic, 0 for none.
func lcsHeaderLength(data []byte) int {
	if !bytes.HasPrefix(data, []byte(lcsMagic)) {
		return 0
	}
	for _, n := range []int{lcsOldHeader, lcsHeader} {
		if len(data) >= n && string(data[n-8:n]) == lcsMagic {
			return n
		}
	}
	return 0
}

// layout says at which byte of a record a field stands, with its width; the
// width 0 is no field.
type layout struct {
	length                  int
	time, id, size, op, ttl place
}

type place struct{ at, width int }

// get reads a little-endian number.
func (p place) get(record []byte) (v uint64) {
	for i := p.width - 1; i >= 0; i-- {
		v = v<<8 | uint64(record[p.at+i])
	}
	return v
}

// startLCS reads the header.
func startLCS(s *Stream, head sample) (reader, error) {
	fault := func(err error) error {
		return &Error{Code: CodeMalformed, File: s.name, Offset: 1, Err: err, Want: "libCacheSim's header"}
	}
	n := lcsHeaderLength(head.data)
	if n == 0 {
		return nil, fault(errors.New("no header"))
	}
	header := make([]byte, n)
	if _, err := io.ReadFull(s.in, header); err != nil {
		return nil, s.readError(err)
	}
	version := binary.LittleEndian.Uint64(header[8:])
	l, err := lcsVersion(version)
	if n == lcsOldHeader && version > lcsLast { // these are letters
		l, err = lcsStruct(header)
	}
	if err != nil {
		return nil, fault(err)
	}
	return &records{s: s, length: l.length, offset: int64(n), decode: l.decode}, nil
}

// lcsVersion gives the layout of a version.
func lcsVersion(version uint64) (layout, error) {
	l := layout{time: place{0, 4}, id: place{4, 8}, size: place{12, 4}}
	switch {
	case version == 1:
		l.length = 24
	case version == 2:
		l.length, l.op = 28, place{16, 1}
	case version >= 3 && version <= lcsLast:
		features := []int{0, 1, 2, 4, 8, 16}[version-3]
		l.length = 36 + 4*features
		l.size, l.op, l.ttl = place{12, 8}, place{20, 1}, place{24, 4}
	default:
		return l, fmt.Errorf("version %d, not 1 to 8", version)
	}
	return l, nil
}

// structWidths are the widths of Python's letters; of f and d no field that we read
// may be.
var structWidths = map[byte]int{'c': 1, 'b': 1, 'B': 1, 'h': 2, 'H': 2, 'i': 4, 'I': 4, 'q': 8, 'Q': 8, 'f': 4, 'd': 8}

// lcsStruct reads the layout from the old header: letters, and which of them is
// which field, from 1.
func lcsStruct(header []byte) (l layout, err error) {
	const letters, fields = 8, 248
	var places []place
	format, _, _ := bytes.Cut(header[letters:fields], []byte{0})
	format = bytes.TrimPrefix(format, []byte("<"))
	for _, c := range format {
		width := structWidths[c]
		if width == 0 {
			return l, fmt.Errorf("a field of type %q", c)
		}
		places = append(places, place{l.length, width})
		l.length += width
	}
	for i, to := range []*place{&l.id, &l.size, &l.time, nil, nil, &l.op, &l.ttl} {
		n := int(header[fields+i])
		if n > len(places) {
			return l, fmt.Errorf("no field %d", n)
		}
		if to == nil || n == 0 {
			continue
		}
		if c := format[n-1]; c == 'f' || c == 'd' {
			return l, fmt.Errorf("field %d of type %q, and no integer", n, c)
		}
		*to = places[n-1]
	}
	if l.id.width == 0 || l.length < maxDigits {
		return l, errors.New("no object, or records that are too short")
	}
	return l, nil
}

func (l *layout) decode(b *Block, at uint32, _ int64) error {
	record := b.data[at:][:l.length]
	if l.op.width > 0 {
		op, err := numberedOp(byte(l.op.get(record)))
		if err != nil {
			return err
		}
		b.Op = append(b.Op, op)
	}
	if l.time.width > 0 {
		b.Time = append(b.Time, int64(uint32(l.time.get(record)))*1e9)
	}
	if l.size.width > 0 {
		b.Size = append(b.Size, max(0, int64(l.size.get(record))))
	}
	if l.ttl.width > 0 {
		b.TTL = append(b.TTL, int64(uint32(l.ttl.get(record)))*1e9)
	}
	b.number(at, l.id.get(record))
	return nil
}
