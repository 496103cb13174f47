package trace

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// maxWindow bounds what a compressed file can make its decoder allocate.
const maxWindow = 128 << 20

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
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return z.IOReadCloser(), nil
}

func openBzip2(in *bufio.Reader) (io.ReadCloser, error) {
	return io.NopCloser(bzip2.NewReader(in)), nil
}

func openXZ(in *bufio.Reader) (io.ReadCloser, error) {
	z, err := xz.NewReader(in)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(z), nil
}

// gzips reads the members of a gzip file, and zeros behind them: tape archivers
// fill their last block so.
type gzips struct {
	in *bufio.Reader
	z  *gzip.Reader
}

func openGzip(in *bufio.Reader) (io.ReadCloser, error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return &gzips{in, z}, nil
}

// Read unpacks the current member, or goes on to the next.
func (g *gzips) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	switch {
	case !errors.Is(err, io.EOF):
		return n, err
	case n > 0:
		return n, nil
	}
	if err := g.skipZeros(); err != nil {
		return 0, err
	}
	if err := g.z.Reset(g.in); err != nil {
		return 0, err
	}
	g.z.Multistream(false)
	return 0, nil
}

// skipZeros goes to the first byte that is no zero.
func (g *gzips) skipZeros() error {
	for {
		if _, err := g.in.Peek(1); err != nil {
			return err
		}
		have, _ := g.in.Peek(g.in.Buffered())
		zeros := len(have) - len(bytes.TrimLeft(have, "\x00"))
		_, _ = g.in.Discard(zeros) // it was peeked at
		if zeros < len(have) {
			return nil
		}
	}
}

// Close frees the decoder.
func (g *gzips) Close() error { return g.z.Close() }

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
