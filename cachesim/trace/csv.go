package trace

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode"
)

// CSV, with a header that names the columns or with columns that the user
// names. Delimiters are commas, semicolons, tabs, bars or blanks; quotes as in
// RFC 4180, but no field goes over a line's end.
//
// Meta's kvcache traces are such files: op_count repeats the request.

// maxCount bounds how many requests one line may stand for.
const maxCount = 1 << 20

type csvParser struct {
	columns   columns
	fields    int // of the first line
	delimiter byte
	header    bool // the next line is the header
	spans     []span
}

// startCSV reads the columns from the first line.
func startCSV(s *Stream, head sample) (reader, error) {
	p := &csvParser{delimiter: delimiter(head)}
	first := fieldsOf(head, p.delimiter)
	p.fields = len(first)
	var err error
	if s.opt.Columns != "" {
		p.columns, p.header, err = namedColumns(s.opt.Columns, first)
	} else if p.columns, p.header = headerColumns(first), true; p.columns[colKey] < 0 {
		err = errors.New("the first line names no column key; say which it is: --csv-columns key=NUMBER")
	}
	if err != nil {
		return nil, &Error{Code: CodeMalformed, File: s.name, Line: 1, Err: err}
	}
	return &lines{s: s, parse: p.parse}, nil
}

// delimiter is the first of the usual ones that a file's first line has.
func delimiter(head sample) byte {
	for _, d := range []byte(",;\t| ") {
		if len(head.lines) > 0 && bytes.IndexByte(head.lines[0], d) >= 0 {
			return d
		}
	}
	return ','
}

// fieldsOf gives the fields of a sample's first line, none where they cannot be
// read.
func fieldsOf(head sample, delimiter byte) (fields [][]byte) {
	if len(head.lines) == 0 {
		return nil
	}
	line := bytes.Clone(head.lines[0])
	spans, err := split(nil, line, 0, uint32(len(line)), delimiter)
	if err != nil {
		return nil
	}
	for _, s := range spans {
		fields = append(fields, line[s.from:s.to])
	}
	return fields
}

// isCSV says that the first line is a header with a key and another column that we
// know, or that it has names alone and all lines have as many fields.
func isCSV(head sample) bool {
	d := delimiter(head)
	first := fieldsOf(head, d)
	c := headerColumns(first)
	return c[colKey] >= 0 && (c[colTime] >= 0 || c[colOp] >= 0 || c[colSize] >= 0 ||
		d != ' ' && d != '|' && !slices.ContainsFunc(first, notName) && len(rowsOf(head, d)) > 1)
}

// notName says that a field cannot be the name of a column.
func notName(field []byte) bool {
	odd := func(r rune) bool { return r != '_' && r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return len(field) == 0 || numeric(field[:1]) || bytes.ContainsFunc(field, odd)
}

// rowsOf gives the fields of a sample's lines, none where they are not as many in
// each, or one.
func rowsOf(head sample, delimiter byte) [][][]byte {
	rows := make([][][]byte, len(head.lines))
	for i := range rows {
		rows[i] = fieldsOf(sample{lines: head.lines[i:]}, delimiter)
		if len(rows[i]) < 2 || len(rows[i]) != len(rows[0]) {
			return nil
		}
	}
	return rows
}

// isKVCache says that the first line is a header of Meta's.
func isKVCache(head sample) bool {
	c := headerColumns(fieldsOf(head, ','))
	return c[colKey] >= 0 && c[colOp] >= 0 && c[colSize] >= 0 && c[colCount] >= 0
}

func (p *csvParser) parse(b *Block, from, to uint32) (err error) {
	b.keyed = true
	switch {
	case from == to:
		return nil
	case p.header:
		p.header = false
		return nil
	}
	if p.spans, err = split(p.spans[:0], b.data, from, to, p.delimiter); err != nil {
		return err
	}
	if len(p.spans) != p.fields {
		return &Error{Err: fmt.Errorf("%d fields", len(p.spans)), Want: fmt.Sprintf("%d, as in the first line", p.fields)}
	}
	return p.request(b)
}

// request makes requests of the fields; what a column lacks is empty.
func (p *csvParser) request(b *Block) error {
	r := row{count: 1}
	for c, at := range p.columns {
		if at < 0 {
			continue
		}
		text := b.slice(p.spans[at])
		if err := r.read(column(c), text); errors.Is(err, errNumber) {
			return numberError(column(c), text)
		} else if err != nil {
			return err
		}
	}
	key := p.spans[p.columns[colKey]]
	if key.from == key.to && r.op != Flush {
		return &Error{Err: errors.New("an empty key")}
	}
	for range r.count {
		b.key(key)
		appendIf(p.columns[colTime], &b.Time, r.time)
		appendIf(p.columns[colOp], &b.Op, r.op)
		appendIf(p.columns[colSize], &b.Size, r.size)
		appendIf(p.columns[colTTL], &b.TTL, r.ttl)
	}
	return nil
}

// numberError says which forms a column has.
func numberError(c column, text []byte) error {
	what, want := "number", "a number as "+columnNames[c]
	switch c {
	case colTime:
		what, want = "time", wantTime
	case colTTL:
		want = wantSeconds
	}
	return &Error{Err: fmt.Errorf("%.40q is no %s", text, what), Want: want}
}

// row is what a line's fields mean.
type row struct {
	time, size, ttl, count int64
	op                     Op
}

// read takes the field of a column.
func (r *row) read(c column, text []byte) (err error) {
	switch c {
	case colTime:
		r.time, err = moment(text)
	case colOp:
		r.op, err = operation(text)
	case colSize:
		if len(text) > 0 {
			r.size, err = integer(text)
		}
	case colTTL:
		r.ttl, err = seconds(text)
	case colCount:
		if r.count, err = integer(text); err == nil && r.count > maxCount {
			err = fmt.Errorf("a count above %d", maxCount)
		}
	}
	return err
}

// appendIf appends where the column exists.
func appendIf[T any](at int, to *[]T, v T) {
	if at >= 0 {
		*to = append(*to, v)
	}
}
