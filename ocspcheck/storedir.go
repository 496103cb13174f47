package ocspcheck

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/internal/atomicfile"
)

// DirStore is a [Store] in a directory that runs and processes may share: a
// file for each key, always whole, because a new one takes the place of the
// old. A file that is damaged, too large or not ours is an error of Load, and
// replaced by the next Save.
type DirStore struct{ dir string }

const (
	storeSuffix = ".vkcheck"
	storeMagic  = "vkcheck-store/1 "
	// maxStoreFile leaves room for the line before the data.
	maxStoreFile = maxResponseSize + 256
	// maxSwept bounds how many files are looked at when a store is opened.
	maxSwept = 10_000
)

// OpenDirStore opens the store in a directory, which is made where it is
// missing, for its owner alone. Files whose time was over at now are removed.
func OpenDirStore(dir string, now time.Time) (*DirStore, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &DirStore{dir: dir}
	return s, s.sweep(now)
}

// sweep removes what has ended. Files that are not ours stay, whatever they
// are; errors in single files do not matter, another process may sweep too.
func (s *DirStore) sweep(now time.Time) error {
	d, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	defer d.Close()
	names, err := d.Readdirnames(maxSwept)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for _, name := range names {
		if !strings.HasSuffix(name, storeSuffix) {
			continue
		}
		path := filepath.Join(s.dir, name)
		if raw, err := readBounded(path); err == nil {
			if _, until, err := parseStored(raw); err == nil && !now.Before(until) {
				_ = os.Remove(path)
			}
		}
	}
	return nil
}

func (s *DirStore) path(key StoreKey) string {
	return filepath.Join(s.dir, key.String()+storeSuffix)
}

// Load reads the key's file.
func (s *DirStore) Load(key StoreKey, at time.Time) ([]byte, error) {
	raw, err := readBounded(s.path(key))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	data, until, err := parseStored(raw)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", s.path(key), err)
	case !at.Before(until):
		return nil, nil
	}
	return data, nil
}

// Save writes the key's file.
func (s *DirStore) Save(key StoreKey, data []byte, until time.Time) error {
	return atomicfile.Replace(s.path(key), formatStored(data, until), 0o600)
}

// readBounded reads a regular file that is not too large; it opens no device
// and waits for no pipe.
func readBounded(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", path)
	case info.Size() > maxStoreFile:
		return nil, fmt.Errorf("%s has %d bytes, at most %d are read", path, info.Size(), maxStoreFile)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxStoreFile))
}

// formatStored puts a line before the data: magic, the end, the SHA-256 of
// both. The sum is for damage, not for forgers: what it guards is judged.
func formatStored(data []byte, until time.Time) []byte {
	end := until.UTC().Format(time.RFC3339)
	return slices.Concat([]byte(storeMagic+end+" "+storedSum(end, data)+"\n"), data)
}

func storedSum(end string, data []byte) string {
	h := sha256.New()
	_, _ = io.WriteString(h, end)
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

var errDamaged = errors.New("file is damaged or none of vkcheck's")

func parseStored(raw []byte) (data []byte, until time.Time, err error) {
	line, data, found := bytes.Cut(raw, []byte("\n"))
	rest, ours := strings.CutPrefix(string(line), storeMagic)
	end, sum, _ := strings.Cut(rest, " ")
	if !found || !ours || sum != storedSum(end, data) {
		return nil, time.Time{}, errDamaged
	}
	if until, err = time.Parse(time.RFC3339, end); err != nil {
		return nil, time.Time{}, errDamaged
	}
	return data, until, nil
}
