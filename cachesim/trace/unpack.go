package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds what a zstd file can make the decoder allocate.
const maxWindow = 128 << 20

// unpack gives what a gzip or zstd file contains, and anything else as it is;
// packed says which. The caller closes what it gets.
func unpack(in *bufio.Reader) (out io.ReadCloser, packed bool, err error) {
	magic, _ := in.Peek(4)
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, true, err
		}
		return z, true, nil
	case bytes.HasPrefix(magic, []byte("\x28\xb5\x2f\xfd")):
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, true, err
		}
		return z.IOReadCloser(), true, nil
	}
	return io.NopCloser(in), false, nil
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
