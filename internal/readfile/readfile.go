// Package readfile reads whole files that a user has named: by mistake that may
// be a disk, or a dump of the server.
//
// What belongs here: how much of a file comes into memory. What does not: what
// is in it.
package readfile

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// AtMost is os.ReadFile for files of up to most bytes. A longer one is an error,
// also where its end cannot be known, and takes no more memory than that.
func AtMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), most)) + bytes.MinRead)
	}
	return atMost(&b, f, name, most)
}

// From is AtMost for what is open already, and called name.
func From(r io.Reader, name string, most int64) ([]byte, error) {
	return atMost(new(bytes.Buffer), r, name, most)
}

func atMost(b *bytes.Buffer, r io.Reader, name string, most int64) ([]byte, error) {
	if _, err := b.ReadFrom(io.LimitReader(r, most+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > most {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("longer than %s, the most that such a file may have", size(most))}
	}
	return b.Bytes(), nil
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}
