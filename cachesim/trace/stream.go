package trace

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
)

// Options say how to read a trace. The zero value reads every format.
type Options struct {
	// Format names the format; empty means by content.
	Format string
	// MaxLine bounds a line, or a value of a binary format, in bytes; 0 means
	// the format's own bound: 1 MiB, 64 MiB where values stand in lines, and
	// 1 GiB where they are passed over.
	MaxLine int
	// SkipBad is how many malformed lines or records, or lines that are too long,
	// are left out before one is an error.
	SkipBad int
	// Columns says where the columns of a CSV file are, as in
	// "time=1,key=user_id,size=bytes": each is a number from 1 or a name in the
	// header, and the columns are time, key, op, size, ttl and count. Empty means
	// by the usual names in the header. It implies the format csv.
	Columns string
}

// Stream is an open trace.
type Stream struct {
	name    string
	opt     Options
	format  format
	packed  bool
	raw     *counter
	parts   *files // nil for one file
	in      *bufio.Reader
	reader  reader
	close   []io.Closer
	pending error // what ended the reading; io.EOF at the end
	skipped int
	cut     bool
	secret  string
}

// reader makes requests of one format.
type reader interface {
	// next fills a block, which is empty but for the room that it had. At the
	// end it gives io.EOF, at a fault an *Error; what the block holds then still
	// counts.
	next(b *Block) error
}

// Open opens a trace by file name, or reads stdin where the name is "-". Of an
// append-only file in parts it takes the manifest, or the directory. Its
// errors, and those of Next, are of type [*Error].
func Open(name string, stdin io.Reader, opt Options) (*Stream, error) {
	s := &Stream{name: name, opt: opt}
	if err := s.open(stdin); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// Format names the format found, one of [Formats].
func (s *Stream) Format() string { return s.format.name }

// Bytes is how much of the file has been read, still packed.
func (s *Stream) Bytes() int64 { return s.raw.n }

// Cut says that the last line or record has no end, as when a recording was
// killed; it was left out.
func (s *Stream) Cut() bool { return s.cut }

// Secret names the secret under which a recording of vkcheck has hashed; it is
// empty in other formats. Hashes of two secrets are never equal.
func (s *Stream) Secret() string { return s.secret }

// Skipped is how many malformed lines or records were left out.
func (s *Stream) Skipped() int { return s.skipped }

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
	if s.pending == nil {
		s.pending = s.reader.next(b)
	}
	return s.pending
}

// bad decides about a malformed line or record: nil where it is tolerated.
func (s *Stream) bad(e *Error) error {
	if s.skipped < s.opt.SkipBad {
		s.skipped++
		return nil
	}
	e.File = s.name
	if e.Code == "" {
		e.Code = CodeMalformed
	}
	if e.Code == CodeMalformed && e.Want == "" {
		e.Want = s.format.want
	}
	switch {
	case s.skipped == 1:
		e.Err = fmt.Errorf("%w (after 1 other)", e.Err)
	case s.skipped > 1:
		e.Err = fmt.Errorf("%w (after %d others)", e.Err, s.skipped)
	}
	return e
}

// badAt is bad for a fault at a byte of a binary format.
func (s *Stream) badAt(offset int64, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Err: err}
	}
	file := s.name
	if s.parts != nil && !s.packed {
		file, offset = s.parts.place(offset)
	}
	e.Offset = offset + 1
	if err := s.bad(e); err != nil {
		e.File = file
		return err
	}
	return nil
}

// readError is io.EOF, or an Error that says what the file suffers from.
func (s *Stream) readError(err error) error {
	e := &Error{Code: CodeUnreadable, File: s.name, Err: err}
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errWindow):
		e.Code, e.Want = CodeNotRecognised, wantWindow
	case errors.Is(err, io.EOF) && s.in != nil:
		return io.EOF
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Code, e.Err = CodeTruncated, errTruncated
	case s.packed:
		e.Code, e.Err = CodeTruncated, fmt.Errorf("the compressed data are damaged: %w", err)
	}
	var path *os.PathError
	if errors.As(err, &path) {
		e.Err = path.Err
		if s.name != "-" {
			e.File = path.Path // it may be a part, or the manifest that names them
		}
	}
	return e
}
