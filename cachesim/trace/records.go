package trace

import (
	"errors"
	"io"
	"strconv"
)

// records reads the binary formats whose requests are of one length.
type records struct {
	s      *Stream
	length int
	offset int64 // of what is read next
	index  int64 // of the record that is read next, from 0
	// decode makes a request of the record data[at:]; it may write over it.
	decode func(b *Block, at uint32, index int64) error
}

func (r *records) next(b *Block) error {
	b.keyed = true
	size := blockData / r.length * r.length
	b.data = grow(b.data[:0], size)[:size]
	n, err := fill(b.data, r.s.in)
	if err != nil {
		err = r.s.readError(err)
	}
	b.data = b.data[:n]
	r.s.cut = errors.Is(err, io.EOF) && n%r.length != 0
	for ; n >= r.length; n -= r.length {
		at := len(b.data) - n
		if fault := r.decode(b, uint32(at), r.index); fault != nil {
			if fault := r.s.badAt(r.offset, fault); fault != nil {
				return fault
			}
		}
		r.offset += int64(r.length)
		r.index++
	}
	return err
}

// fill is io.ReadFull, but for the error, which is the reader's own: that of
// packed data that end too early is no other than ReadFull's for a part.
func fill(data []byte, in io.Reader) (n int, err error) {
	for n < len(data) && err == nil {
		var more int
		more, err = in.Read(data[n:])
		n += more
	}
	return n, err
}

// maxDigits is the length of the longest number of an object.
const maxDigits = 20

// number adds a numbered object as a key: its digits, so that it is the same
// key in text. They replace the record, which is longer.
func (b *Block) number(at uint32, id uint64) {
	digits := strconv.AppendUint(b.data[at:at:at+maxDigits], id, 10)
	b.key(span{at, at + uint32(len(digits))})
}
