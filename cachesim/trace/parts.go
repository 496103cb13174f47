package trace

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/vkcheck/vkcheck/internal/readfile"
)

// The append-only file of a server since Redis 7 is a directory with a manifest,
// whose lines are
//
//	file NAME seq NUMBER type b|h|i
//
// b is the base, a dump of what there was, i are the increments in order, and h
// what is no longer needed. Only the increments hold requests.

const manifestSuffix = ".manifest"

// manifestMax bounds a manifest; it has a line for each rewrite.
const manifestMax = 1 << 20

var (
	errDirectory = errors.New("a directory that holds no manifest of an append-only file")
	errManifest  = errors.New("no manifest of an append-only file")
)

// aofParts gives the files that a directory or a manifest stands for, nil for
// any other file.
func aofParts(name string) ([]string, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		found, _ := filepath.Glob(filepath.Join(escapeGlob(name), "*"+manifestSuffix))
		if len(found) != 1 {
			return nil, errDirectory
		}
		name = found[0]
	}
	if !strings.HasSuffix(name, manifestSuffix) {
		return nil, nil
	}
	text, err := readfile.AtMost(name, manifestMax)
	if err != nil {
		return nil, err
	}
	return increments(filepath.Dir(name), text)
}

// escapeGlob makes a name match itself.
func escapeGlob(name string) string {
	if filepath.Separator == '\\' {
		return name // there the backslash escapes nothing
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(name)
}

// increments reads a manifest.
func increments(dir string, text []byte) ([]string, error) {
	parts := []string{}
	for line := range bytes.Lines(text) {
		words := strings.Fields(string(line))
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) < 6 || words[0] != "file" || words[4] != "type" {
			return nil, errManifest
		}
		name := strings.Trim(words[1], `"`)
		if name != filepath.Base(name) {
			return nil, errManifest // the server takes no paths either
		}
		if words[5] == "i" {
			parts = append(parts, filepath.Join(dir, name))
		}
	}
	return parts, nil
}

// files reads files one after another.
type files struct {
	names []string
	open  *os.File
	read  int64
	begun []begun
}

// begun is a file that was begun when so many bytes had been read.
type begun struct {
	name string
	at   int64
}

// place says which file ends the first bytes of all, and how many of them are its
// own.
func (f *files) place(bytes int64) (name string, own int64) {
	for _, b := range f.begun {
		if name == "" || b.at < bytes {
			name, own = b.name, bytes-b.at
		}
	}
	return name, own
}

// Read goes on to the next file at the end of one.
func (f *files) Read(p []byte) (int, error) {
	for {
		if f.open == nil {
			if len(f.names) == 0 {
				return 0, io.EOF
			}
			next, err := os.Open(f.names[0])
			if err != nil {
				return 0, err
			}
			f.begun = append(f.begun, begun{f.names[0], f.read})
			f.open, f.names = next, f.names[1:]
		}
		n, err := f.open.Read(p)
		f.read += int64(n)
		if n > 0 || !errors.Is(err, io.EOF) {
			return n, err
		}
		if err := f.Close(); err != nil {
			return 0, err
		}
	}
}

// Close closes the file that is open.
func (f *files) Close() error {
	if f.open == nil {
		return nil
	}
	err := f.open.Close()
	f.open = nil
	return err
}
