package conn

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/internal/readfile"
)

// bundle is what names roots, in PEM, and where it was read.
type bundle struct {
	files []bundleText
	empty string // what to say where it holds no certificate
}

// bundleText is what a file holds; its name is for messages.
type bundleText struct {
	name string
	data []byte
}

// SkippedRoot is a certificate among those that name roots which could not be
// taken for one: nobody is trusted by it.
type SkippedRoot struct {
	File string // where it stands
	Line int    // where it begins, from 1 on
	Err  error  // what is wrong with it
}

// loadRoots reads the roots that t names; nil means the system's.
func (t *TLSOptions) loadRoots() (*madePool, error) {
	var read []bundle
	if t.CAData != nil {
		read = append(read, bundle{[]bundleText{{"the CA data", t.CAData}}, "the CA data holds no certificate in PEM"})
	}
	if t.CAFile != "" {
		data, err := lastBundle.read(t.CAFile)
		if err != nil {
			return nil, err
		}
		read = append(read, bundle{[]bundleText{{t.CAFile, data}}, t.CAFile + " holds no certificate in PEM"})
	}
	if t.CADir != "" {
		files, err := readDir(t.CADir)
		if err != nil {
			return nil, err
		}
		read = append(read, bundle{files, "no file in " + t.CADir + " holds a certificate in PEM"})
	}
	if read == nil {
		return new(madePool), nil
	}
	return lastPools.of(read)
}

// bundleFile is the CA file that was read last. Every dial asks for it, and
// nearly always for the one of the dial before: whether it has changed is one
// question to the system, to read it are four.
type bundleFile struct {
	mu   sync.Mutex
	path string
	info os.FileInfo
	data []byte
}

var lastBundle bundleFile

// tick is the age from which on a file's time tells whether it was written
// since: clocks of file systems tick.
const tick = 2 * time.Second

func (b *bundleFile) read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if path == b.path && os.SameFile(info, b.info) && info.Size() == b.info.Size() && info.ModTime().Equal(b.info.ModTime()) {
		return b.data, nil
	}
	data, err := readFile(path)
	if err == nil && time.Since(info.ModTime()) > tick {
		b.path, b.info, b.data = path, info, data
	}
	return data, err
}

// readDir reads all files in dir: others than certificates lie in such
// directories too.
func readDir(dir string) ([]bundleText, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fileError(err)
	}
	var all []bundleText
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if data, err := readfile.AtMost(path, MaxCertFile); err == nil {
			all = append(all, bundleText{path, data})
		}
	}
	return all, nil
}
