package trace

import (
	"bufio"
	"compress/bzip2"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds what a compressed file can make its decoder allocate.
const maxWindow = 128 << 20

// errWindow is of a file that is whole, and needs more.
var errWindow = errors.New("packed with a window of more than 128 MiB")

// wantWindow is what it should have been packed with.
const wantWindow = "zstd --long=27, xz -9, or less"

// packings lists the compressions by their first bytes.
var packings = []struct {
	magic string
	open  func(in *bufio.Reader) (io.ReadCloser, error)
}{
	{"\x1f\x8b", openGzip},
	{"\x28\xb5\x2f\xfd", openZstd},
	{"\xfd7zXZ\x00", openXZ},
	{"BZh", openBzip2},
}

// unpack gives what a compressed file contains, and anything else as it is;
// packed says which. The caller closes what it gets.
func unpack(in *bufio.Reader) (out io.ReadCloser, packed bool, err error) {
	for _, p := range packings {
		if magic, _ := in.Peek(len(p.magic)); string(magic) == p.magic {
			out, err = p.open(in)
			return out, true, err
		}
	}
	return io.NopCloser(in), false, nil
}

func openZstd(in *bufio.Reader) (io.ReadCloser, error) {
	var h zstd.Header
	head, _ := in.Peek(zstd.HeaderMaxSize)
	if h.Decode(head) == nil && h.WindowSize > maxWindow {
		return nil, errWindow
	}
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return z.IOReadCloser(), nil
}

func openBzip2(in *bufio.Reader) (io.ReadCloser, error) {
	return io.NopCloser(bzip2.NewReader(in)), nil
}

// errTruncated is the cause of trace-truncated.
var errTruncated = errors.New("the compressed data end too early")

// counter counts the bytes read from the file itself.
type counter struct {
	in io.Reader
	n  int64
}

// Read passes on.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}
