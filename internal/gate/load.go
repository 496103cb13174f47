package gate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/internal/readfile"
)

// The bounds of files.
const (
	maxIncludeDepth = 8
	maxFiles        = 1000
	maxFileSize     = 1 << 20
)

// shownProblems is how many problems an error tells.
const shownProblems = 20

// Load reads a file and what it includes. The error is all that is wrong
// with them, in the order of the files, each an [*Error]: a fault of the
// user's, to exit with 2.
func Load(file string) (*Config, error) {
	return load(file, func(name string) ([]byte, error) { return readfile.AtMost(name, maxFileSize) })
}

// StandardInput is what a file is called that is read from there.
const StandardInput = "standard input"

// LoadFrom is [Load] of a file that comes from standard input. What it includes
// and names is relative to the working directory.
func LoadFrom(stdin io.Reader) (*Config, error) {
	return load(StandardInput, func(name string) ([]byte, error) {
		if name == StandardInput {
			return readfile.From(stdin, name, maxFileSize)
		}
		return readfile.AtMost(name, maxFileSize)
	})
}

// loader reads files.
type loader struct {
	reader
	read      func(name string) ([]byte, error)
	reading   []string // the way from the first file to the one being read
	seen      []string
	documents []document
	unread    bool // a file could not be read
}

func load(file string, read func(string) ([]byte, error)) (*Config, error) {
	l := loader{read: read}
	l.file(file, Position{})
	c := &Config{Files: l.seen}
	if !l.unread { // else what is missing would be a problem too
		c.resolve(&l.reader, l.documents)
	}
	if len(l.problems) > 0 {
		return nil, joined(l.problems)
	}
	return c, nil
}

// joined is one error of all problems, in the order of each file. What several
// targets have from one place is told once.
func joined(problems []error) error {
	slices.SortStableFunc(problems, func(a, b error) int {
		var x, y *Error
		if !errors.As(a, &x) || !errors.As(b, &y) {
			return 0
		}
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
	problems = slices.CompactFunc(problems, func(a, b error) bool { return a.Error() == b.Error() })
	if more := len(problems) - shownProblems; more > 0 {
		problems = append(problems[:shownProblems:shownProblems], fmt.Errorf("and %d problems more", more))
	}
	return errors.Join(problems...)
}

// file reads what a file includes, then keeps its document. from is where it
// is included; its line is 0 for the first file.
func (l *loader) file(name string, from Position) {
	id := identity(name)
	fail := func(format string, args ...any) {
		l.problems = append(l.problems, &Error{from, fmt.Sprintf(format, args...)})
	}
	switch {
	case slices.Contains(l.reading, id):
		fail("%s includes itself", name)
		return
	case slices.Contains(l.seen, id):
		return
	case len(l.reading) >= maxIncludeDepth:
		fail("more than %d files include one another", maxIncludeDepth)
		return
	case len(l.seen) >= maxFiles:
		fail("more than %d files", maxFiles)
		return
	}
	text, err := l.read(name)
	if err != nil {
		l.unread = true
		if from.Line == 0 {
			l.problems = append(l.problems, err)
		} else {
			fail("%v", err)
		}
		return
	}
	l.reading = append(l.reading, id)
	l.document(name, text)
	l.reading = l.reading[:len(l.reading)-1]
	l.seen = append(l.seen, id)
}

func (l *loader) document(name string, text []byte) {
	root, err := parse(name, text)
	if err != nil {
		l.unread = true
		l.problems = append(l.problems, err)
		return
	}
	var d document
	object(&l.reader, root, "the file", documentKeys(), &d)
	for _, i := range d.include {
		files, err := expand(i.pattern)
		if err != nil {
			l.problems = append(l.problems, &Error{i.Position, err.Error()})
		}
		for _, file := range files {
			l.file(file, i.Position)
		}
	}
	l.documents = append(l.documents, d)
}

// expand gives the files that an include means: a gate that silently reads
// none would check nothing.
func expand(pattern string) ([]string, error) {
	if !strings.ContainsAny(pattern, "*?[") {
		return []string{pattern}, nil
	}
	files, err := filepath.Glob(pattern)
	switch {
	case err != nil:
		return nil, errors.New("include is no pattern")
	case len(files) == 0:
		return nil, fmt.Errorf("no file is called %s", pattern)
	}
	return files, nil
}

// identity is the same for a file whatever way leads to it.
func identity(name string) string {
	if name == StandardInput {
		return name
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if whole, err := filepath.Abs(name); err == nil {
		name = whole
	}
	return name
}
