package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Partial is a new file that has the suffix .partial until it is whole.
type Partial struct {
	*os.File
	name string
}

const suffix = ".partial"

// Create begins a file that must not be there yet, neither under its name nor
// as what another run has left of it: the error is [fs.ErrExist].
func Create(name string, mode fs.FileMode) (*Partial, error) {
	if err := absent(name); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name+suffix, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return &Partial{f, name}, nil
}

// Commit gives the file its name, once its content is on the disk. Where that
// fails, the file stays under the name that the error has.
func (p *Partial) Commit() error {
	err := errors.Join(p.Sync(), p.Close(), absent(p.name))
	if err == nil {
		err = os.Rename(p.File.Name(), p.name)
	}
	if err != nil {
		return fmt.Errorf("left as %s: %w", p.File.Name(), err)
	}
	return nil
}

// Discard removes the file.
func (p *Partial) Discard() error {
	return errors.Join(p.Close(), os.Remove(p.File.Name()))
}

// absent is nil where there is no such file.
func absent(name string) error {
	switch _, err := os.Lstat(name); {
	case err == nil:
		return &fs.PathError{Op: "create", Path: name, Err: syscall.EEXIST}
	case errors.Is(err, fs.ErrNotExist):
		return nil
	default:
		return err
	}
}
