package trace

import (
	"bytes"
	"errors"
)

// A line of MONITOR TRACE FORMAT CSV (valkey-io/valkey#3655):
//
//	microseconds,sequence,db,command,"key",READ|WRITE|DELETE,...,type,...,size
//
// The key is escaped as in MONITOR. A command of several keys makes a line for
// each, so that it is a key that is read, not a command.

const wantMonitorTrace = `microseconds,sequence,db,command,"key",READ|WRITE|DELETE,...,size`

var errAccess = errors.New("no READ, WRITE or DELETE")

// traceLine is what a line of MONITOR TRACE says.
type traceLine struct {
	at, db, size int64
	command, key span
	op           Op
}

// parseMonitorTrace takes one line; the server's OK is none.
func parseMonitorTrace(b *Block, from, to uint32) error {
	b.keyed = true
	if from < to && b.data[from] == '+' {
		from++
	}
	if from == to || isOK(b.data[from:to]) {
		return nil
	}
	l, err := monitorTraceLine(b.data[:to], from)
	if err != nil {
		return err
	}
	at, ok := inNanoseconds(l.at, 1000)
	if !ok {
		return errNumber
	}
	b.starts = append(b.starts, len(b.spans))
	b.spans = append(b.spans, l.key, l.command)
	b.Time, b.DB = append(b.Time, at), append(b.DB, int32(l.db))
	b.Op, b.Size = append(b.Op, l.op), append(b.Size, l.size)
	return nil
}

// monitorTraceLine reads data[from:], and unescapes the key in place.
func monitorTraceLine(data []byte, from uint32) (l traceLine, err error) {
	var seq int64
	n := int(from)
	for _, field := range []struct {
		to    *int64
		width int
	}{{&l.at, 16}, {&seq, 18}, {&l.db, 9}} {
		var ok bool
		if *field.to, n, ok = digits(data, n, field.width); !ok || n >= len(data) || data[n] != ',' {
			return l, errNumber
		}
		n++
	}
	end := bytes.IndexByte(data[n:], ',')
	if end < 1 {
		return l, errFields
	}
	l.command = span{uint32(n), uint32(n + end)}
	n += end + 1
	if n >= len(data) || data[n] != '"' {
		return l, errQuote
	}
	keyEnd, next, err := unquote(data, n+1)
	if err != nil {
		return l, err
	}
	l.key = span{uint32(n + 1), uint32(keyEnd)}
	return l, l.rest(data[next:])
}

// rest reads what follows the key: the access, and the size in the last field.
func (l *traceLine) rest(text []byte) error {
	if len(text) == 0 || text[0] != ',' {
		return errFields
	}
	access, _, _ := bytes.Cut(text[1:], []byte(","))
	switch string(access) {
	case "READ":
		l.op = Read
	case "WRITE":
		l.op = Write
	case "DELETE":
		l.op = Delete
	default:
		return errAccess
	}
	l.size, _ = integer(text[bytes.LastIndexByte(text, ',')+1:]) // an access without one has no size
	return nil
}

func looksLikeMonitorTrace(line []byte) bool {
	_, err := monitorTraceLine(bytes.TrimPrefix(bytes.Clone(line), []byte("+")), 0)
	return err == nil
}
