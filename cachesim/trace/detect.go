package trace

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// format is one trace format.
type format struct {
	name    string
	maxLine int    // the longest line, in bytes
	want    string // what a line should look like
	parse   func(b *Block, from, to uint32) error
}

// formats lists the readable formats, the default last.
var formats = []format{
	{"monitor", 1 << 30, wantMonitor, parseMonitor}, // a value may have 512 MB, escaped more
	{"keys", 1 << 20, "a key", parseKeys},
}

// Formats lists the names of the formats that can be read.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// foreign lists the beginnings of files that must not be taken for keys.
var foreign = []struct{ magic, what string }{
	{"\xfd7zXZ\x00", "xz; unpack it first: xz -dc FILE | vkcheck cache-sim -"},
	{"BZh", "bzip2; unpack it first: bzip2 -dc FILE | vkcheck cache-sim -"},
	{"PK\x03\x04", "a zip archive"},
	{"REDIS0", "an RDB dump, which has no requests"},
	{"VALKEY", "an RDB dump, which has no requests"},
	{"\xd4\xc3\xb2\xa1", "a packet capture, which cannot be read yet"},
	{"\xa1\xb2\xc3\xd4", "a packet capture, which cannot be read yet"},
	{"\n\r\r\n", "a packet capture, which cannot be read yet"},
}

// The causes of trace-empty and trace-not-recognised.
var (
	errEmpty  = errors.New("no requests")
	errBinary = errors.New("binary data")
)

// headLen is how much of a trace detection sees.
const headLen = 64 << 10

// detect finds the format from the beginning of a trace, unpacked; whole says
// that this is all of it.
func detect(head []byte, whole bool) (format, error) {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return format{}, fmt.Errorf("this is %s", f.what)
		}
	}
	lines := firstLines(head)
	switch {
	case whole && (len(lines) == 0 || len(lines) == 1 && isOK(lines[0])):
		return format{}, errEmpty
	case len(lines) > 1 && lines[0][0] == '*' && len(lines[0]) < 12 && lines[1][0] == '$':
		return format{}, errors.New("this is RESP, perhaps an append-only file, which cannot be read yet")
	}
	for _, line := range lines {
		if looksLikeMonitor(line) {
			return formats[0], nil
		}
	}
	if binary(head) {
		return format{}, errBinary
	}
	return formats[len(formats)-1], nil
}

// byName finds a format that the user named.
func byName(name string) (format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	return format{}, fmt.Errorf("no format %q: one of %s", name, strings.Join(Formats(), ", "))
}

// firstLines gives up to three lines that are not blank.
func firstLines(head []byte) (lines [][]byte) {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 {
			lines = append(lines, line)
		}
		if len(lines) == 3 {
			break
		}
	}
	return lines
}

func isOK(line []byte) bool { return string(bytes.TrimPrefix(line, []byte("+"))) == "OK" }

func looksLikeMonitor(line []byte) bool {
	line = bytes.TrimPrefix(line, []byte("+"))
	_, n, ok := monitorTime(line)
	if !ok {
		return false
	}
	_, _, _, ok = monitorAddress(line, n)
	return ok
}

// binary says that data are no text: a zero byte, or more than one byte in ten
// that no text has.
func binary(data []byte) bool {
	odd := 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == 0:
			return true
		case r == utf8.RuneError && n == 1, r < ' ' && r != '\t' && r != '\n' && r != '\r':
			odd++
		}
		i += n
	}
	return odd*10 > len(data)
}
