package resp

import (
	"io"
	"net"
)

const (
	largeArg = 6000     // arguments above it are not copied; valkey-py's bound too
	keptOut  = 64 << 10 // the largest buffer that Reset keeps
)

// Out collects commands for one write. Arguments above 6000 bytes are not
// copied but referred to until [Out.Reset]: nobody may change them before. The
// zero value is ready for use, by one goroutine at a time.
type Out struct {
	bytes []byte // the commands but for their large arguments
	large []cut  // those, in their order
	apart int    // bytes of all large arguments
}

// cut is an argument that belongs into Out.bytes at an offset.
type cut struct {
	at  int
	arg []byte
}

// Append adds a command, by the rules of [AppendCommand].
func (o *Out) Append(args ...string) {
	if len(args) == 0 {
		return
	}
	b := appendName(o.bytes, args[0], len(args)-1)
	for _, arg := range args[1:] {
		if len(arg) <= largeArg {
			b = appendBulk(b, arg)
		} else {
			b = o.refer(b, asBytes(arg))
		}
	}
	o.bytes = b
}

// AppendBytes is [Out.Append] for arguments held as bytes.
func (o *Out) AppendBytes(args ...[]byte) {
	if len(args) == 0 {
		return
	}
	b := appendName(o.bytes, asString(args[0]), len(args)-1)
	for _, arg := range args[1:] {
		if len(arg) <= largeArg {
			b = appendBulk(b, asString(arg))
		} else {
			b = o.refer(b, arg)
		}
	}
	o.bytes = b
}

// refer adds a large argument to the commands that end with b.
func (o *Out) refer(b, arg []byte) []byte {
	b = appendHead(b, BulkString, len(arg))
	o.large = append(o.large, cut{len(b), arg})
	o.apart += len(arg)
	return append(b, '\r', '\n')
}

// Len is how many bytes the commands have on the wire.
func (o *Out) Len() int { return len(o.bytes) + o.apart }

// Bytes are the commands on the wire, valid until the next change. It is false
// where a large argument is held apart, so that they are not in one piece.
func (o *Out) Bytes() ([]byte, bool) { return o.bytes, len(o.large) == 0 }

// Reset forgets the commands. It keeps a buffer of at most 64 KiB.
func (o *Out) Reset() {
	if cap(o.bytes) > keptOut {
		o.bytes = nil
	}
	o.bytes, o.large, o.apart = o.bytes[:0], nil, 0
}

// WriteTo writes the commands, which stay until Reset: with one Write, or
// where an argument is large, with one call of w's method
// WriteBuffers(*net.Buffers) (int64, error), or of net.Buffers.WriteTo.
func (o *Out) WriteTo(w io.Writer) (int64, error) {
	if len(o.large) == 0 {
		n, err := w.Write(o.bytes)
		return int64(n), err
	}
	pieces := make(net.Buffers, 0, 2*len(o.large)+1)
	at := 0
	for _, c := range o.large {
		pieces = append(pieces, o.bytes[at:c.at], c.arg)
		at = c.at
	}
	pieces = append(pieces, o.bytes[at:])
	if v, ok := w.(interface {
		WriteBuffers(*net.Buffers) (int64, error)
	}); ok {
		return v.WriteBuffers(&pieces)
	}
	return pieces.WriteTo(w)
}
