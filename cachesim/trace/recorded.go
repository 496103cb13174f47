package trace

import (
	"bufio"
	"bytes"
	"encoding/binary"
	hexadecimal "encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

func isRecording(head sample) bool { return bytes.HasPrefix(head.data, []byte(recordingMagic)) }

// recorded reads recordings.
type recorded struct {
	s        *Stream
	in       *bufio.Reader
	offset   int64
	requests uint64
	filler   span // of the block: what stands for masked arguments
}

func startRecording(s *Stream, _ sample) (reader, error) {
	r := &recorded{s: s, in: bufio.NewReaderSize(s.in, recordingLine)}
	line, err := r.line()
	if err != nil {
		return nil, r.broken(errHeader)
	}
	var h RecordingHeader
	if !bytes.HasPrefix(line, []byte(recordingMagic)) || json.Unmarshal(line[len(recordingMagic):], &h) != nil {
		return nil, r.broken(errHeader)
	}
	if h.Version != RecordingVersion {
		return nil, &Error{Code: CodeNotRecognised, File: s.name, Err: fmt.Errorf("a recording of version %d", h.Version), Want: fmt.Sprintf("version %d", RecordingVersion)}
	}
	s.secret = h.Secret
	return r, nil
}

// next gives the requests of a chunk. A recording that was killed ends with its
// last whole chunk.
func (r *recorded) next(b *Block) error {
	var length [lengthBytes]byte
	if _, err := io.ReadFull(r.in, length[:]); err != nil {
		return r.fault(err)
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n == 0 {
		return r.end()
	}
	if uint64(n) > uint64(r.s.format.maxLine) {
		return &Error{Code: CodeLineTooLong, File: r.s.name, Offset: r.offset + 1, Err: fmt.Errorf("a chunk of %d bytes, more than %d", n, r.s.format.maxLine)}
	}
	if err := r.chunk(b, int(n)); err != nil {
		return r.fault(err)
	}
	if err := r.records(b); err != nil {
		b.reset() // the last request may lack a part
		return r.broken(err)
	}
	r.offset += lengthBytes + int64(n)
	return nil
}

// chunk reads n bytes into the block, which gets no more room than bytes come.
func (r *recorded) chunk(b *Block, n int) error {
	b.data, r.filler = b.data[:0], span{}
	for len(b.data) < n {
		kept := len(b.data)
		part := min(n-kept, max(blockData, kept))
		b.data = grow(b.data, kept+part)[:kept+part]
		if _, err := io.ReadFull(r.in, b.data[kept:]); err != nil {
			return err
		}
	}
	return nil
}

// end reads the trailer.
func (r *recorded) end() error {
	line, err := r.line()
	var t RecordingTrailer
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return r.broken(errTrailer)
	case err != nil:
		return r.fault(err)
	case json.Unmarshal(line, &t) != nil, t.Requests != r.requests:
		return r.broken(errTrailer)
	}
	switch _, err := r.in.ReadByte(); {
	case err == nil:
		return r.broken(errTrailer)
	case !errors.Is(err, io.EOF):
		return r.fault(err)
	}
	return io.EOF
}

// line reads a header or a trailer.
func (r *recorded) line() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	r.offset += int64(len(line))
	return line, err
}

// fault is the error of a read: a recording that was killed just ends.
func (r *recorded) fault(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.s.cut = true
		return io.EOF
	}
	return r.s.readError(err)
}

func (r *recorded) broken(err error) error {
	return &Error{Code: CodeMalformed, File: r.s.name, Offset: r.offset + 1, Err: err, Want: wantRecording}
}

// records makes requests of the bytes that a block has.
func (r *recorded) records(b *Block) error {
	n := len(b.data)
	c := cursor{b: b, end: n}
	at := int64(0)
	for c.at < n {
		at += c.varint()
		ns, ok := inNanoseconds(at, 1000)
		if !ok {
			return errRecord
		}
		b.Time = append(b.Time, ns)
		b.DB = append(b.DB, int32(c.uvarint()))
		b.starts = append(b.starts, len(b.spans))
		b.spans = append(b.spans, b.client(c.uvarint()))
		count := c.uvarint()
		if count == 0 || count > uint64(n-c.at) {
			return errRecord
		}
		for range count {
			b.spans = append(b.spans, r.arg(&c))
		}
		if c.broken {
			return errRecord
		}
		r.requests++
	}
	return nil
}

// client adds the name of a client.
func (b *Block) client(number uint64) span {
	return b.text(func(data []byte) []byte {
		if number == 0 {
			return append(data, scriptClient...)
		}
		return strconv.AppendUint(data, number, 10)
	})
}

// arg gives an argument: itself, its hash in hexadecimal, or as many stars.
func (r *recorded) arg(c *cursor) span {
	tag := c.uvarint()
	length := tag >> 2
	switch ArgForm(tag & 3) {
	case ArgKept:
		return c.take(length)
	case ArgHashed:
		hash := c.take(HashLen)
		return c.b.text(func(data []byte) []byte { return hexadecimal.AppendEncode(data, data[hash.from:hash.to]) })
	case ArgMasked:
		return r.stars(c.b, uint32(min(length, argKept)))
	}
	c.broken = true
	return span{}
}

// stars gives that many stars, which the requests of a block share.
func (r *recorded) stars(b *Block, n uint32) span {
	if r.filler.to-r.filler.from < n {
		r.filler = b.text(func(data []byte) []byte {
			return append(data, bytes.Repeat([]byte{'*'}, int(min(2*n, argKept)))...)
		})
	}
	return span{r.filler.from, r.filler.from + n}
}

// cursor reads the beginning of a block's data.
type cursor struct {
	b       *Block
	at, end int
	broken  bool
}

func (c *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.b.data[c.at:c.end])
	c.skip(n)
	return v
}

func (c *cursor) varint() int64 {
	v, n := binary.Varint(c.b.data[c.at:c.end])
	c.skip(n)
	return v
}

// skip goes on; a number of no bytes is broken.
func (c *cursor) skip(n int) {
	c.broken = c.broken || n <= 0
	c.at += max(n, 0)
}

// take gives the place of the next n bytes.
func (c *cursor) take(n uint64) span {
	if n > uint64(c.end-c.at) {
		c.broken = true
		return span{}
	}
	c.at += int(n)
	return span{uint32(c.at) - uint32(n), uint32(c.at)}
}
