package trace

import (
	"bytes"
	"errors"
)

// A line of MONITOR, replication.c and sds.c of the server:
//
//	[+]SEC.USEC [DB ADDR] "command" "arg" ...
//
// The + is there on the socket and not through the CLI. ADDR may be ip:port,
// [v6]:port, lua, or unix:PATH, and a path may contain anything. Arguments are
// escaped as sdscatrepr does.

// What a line of MONITOR must have, for errors.
var (
	errTime    = errors.New("no time")
	errAddress = errors.New("no database and address")
	errQuote   = errors.New("no quoted argument")
	errEscape  = errors.New("no such escape")
)

// wantMonitor is what a malformed line should have been.
const wantMonitor = `SEC.USEC [DB ADDR] "command" "arg"...`

// parseMonitor takes one line; the server's OK to MONITOR is none.
func parseMonitor(b *Block, from, to uint32) error {
	line := b.data[from:to]
	if len(line) > 0 && line[0] == '+' {
		line = line[1:]
		from++
	}
	if len(line) == 0 || string(line) == "OK" {
		return nil
	}
	at, n, ok := monitorTime(line)
	if !ok {
		return errTime
	}
	db, client, n, ok := monitorAddress(line, n)
	if !ok {
		return errAddress
	}
	kept := len(b.spans)
	b.spans = append(b.spans, span{from + uint32(client.from), from + uint32(client.to)})
	if err := monitorArgs(b, from, n, to); err != nil {
		b.spans = b.spans[:kept]
		return err
	}
	b.starts = append(b.starts, kept)
	b.Time = append(b.Time, at)
	b.DB = append(b.DB, db)
	return nil
}

// monitorTime reads "SEC.USEC [" and gives nanoseconds and the bytes read.
func monitorTime(line []byte) (ns int64, n int, ok bool) {
	sec, n, ok := digits(line, 0, 12)
	if !ok || n >= len(line) || line[n] != '.' {
		return 0, 0, false
	}
	usec, end, ok := digits(line, n+1, 6)
	if !ok || end-n != 7 || end+1 >= len(line) || line[end] != ' ' || line[end+1] != '[' {
		return 0, 0, false
	}
	ns, ok = inNanoseconds(sec, second)
	return ns + usec*1000, end + 2, ok
}

// monitorAddress reads `DB ADDR] "` and leaves the quote. A path may contain
// brackets and quotes: the first `] "` ends it.
func monitorAddress(line []byte, from int) (db int32, client span, n int, ok bool) {
	number, n, ok := digits(line, from, 9)
	if !ok || n >= len(line) || line[n] != ' ' {
		return 0, span{}, 0, false
	}
	end := bytes.Index(line[n:], []byte(`] "`))
	if end < 2 { // the server names every client
		return 0, span{}, 0, false
	}
	return int32(number), span{uint32(n + 1), uint32(n + end)}, n + end + 2, true
}

// digits reads a decimal of at most width digits from line[from:].
func digits(line []byte, from, width int) (value int64, end int, ok bool) {
	for end = from; end < len(line) && end-from < width && '0' <= line[end] && line[end] <= '9'; end++ {
		value = 10*value + int64(line[end]-'0')
	}
	return value, end, end > from
}

// monitorArgs reads the quoted arguments of the line at base from its byte n
// on, and unescapes them in place: they never grow.
func monitorArgs(b *Block, base uint32, n int, to uint32) error {
	data := b.data[:to]
	for i := int(base) + n; ; {
		if i >= len(data) || data[i] != '"' {
			return errQuote
		}
		from := i + 1
		end, next, err := unquote(data, from)
		if err != nil {
			return err
		}
		b.spans = append(b.spans, span{uint32(from), uint32(end)})
		if next == len(data) {
			return nil
		}
		if data[next] != ' ' {
			return errQuote
		}
		i = next + 1
	}
}

func looksLikeMonitor(line []byte) bool {
	line = bytes.TrimPrefix(line, []byte("+"))
	_, n, ok := monitorTime(line)
	if !ok {
		return false
	}
	_, _, _, ok = monitorAddress(line, n)
	return ok
}
