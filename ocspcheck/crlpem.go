package ocspcheck

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
)

// maxCRLSize bounds a CRL, in DER or in PEM.
const maxCRLSize = 64 << 20

// openCRL gives the DER in a reader of DER or PEM, as a stream.
func openCRL(r io.Reader) io.Reader {
	buffered := bufio.NewReader(&boundedReader{r, maxCRLSize})
	first, err := buffered.Peek(1)
	if err == nil && first[0] != 0x30 { // not a SEQUENCE
		return base64.NewDecoder(base64.StdEncoding, &pemReader{lines: buffered})
	}
	return buffered
}

// boundedReader fails after so many bytes instead of ending like an
// [io.LimitedReader].
type boundedReader struct {
	source io.Reader
	left   int
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.source.Read(p[:min(len(p), b.left+1)])
	if n > b.left {
		return 0, reject(CodeCRLTooLarge, "CRL exceeds %d bytes", maxCRLSize)
	}
	b.left -= n
	return n, err
}

// isPEM says whether a line begins or ends a CRL. "X509 CRL" is its label, and
// some leave half of it out.
func isPEM(line []byte, which string) bool {
	label, ok := bytes.CutPrefix(line, []byte("-----"+which+" "))
	return ok && (string(label) == "X509 CRL-----" || string(label) == "CRL-----")
}

// pemReader gives the base64 text of the one CRL in a PEM file (RFC 7468 7),
// whatever text stands before and after it.
type pemReader struct {
	lines         *bufio.Reader
	text          []byte // of the last line, not yet given
	inside, ended bool
}

func (p *pemReader) Read(b []byte) (int, error) {
	for len(p.text) == 0 {
		// A line that does not fit comes in pieces, which does no harm.
		line, err := p.lines.ReadSlice('\n')
		line = bytes.TrimSpace(line)
		switch {
		case p.inside && isPEM(line, "END"):
			p.inside, p.ended = false, true
		case p.inside:
			p.text = line
		case isPEM(line, "BEGIN") && p.ended:
			return 0, reject(CodeCRLMalformed, "CRL: the file holds more than one")
		case isPEM(line, "BEGIN"):
			p.inside = true
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && len(p.text) == 0 {
			return 0, p.end(err)
		}
	}
	n := copy(b, p.text)
	p.text = p.text[n:]
	return n, nil
}

func (p *pemReader) end(err error) error {
	if errors.Is(err, io.EOF) && !p.ended {
		return reject(CodeCRLMalformed, "CRL: neither DER nor a whole PEM file")
	}
	return err
}
