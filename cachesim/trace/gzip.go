package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

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
