package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
)

// headLen is how much of a trace detection sees.
const headLen = 64 << 10

// byteOrderMark is what some editors put before UTF-8.
var byteOrderMark = []byte("\ufeff")

func (s *Stream) open(stdin io.Reader) error {
	s.raw = &counter{in: stdin}
	if s.name != "-" {
		in, err := s.file(s.name)
		if err != nil {
			return err
		}
		s.raw.in = in
	}
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
	err = s.choose(newSample(head, errors.Is(err, io.EOF)))
	if s.packed && err != nil {
		return s.damaged(err)
	}
	return err
}

// sumEvery is how much a packed file may hold before a checksum: a block of
// bzip2, and more.
const sumEvery = 1 << 20

// damaged looks whether a packed file holds no trace because it is damaged:
// some decoders notice late.
func (s *Stream) damaged(otherwise error) error {
	if _, err := io.CopyN(io.Discard, s.in, sumEvery); err != nil && !errors.Is(err, io.EOF) {
		return s.readError(err)
	}
	return otherwise
}

// file opens a file, or the parts that a directory or a manifest names.
func (s *Stream) file(name string) (io.Reader, error) {
	parts, err := aofParts(name)
	if err != nil {
		return nil, s.readError(err)
	}
	if parts != nil {
		s.parts = &files{names: parts}
		s.close = append(s.close, s.parts)
		return s.parts, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, &Error{Code: CodeUnreadable, File: s.name, Err: errors.Unwrap(err)}
	}
	s.close = append(s.close, f)
	return f, nil
}

// choose settles the format and makes its reader.
func (s *Stream) choose(head sample) (err error) {
	name := s.opt.Format
	if name == "" && s.opt.Columns != "" {
		name = "csv"
	}
	switch {
	case isTar(head):
		err = errTar
	case name == "":
		s.format, err = detect(head)
	default:
		s.format, err = byName(name)
	}
	switch {
	case errors.Is(err, errEmpty):
		return &Error{Code: CodeEmpty, File: s.name, Err: err}
	case errors.Is(err, errBinary):
		return &Error{Code: CodeNotRecognised, File: s.name, Err: err, Want: "one key per line, the output of MONITOR, or another of --format's"}
	case err != nil:
		return &Error{Code: CodeNotRecognised, File: s.name, Err: err}
	}
	if s.opt.MaxLine > 0 {
		s.format.maxLine = s.opt.MaxLine
	}
	s.reader, err = s.format.start(s, head)
	return err
}
