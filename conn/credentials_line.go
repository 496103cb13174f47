package conn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// secretMax bounds what a secret is looked for in, in bytes.
const secretMax = 64 << 10

var errTooLong = errors.New("more than 64 KiB")

// fileSecret is the first line of a file.
func fileSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	line, err := firstLine(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return line, nil
}

// firstLine is what stands before the first line end.
func firstLine(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, secretMax+1))
	if err != nil {
		return "", err
	}
	line, _, ended := strings.Cut(string(text), "\n")
	if !ended && len(text) > secretMax {
		return "", errTooLong
	}
	// Editors on Windows put a byte order mark before the text, and end lines by two bytes.
	if line = strings.TrimSuffix(strings.TrimPrefix(line, "\ufeff"), "\r"); line == "" {
		return "", errors.New("the first line is empty")
	}
	return line, nil
}

// boundedOutput keeps up to secretMax bytes and takes no more, which ends the
// one who writes.
type boundedOutput struct {
	kept bytes.Buffer
	over bool
}

func (b *boundedOutput) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > secretMax {
		b.over = true
		return 0, errTooLong
	}
	return b.kept.Write(p)
}
