package gate

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// advice is what a person did who reads such an error of the library, by how
// it begins.
var advice = []struct{ said, did string }{
	{"did not find expected '-' indicator", "is it indented as the lines above?"},
	{"did not find expected key", "is it indented as the lines above?"},
	{"mapping values are not allowed", "is it indented as the lines above? A value with \": \" in it needs quotes"},
	{"did not find expected ',' or", "what { or [ begins is not closed, or a value with one of {}[], in it needs quotes"},
	{"did not find expected node content", "what { or [ begins is not closed, or a value with one of {}[], in it needs quotes"},
	{"found character that cannot start any token", "a value that begins with it needs quotes"},
	{"found unexpected end of stream", "a quote is not closed"},
	{"found unexpected document indicator", "a quote is not closed"},
}

var placeOf = regexp.MustCompile(`^yaml: (?:line \d+: )?`)

// withoutPlace is what an error of the library says, but for where.
func withoutPlace(err error) string { return placeOf.ReplaceAllString(err.Error(), "") }

// syntaxError gives an error of the library its place. The line that the
// library tells is where it began to read a part, and one off by turns.
func syntaxError(file string, text []byte, err error) error {
	said := withoutPlace(err)
	lines := bytes.SplitAfter(text, []byte("\n"))
	n := sort.Search(len(lines)-1, func(i int) bool {
		err := readable(bytes.Join(lines[:i+1], nil))
		return err != nil && withoutPlace(err) == said
	})
	return &Error{Position{File: file, Line: n + 1}, said + advised(said, lines[n])}
}

// advised is what to do about what the library said of a line.
func advised(said string, line []byte) string {
	if start := bytes.TrimLeft(line, " "); bytes.HasPrefix(start, []byte("\t")) {
		return ": a tab: YAML indents by spaces"
	}
	for _, a := range advice {
		if strings.HasPrefix(said, a.said) {
			return ": " + a.did
		}
	}
	return ""
}

// readable is the first error of the documents in text.
func readable(text []byte) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var n yaml.Node
		switch err := dec.Decode(&n); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
