package trace

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// format is one trace format.
type format struct {
	name    string
	maxLine int                                          // the longest line or value, in bytes
	want    string                                       // what a line or record should look like
	looks   func(head sample) bool                       // whether a file begins like this format
	start   func(s *Stream, head sample) (reader, error) // makes its reader
}

const (
	longLine  = 1 << 20
	valueLine = 64 << 20 // of a line that has to be in memory, values and all
	hugeLine  = 1 << 30  // of values that are passed over
)

// formats lists the readable formats, the more special before the more general;
// keys, the last, is what nothing else is.
var formats = []format{
	{"vkcheck", valueLine, wantRecording, isRecording, startRecording},
	{"pcap", hugeLine, wantPcap, isPcap, startPcap},
	{"lcs", longLine, wantLCS, isLCS, startLCS},
	{"aof", hugeLine, wantAOF, isAOF, startAOF},
	{"monitor", valueLine, wantMonitor, anyLine(3, looksLikeMonitor), byLine(parseMonitor)},
	{"monitor-trace", longLine, wantMonitorTrace, anyLine(3, looksLikeMonitorTrace), byLine(parseMonitorTrace)},
	{"twitter", longLine, wantTwitter, everyLine(looksLikeTwitter), byLine(parseTwitter)},
	{"kvcache", longLine, "a line of CSV", isKVCache, startCSV},
	{"csv", longLine, "a line of CSV", isCSV, startCSV},
	{"arc", longLine, wantARC, everyLine(looksLikeARC), byLine(parseARC)},
	{"lirs", longLine, wantLIRS, isLIRS, byLine(parseLIRS)},
	{"oracle", longLine, wantOracle, isOracle, startOracle},
	{"keys", longLine, "a key", isKeys, startKeys},
}

// Formats lists the names of the formats that can be read.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	slices.Sort(names)
	return names
}

// The causes of trace-empty and trace-not-recognised.
var (
	errEmpty  = errors.New("no requests")
	errBinary = errors.New("binary data")
	errTar    = errors.New("this is a tar archive: unpack it, and name the files")
)

// sample is the beginning of a trace, unpacked.
type sample struct {
	data  []byte
	whole bool     // this is all of it
	lines [][]byte // its first lines that are not blank and have an end
}

// sampleLines bounds the lines of a sample.
const sampleLines = 100

func newSample(data []byte, whole bool) sample {
	s := sample{data: data, whole: whole}
	for line := range bytes.Lines(data) {
		ended := line[len(line)-1] == '\n'
		line = bytes.TrimRight(line, "\r\n")
		if len(line) > 0 && (ended || whole || len(s.lines) == 0) {
			s.lines = append(s.lines, line)
		}
		if len(s.lines) == sampleLines {
			break
		}
	}
	return s
}

// anyLine makes a test that one of the first n lines passes.
func anyLine(n int, test func(line []byte) bool) func(sample) bool {
	return func(s sample) bool { return slices.ContainsFunc(s.lines[:min(n, len(s.lines))], test) }
}

// everyLine makes a test that all lines of the sample pass.
func everyLine(test func(line []byte) bool) func(sample) bool {
	return func(s sample) bool {
		return len(s.lines) > 0 && !slices.ContainsFunc(s.lines, func(line []byte) bool { return !test(line) })
	}
}

// detect finds the format from the beginning of a trace.
func detect(head sample) (format, error) {
	if head.whole && (len(head.lines) == 0 || len(head.lines) == 1 && isOK(head.lines[0])) {
		return format{}, errEmpty
	}
	for _, f := range formats {
		if f.looks(head) {
			return f, nil
		}
	}
	if what := notKeys(head); what != "" {
		return format{}, fmt.Errorf("this is %s", what)
	}
	return format{}, errBinary
}

// CheckFormat errs where the options name a format that there is not, or columns
// of another one than CSV.
func CheckFormat(opt Options) error {
	if opt.Format == "" {
		return nil
	}
	_, err := byName(opt.Format)
	if err == nil && opt.Columns != "" && opt.Format != "csv" && opt.Format != "kvcache" {
		return fmt.Errorf("%s has no columns to name", opt.Format)
	}
	return err
}

// byName finds a format that the user named.
func byName(name string) (format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	return format{}, nearest.Unknown("format", name, Formats())
}

func isOK(line []byte) bool { return string(bytes.TrimPrefix(line, []byte("+"))) == "OK" }

// isKeys says that a file is text and none that must not be taken for keys.
func isKeys(s sample) bool { return notKeys(s) == "" && !binaryData(s.data) }

// binaryData says that data are no text: a zero byte, or more than one byte in
// ten that no text has.
func binaryData(data []byte) bool {
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
