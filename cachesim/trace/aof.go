package trace

import (
	"bytes"
	"errors"
	"io"
)

// An append-only file holds the writes of a server as RESP, and, with
// aof-timestamp-enabled, "#TS:seconds" lines. What was read is not in it, so
// that it tells how often keys are invalidated and nothing about hits.

const wantAOF = "*COUNT and as many $LENGTH strings"

type aof struct {
	s      *Stream
	wire   wire
	heard  requests
	buf    []byte
	b      *Block
	stamp  int64 // the time of the last annotation
	db     int32
	offset int64 // of the end of what was fed
}

func startAOF(s *Stream, head sample) (reader, error) {
	a := &aof{s: s, buf: make([]byte, blockData)}
	a.heard = requests{max: s.format.maxLine, line: a.annotation, done: a.request}
	a.wire.on = &a.heard
	if !isDump(head.data) {
		return a, nil
	}
	var err error
	if a.offset, err = skipDump(s.in); err == nil {
		_, err = s.in.Peek(1)
	}
	if errors.Is(err, io.EOF) {
		return nil, &Error{Code: CodeNotRecognised, File: s.name, Err: errDump}
	} else if err != nil {
		return nil, s.readError(err)
	}
	return a, nil
}

func isAOF(head sample) bool {
	switch {
	case isDump(head.data):
		return true
	case len(head.lines) == 0:
		return false
	case bytes.HasPrefix(head.lines[0], []byte("#TS:")):
		return true
	}
	return len(head.lines) > 1 && head.lines[0][0] == '*' && head.lines[1][0] == '$' && numeric(head.lines[0][1:]) && numeric(head.lines[1][1:])
}

func (a *aof) next(b *Block) error {
	a.b, b.data = b, b.data[:0]
	n, err := a.s.in.Read(a.buf)
	for data := a.buf[:n]; len(data) > 0; {
		taken, fault := a.wire.feed(data)
		data = data[taken:]
		a.offset += int64(taken)
		if fault == nil {
			break
		}
		if fault := a.s.badAt(a.offset, fault); fault != nil {
			return fault
		}
		a.wire.reset()
	}
	if err == nil {
		return nil
	}
	err = a.s.readError(err)
	a.s.cut = errors.Is(err, io.EOF) && !a.wire.idle()
	return err
}

// annotation takes a line between requests.
func (a *aof) annotation(line []byte) error {
	if line[0] != '#' {
		return errRequest
	}
	if at, err := integer(bytes.TrimPrefix(line, []byte("#TS:"))); err == nil {
		if ns, ok := inNanoseconds(at, second); ok {
			a.stamp = ns
		}
	}
	return nil
}

// request takes one request, and which database it goes to.
func (a *aof) request(c *call) error {
	if c.is("SELECT") {
		if n, err := integer(c.arg(1)); err == nil && n < 1<<31 {
			a.db = int32(n)
		}
	}
	c.at, c.db = a.stamp, a.db
	a.b.command(nil, c)
	return nil
}
