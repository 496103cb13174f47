package trace

import (
	"bytes"
	"encoding/json"
	"slices"
)

// foreign lists the beginnings of files that must not be taken for keys.
var foreign = []struct{ magic, what string }{
	{"PK\x03\x04", "a zip archive"},
	{"\xff\xfe", utf16},
	{"\xfe\xff", utf16},
}

// utf16 is what PowerShell makes of a program's output.
const utf16 = "UTF-16 text, as PowerShell's > writes it: convert it to UTF-8"

// lookalikes lists text that must not be either: each of its lines would be a
// key of its own, and the result look right.
var lookalikes = []struct {
	looks func(sample) bool
	what  string
}{
	{anyLine(3, looksLikePrefixedMonitor), "MONITOR with something before the times: cut that off"},
	{anyLine(1, looksLikeSeparator), "CSV for Excel: take its first line off, which only tells the delimiter"},
	{everyLine(looksLikeJSON), "JSON: take the keys out, as jq -r .key does"},
	{isTable, "a table whose first line names no key: name its columns, as --csv-columns time=1,key=2 does"},
}

// notKeys says what text is that must not be taken for keys; it is empty for other
// text.
func notKeys(head sample) string {
	for _, f := range foreign {
		if bytes.HasPrefix(head.data, []byte(f.magic)) {
			return f.what
		}
	}
	for _, l := range lookalikes {
		if l.looks(head) {
			return l.what
		}
	}
	return ""
}

// isTar says that a file is an archive of POSIX or GNU tar. It is no trace in any
// format, though the text in it has lines that look right.
func isTar(head sample) bool {
	const at, magic = 257, "ustar"
	return len(head.data) > at && bytes.HasPrefix(head.data[at:], []byte(magic))
}

// looksLikePrefixedMonitor says that a line of MONITOR stands in another program's,
// such as journald's or kubectl's with its times.
func looksLikePrefixedMonitor(line []byte) bool {
	for at, c := range line {
		if (c == ' ' || c == '\t') && looksLikeMonitor(line[at+1:]) {
			return true
		}
	}
	return false
}

// looksLikeSeparator says that a line tells Excel the delimiter of CSV.
func looksLikeSeparator(line []byte) bool {
	const separator = "sep="
	return len(line) == len(separator)+1 && bytes.EqualFold(line[:len(separator)], []byte(separator))
}

func looksLikeJSON(line []byte) bool { return line[0] == '{' && json.Valid(line) }

// tableLines is how many lines make a table, at least.
const tableLines = 3

// isTable says that all lines have as many fields, several, of which but for a header
// the first is a time or one says what was done.
func isTable(head sample) bool {
	rows := rowsOf(head, delimiter(head))
	if len(rows) < tableLines {
		return false
	}
	rows = rows[1:]
	for c := range rows[0] {
		if !slices.ContainsFunc(rows, func(row [][]byte) bool { return !isOperation(row[c]) }) {
			return true
		}
	}
	last := int64(0)
	for _, row := range rows {
		at, err := moment(row[0])
		if err != nil || at < last {
			return false
		}
		last = at
	}
	return true
}

func isOperation(field []byte) bool {
	_, err := operation(field)
	return err == nil && !numeric(field)
}
