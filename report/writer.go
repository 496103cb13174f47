package report

import (
	"io"
	"maps"
	"slices"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// Options say how a writer may present a report; they never change what it
// says.
type Options struct {
	Color bool // ANSI colours; only for a terminal, and not where NO_COLOR is set
	Width int  // columns to stay within; 0 for no limit
}

// Writer writes a report in one format.
type Writer func(w io.Writer, r *Report, o Options) error

// writers is the registry: a format is a file with a Writer and a line here.
var writers = map[string]Writer{
	"github":     writeGitHub,
	"html":       writeHTML,
	"json":       writeJSON,
	"junit":      writeJUnit,
	"markdown":   writeMarkdown,
	"nagios":     writeNagios,
	"prometheus": writePrometheus,
	"sarif":      writeSARIF,
	"svg":        writeSVG,
	"table":      writeTable,
	"yaml":       writeYAML,
}

// Formats lists the names that [Write] knows, sorted.
func Formats() []string {
	return slices.Sorted(maps.Keys(writers))
}

// CheckFormat is nil where [Write] knows the format, and otherwise an error
// that lists those it knows.
func CheckFormat(format string) error {
	if _, ok := writers[format]; !ok {
		return nearest.Unknown("output format", format, Formats())
	}
	return nil
}

// Write writes the report in the named format. It fails for a format that is
// not among [Formats], and with what w returns.
func Write(w io.Writer, format string, r *Report, o Options) error {
	if err := CheckFormat(format); err != nil {
		return err
	}
	return writers[format](w, r, o)
}
