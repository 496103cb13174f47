package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// blockData is how much text a block gets at a time.
const blockData = 256 << 10

// blockRequests is about how many requests a block gets where one line makes
// several.
const blockRequests = 64 << 10

// parser makes the requests of the line b.data[from:to], without its end; a
// line may make none.
type parser func(b *Block, from, to uint32) error

// lines reads the formats whose requests are lines.
type lines struct {
	s     *Stream
	parse parser
	short func(b *Block) (next, lines int) // takes the first lines of a block at once, where there is a faster way; may be nil
	line  int                              // lines read so far
	rest  []byte                           // what was read and not parsed: mostly the beginning of a line
	ended error                            // why there is nothing more to read
	over  bool                             // what comes next is the rest of a line that was too long
}

// byLine makes the start of a format whose lines are parsed one by one.
func byLine(parse parser) func(*Stream, sample) (reader, error) {
	return func(s *Stream, _ sample) (reader, error) { return &lines{s: s, parse: parse}, nil }
}

func (l *lines) next(b *Block) error {
	if l.ended != nil && len(l.rest) == 0 {
		var e *Error
		if errors.As(l.ended, &e) {
			e.Line = l.line
		}
		return l.ended
	}
	if err := l.read(b); err != nil {
		return err
	}
	return l.requests(b)
}

// read gives the block whole lines, and keeps the beginning of the next one.
func (l *lines) read(b *Block) error {
	data := append(b.data[:0], l.rest...)
	end := bytes.LastIndexByte(data, '\n') + 1
	for end == 0 && l.ended == nil {
		kept := len(data)
		data = grow(data, kept+blockData)
		n, err := l.s.in.Read(data[kept : kept+blockData])
		data = l.afterLong(data[:kept+n], kept)
		if err != nil {
			l.ended = l.s.readError(err)
		}
		if at := bytes.LastIndexByte(data[kept:], '\n') + 1; at > 0 {
			end = kept + at
		} else if len(data) > l.s.format.maxLine {
			if err := l.tooLong(fmt.Errorf("a line of more than %d bytes", l.s.format.maxLine)); err != nil {
				b.data = data[:0]
				return err
			}
			data, l.over = data[:0], true
		}
	}
	if end == 0 && errors.Is(l.ended, io.EOF) {
		end = len(data) // the last line has no end
	}
	l.rest = append(l.rest[:0], data[end:]...)
	if l.ended != nil && !errors.Is(l.ended, io.EOF) {
		l.rest = l.rest[:0] // nobody knows how the line goes on
	}
	b.data = data[:end]
	return nil
}

// tooLong is nil where the line may be left out.
func (l *lines) tooLong(err error) error {
	return l.s.bad(&Error{Code: CodeLineTooLong, Line: l.line + 1, Err: err})
}

// afterLong leaves out of what was read what belongs to a line that was too
// long.
func (l *lines) afterLong(data []byte, kept int) []byte {
	if !l.over {
		return data
	}
	at := bytes.IndexByte(data[kept:], '\n')
	if at < 0 {
		return data[:kept]
	}
	l.over = false
	l.line++
	return append(data[:kept], data[kept+at+1:]...)
}

// growMost bounds how much more than is needed a long line gets.
const growMost = 64 << 20

// grow gives data room for n bytes, mostly doubling.
func grow(data []byte, n int) []byte {
	if n <= cap(data) {
		return data
	}
	bigger := make([]byte, len(data), max(n, cap(data)+min(cap(data), growMost)))
	copy(bigger, data)
	return bigger
}

// requests parses the lines of a block. A parser may add to the block's data.
func (l *lines) requests(b *Block) error {
	whole, from := len(b.data), 0
	if l.short != nil {
		var n int
		from, n = l.short(b)
		l.line += n
	}
	for from < whole {
		if b.Len() >= blockRequests {
			l.rest = append(bytes.Clone(b.data[from:whole]), l.rest...)
			return nil
		}
		end := from + newline(b.data[from:whole])
		next, ended := end+1, end < whole
		if end > from && b.data[end-1] == '\r' {
			end--
		}
		if end-from > l.s.format.maxLine {
			if err := l.tooLong(fmt.Errorf("a line of %d bytes, more than %d", end-from, l.s.format.maxLine)); err != nil {
				return err
			}
			l.line++
			from = next
			continue
		}
		l.line++
		if err := l.parse(b, uint32(from), uint32(end)); err != nil {
			if !ended {
				l.s.cut = true
				return nil
			}
			if err := l.malformed(err); err != nil {
				return err
			}
		}
		from = next
	}
	return nil
}

// malformed gives a parser's error its place, or nil where it is tolerated.
func (l *lines) malformed(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Err: err}
	}
	e.Line = l.line
	return l.s.bad(e)
}
