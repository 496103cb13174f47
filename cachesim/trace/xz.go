package trace

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/ulikunitz/xz"
)

// xzs reads an xz file. The library takes a file that ends between two blocks
// for a whole one, and does not give an error twice; both are mended here.
type xzs struct {
	in   *bufio.Reader
	z    *xz.Reader
	tail [2]byte // the last bytes of the file that are no padding
	err  error
}

// xzFooter ends every stream (xz-file-format.txt, 2.1.2.4).
const xzFooter = "YZ"

func openXZ(in *bufio.Reader) (io.ReadCloser, error) {
	if xzWindow(in) > maxWindow {
		return nil, errWindow
	}
	x := &xzs{in: in}
	var err error
	x.z, err = xz.NewReader(byteTail{x})
	return x, err
}

// Read unpacks.
func (x *xzs) Read(p []byte) (n int, err error) {
	if x.err != nil {
		return 0, x.err
	}
	n, x.err = x.z.Read(p)
	if errors.Is(x.err, io.EOF) && string(x.tail[:]) != xzFooter {
		x.err = io.ErrUnexpectedEOF
	}
	return n, x.err
}

// Close does nothing: the library holds nothing.
func (x *xzs) Close() error { return nil }

// byteTail passes the file on and remembers its last bytes.
type byteTail struct{ x *xzs }

// Read passes on.
func (b byteTail) Read(p []byte) (int, error) {
	n, err := b.x.in.Read(p)
	for _, c := range p[max(0, n-len(b.x.tail)):n] {
		b.x.remember(c)
	}
	return n, err
}

// ReadByte passes on; the library unpacks byte by byte.
func (b byteTail) ReadByte() (byte, error) {
	c, err := b.x.in.ReadByte()
	if err == nil {
		b.x.remember(c)
	}
	return c, err
}

func (x *xzs) remember(c byte) {
	if c != 0 {
		x.tail = [2]byte{x.tail[1], c}
	}
}

// xzWindow is how much memory the first block of an xz file asks for, 0 where its
// header cannot be read (xz-file-format.txt, 2.1.1, 3.1 and 5.3.1): sixty-four
// bytes have room for all filters that there are.
func xzWindow(in *bufio.Reader) int64 {
	const streamHeader, lzma2 = 12, 0x21
	header, _ := in.Peek(streamHeader + 64)
	if len(header) < streamHeader+2 {
		return 0
	}
	flags := header[streamHeader+1]
	header = header[streamHeader+2:]
	next := func() uint64 {
		v, n := binary.Uvarint(header)
		header = header[max(n, 0):]
		return v
	}
	if flags&0x40 != 0 {
		next() // the compressed size
	}
	if flags&0x80 != 0 {
		next() // the size unpacked
	}
	for range flags&3 + 1 {
		id, size := next(), next()
		if size > uint64(len(header)) {
			return 0
		}
		if id == lzma2 && size == 1 && header[0] <= 40 {
			return int64(2|header[0]&1) << (header[0]/2 + 11)
		}
		header = header[size:]
	}
	return 0
}
