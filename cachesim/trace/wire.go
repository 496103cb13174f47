package trace

import (
	"bytes"
	"errors"
	"fmt"
)

// wire reads RESP that arrives in pieces of any size, and keeps no more of it
// than a line: strings are handed on as they come. (conn/resp reads whole
// replies from a connection and gives their values; here most are but counted.)
type wire struct {
	on   listener
	line []byte // the beginning of a line
	bulk int64  // what is still to come of a string, with its end
	open []aggregate
	lost bool // nothing counts until a request begins
}

// aggregate is one whose elements are still to come.
type aggregate struct {
	left      int64
	attribute bool // it stands before a value and is none itself
}

// listener hears what is on the wire. depth is 0 for a whole reply or request.
type listener interface {
	// value begins with the line, without its end; n is how many bytes or
	// elements follow, -1 for a null.
	value(kind byte, line []byte, n int64, depth int) error
	// part is some of a string.
	part(text []byte)
	// end ends the value of this depth.
	end(depth int) error
}

const (
	wireLine  = 64 << 10 // the longest line, as in the server's inline requests
	wireDepth = 64
	wireMax   = 1 << 32 // the most bytes or elements
)

var (
	errWireLine  = fmt.Errorf("a line of RESP of more than %d bytes", wireLine)
	errWireEnd   = errors.New("a string without its end")
	errWireCount = errors.New("a length that is no number")
	errWireDepth = errors.New("nested too deep")
)

// reset forgets what has come and waits for the beginning of a request.
func (w *wire) reset() {
	w.line, w.open, w.bulk, w.lost = w.line[:0], w.open[:0], 0, true
}

// idle says that nothing is unfinished.
func (w *wire) idle() bool { return len(w.line) == 0 && len(w.open) == 0 && w.bulk == 0 }

// feed takes the next piece, and gives how much of it was taken: all, but for
// an error.
func (w *wire) feed(data []byte) (taken int, err error) {
	whole := len(data)
	for len(data) > 0 {
		var n int
		switch {
		case w.lost:
			n = w.find(data)
		case w.bulk > 0:
			n, err = w.text(data)
		default:
			n, err = w.header(data)
		}
		data = data[n:]
		if err != nil {
			return whole - len(data), err
		}
	}
	return whole, nil
}

// find goes to the next line that begins with a star.
func (w *wire) find(data []byte) int {
	if len(w.line) == 0 && data[0] == '*' {
		w.lost = false
		return 0
	}
	w.line = w.line[:0]
	if n := bytes.Index(data, []byte("\n*")); n >= 0 {
		w.lost = false
		return n + 1
	}
	if data[len(data)-1] != '\n' {
		w.line = append(w.line, 'x') // the next piece does not begin a line
	}
	return len(data)
}

// text takes what there is of a string and its end.
func (w *wire) text(data []byte) (int, error) {
	n := min(int64(len(data)), w.bulk-2)
	if n > 0 {
		w.on.part(data[:n])
		w.bulk -= n
		return int(n), nil
	}
	if data[0] != "\n\r"[w.bulk-1] {
		return 0, errWireEnd
	}
	w.bulk--
	if w.bulk > 0 {
		return 1, nil
	}
	return 1, w.ended()
}

// header takes a line, or as much as there is of it.
func (w *wire) header(data []byte) (int, error) {
	n := bytes.IndexByte(data, '\n')
	if n < 0 {
		if len(w.line)+len(data) > wireLine {
			return len(data), errWireLine // what begins with a star would be tried again
		}
		w.line = append(w.line, data...)
		return len(data), nil
	}
	line := data[:n]
	if len(w.line) > 0 {
		line = append(w.line, line...)
		w.line = w.line[:0]
	}
	return n + 1, w.begin(bytes.TrimSuffix(line, []byte("\r")))
}

// begin makes a value of its first line.
func (w *wire) begin(line []byte) error {
	if len(line) == 0 {
		return nil // as the server does
	}
	kind, n, err := line[0], int64(0), error(nil)
	switch kind {
	case '$', '=', '!', '*', '~', '>', '%', '|':
		if n, err = wireLength(line[1:]); err != nil {
			return err
		}
	case '_':
		n = -1
	}
	if err := w.on.value(kind, line, n, len(w.open)); err != nil {
		return err
	}
	switch kind {
	case '$', '=', '!':
		if n >= 0 {
			w.bulk = n + 2
			return nil
		}
	case '%', '|':
		n *= 2
		fallthrough
	case '*', '~', '>':
		return w.elements(aggregate{n, kind == '|'})
	}
	return w.ended()
}

// elements waits for those of an aggregate, if it has any.
func (w *wire) elements(a aggregate) error {
	switch {
	case a.left > 0 && len(w.open) == wireDepth:
		return errWireDepth
	case a.left > 0:
		w.open = append(w.open, a)
		return nil
	case a.attribute:
		return nil
	}
	return w.ended()
}

// ended ends the value that was read, and the aggregates that it was the last
// of.
func (w *wire) ended() error {
	for {
		if err := w.on.end(len(w.open)); err != nil {
			return err
		}
		top := len(w.open) - 1
		if top < 0 {
			return nil
		}
		if w.open[top].left--; w.open[top].left > 0 {
			return nil
		}
		attribute := w.open[top].attribute
		if w.open = w.open[:top]; attribute {
			return nil
		}
	}
}

// wireLength reads a length; -1 is a null.
func wireLength(text []byte) (int64, error) {
	if string(text) == "-1" {
		return -1, nil
	}
	n, err := integer(text)
	if err != nil || n > wireMax {
		return 0, errWireCount
	}
	return n, nil
}
