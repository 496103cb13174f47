package trace

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// Options say how to read a trace. The zero value reads every format.
type Options struct {
	// Format names the format; empty means by content.
	Format string
	// MaxLine bounds a line, in bytes; 0 means the format's own bound: 1 MiB for
	// keys, 1 GiB for monitor.
	MaxLine int
}

// Stream is an open trace.
type Stream struct {
	name   string
	format format
	packed bool
	raw    *counter
	in     io.Reader
	close  []io.Closer

	line    int    // lines read so far
	rest    []byte // the beginning of a line whose end was not read
	pending error  // what ended the reading; io.EOF at the end
	cut     bool
}

// blockData is how much text a block gets at a time.
const blockData = 256 << 10

// byteOrderMark is what some editors put before UTF-8.
var byteOrderMark = []byte("\ufeff")

// Open opens a trace by file name, or reads stdin where the name is "-". Its
// errors, and those of Next, are of type [*Error].
func Open(name string, stdin io.Reader, opt Options) (*Stream, error) {
	s := &Stream{name: name}
	if err := s.open(stdin, opt); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Stream) open(stdin io.Reader, opt Options) error {
	if s.name != "-" {
		f, err := os.Open(s.name)
		if err != nil {
			return &Error{Code: CodeUnreadable, File: s.name, Err: errors.Unwrap(err)}
		}
		s.close = append(s.close, f)
		stdin = f
	}
	s.raw = &counter{in: stdin}
	text, packed, err := unpack(bufio.NewReaderSize(s.raw, headLen))
	s.packed = packed
	if err != nil {
		return s.readError(err)
	}
	s.close = append(s.close, text)
	buffered := bufio.NewReaderSize(text, headLen)
	head, err := buffered.Peek(headLen)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return s.readError(err)
	}
	if bytes.HasPrefix(head, byteOrderMark) {
		head = head[len(byteOrderMark):]
		_, _ = buffered.Discard(len(byteOrderMark)) // it was peeked at
	}
	s.in = buffered
	return s.choose(opt, head, errors.Is(err, io.EOF))
}

// choose settles the format.
func (s *Stream) choose(opt Options, head []byte, whole bool) (err error) {
	if opt.Format == "" {
		s.format, err = detect(head, whole)
	} else {
		s.format, err = byName(opt.Format)
	}
	switch {
	case errors.Is(err, errEmpty):
		return &Error{Code: CodeEmpty, File: s.name, Err: err}
	case err != nil:
		return &Error{Code: CodeNotRecognised, File: s.name, Err: err, Want: "one key per line or the output of MONITOR"}
	}
	if opt.MaxLine > 0 {
		s.format.maxLine = opt.MaxLine
	}
	return nil
}

// Format names the format found: "keys" or "monitor".
func (s *Stream) Format() string { return s.format.name }

// Bytes is how much of the file has been read, still packed.
func (s *Stream) Bytes() int64 { return s.raw.n }

// Cut says that the last line has no end and made no sense, as when a recording
// was killed; it was left out.
func (s *Stream) Cut() bool { return s.cut }

// Close closes the file; standard input stays open.
func (s *Stream) Close() error {
	var errs []error
	for i := len(s.close) - 1; i >= 0; i-- {
		errs = append(errs, s.close[i].Close())
	}
	s.close = nil
	return errors.Join(errs...)
}

// Next fills the block with the next requests. The block may be empty. At the
// end it gives io.EOF; after any error it gives the same one again.
func (s *Stream) Next(b *Block) error {
	b.reset()
	if s.pending != nil {
		return s.ended()
	}
	data := append(b.data[:0], s.rest...)
	for s.pending == nil {
		kept := len(data)
		data = grow(data, kept+blockData)
		n, err := s.in.Read(data[kept : kept+blockData])
		data = data[:kept+n]
		if err != nil {
			s.pending = s.readError(err)
		}
		if end := bytes.LastIndexByte(data[kept:], '\n') + 1; end > 0 {
			s.keep(data[kept+end:])
			data = data[:kept+end]
			break
		}
		s.rest = s.rest[:0]
		if len(data) > s.format.maxLine {
			return s.fail(&Error{Code: CodeLineTooLong, File: s.name, Line: s.line + 1, Err: fmt.Errorf("a line of more than %d bytes", s.format.maxLine)})
		}
		if s.pending == nil {
			continue
		}
		s.keep(data)
		data = data[:0]
	}
	if errors.Is(s.pending, io.EOF) {
		data = append(data, s.rest...) // the last line has no end
	}
	b.data = data
	return s.parse(b)
}

// keep remembers the beginning of a line.
func (s *Stream) keep(rest []byte) { s.rest = append(s.rest[:0], rest...) }

// grow gives data room for n bytes, at least doubling.
func grow(data []byte, n int) []byte {
	if n <= cap(data) {
		return data
	}
	bigger := make([]byte, len(data), max(n, 2*cap(data)))
	copy(bigger, data)
	return bigger
}

// parse makes requests of the lines of a block.
func (s *Stream) parse(b *Block) error {
	for from := 0; from < len(b.data); {
		end, next := len(b.data), len(b.data)
		if n := bytes.IndexByte(b.data[from:], '\n'); n >= 0 {
			end, next = from+n, from+n+1
		}
		ended := next > end
		if end > from && b.data[end-1] == '\r' {
			end--
		}
		s.line++
		if end-from > s.format.maxLine {
			return s.fail(&Error{Code: CodeLineTooLong, File: s.name, Line: s.line, Err: fmt.Errorf("a line of %d bytes, more than %d", end-from, s.format.maxLine)})
		}
		if err := s.format.parse(b, uint32(from), uint32(end)); err != nil {
			if !ended {
				s.cut = true
				return nil
			}
			return s.fail(&Error{Code: CodeMalformed, File: s.name, Line: s.line, Want: s.format.want, Err: err})
		}
		from = next
	}
	return nil
}

// fail remembers an error; what the block holds already stays there.
func (s *Stream) fail(err error) error {
	s.pending = err
	return err
}

// ended gives what ended the reading, with the lines read until then.
func (s *Stream) ended() error {
	var e *Error
	if errors.As(s.pending, &e) && e.Line == 0 {
		e.Line = s.line
	}
	return s.pending
}

// readError is io.EOF, or an Error that says what the file suffers from.
func (s *Stream) readError(err error) error {
	switch {
	case errors.Is(err, io.EOF) && s.in != nil:
		return io.EOF
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Code: CodeTruncated, File: s.name, Err: errTruncated}
	case s.packed:
		return &Error{Code: CodeTruncated, File: s.name, Err: fmt.Errorf("the compressed data are damaged: %w", err)}
	}
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err // the name stands in the Error already
	}
	return &Error{Code: CodeUnreadable, File: s.name, Err: err}
}
