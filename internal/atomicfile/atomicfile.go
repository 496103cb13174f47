// Package atomicfile writes files that are there whole or not at all.
//
// What belongs here: how a file comes to be. What does not: what is in it.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Replace puts a file in the place of another, or of none. Whoever reads
// meanwhile, in this process or another, sees all of the old or all of the
// new one; an error leaves the old one. The file has the mode of the one that it
// replaces, and a new one what the umask leaves of mode.
func Replace(name string, content []byte, mode fs.FileMode) error {
	temporary := fmt.Sprintf(".vkcheck-%x", rand.Uint64())
	f, err := os.OpenFile(filepath.Join(filepath.Dir(name), temporary), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if old, notThere := os.Stat(name); notThere == nil {
		err = f.Chmod(old.Mode().Perm())
	}
	_, writeErr := f.Write(content)
	err = errors.Join(err, writeErr, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
