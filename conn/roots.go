package conn

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/internal/readfile"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// bundle is what names roots, in PEM, and where it was read.
type bundle struct {
	data  []byte
	empty error // the fault where it holds no certificate
}

// fault is why none of its certificates could be taken: one that cannot be
// read is not none.
func (b bundle) fault() error {
	for block, rest := pem.Decode(b.data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return configError(CodeCertMalformed, "", fmt.Errorf("%w that can be read: %w", b.empty, err))
		}
	}
	return configError(CodeCABundleEmpty, "", b.empty)
}

// loadRoots reads the roots that t names; nil means the system's.
func (t *TLSOptions) loadRoots() (*ocspcheck.Anchors, error) {
	var read []bundle
	if t.CAData != nil {
		read = append(read, bundle{t.CAData, errors.New("the CA data holds no certificate in PEM")})
	}
	if t.CAFile != "" {
		data, err := lastBundle.read(t.CAFile)
		if err != nil {
			return nil, err
		}
		read = append(read, bundle{data, fmt.Errorf("%s holds no certificate in PEM", t.CAFile)})
	}
	if t.CADir != "" {
		data, err := readDir(t.CADir)
		if err != nil {
			return nil, err
		}
		read = append(read, bundle{data, fmt.Errorf("no file in %s holds a certificate in PEM", t.CADir)})
	}
	if read == nil {
		return nil, nil
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

// readDir joins all files in dir: others than certificates lie in such
// directories too.
func readDir(dir string) ([]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fileError(err)
	}
	var all []byte
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if data, err := readfile.AtMost(path, maxCertFile); err == nil {
			all = append(append(all, data...), '\n')
		}
	}
	return all, nil
}

// poolCache holds the pools made last: files are read on every dial, but a
// bundle is parsed, which takes a hundred times as long, where it has changed.
type poolCache struct {
	mu    sync.Mutex
	pools [4]madePool
	next  int
}

type madePool struct {
	from    []bundle
	anchors *ocspcheck.Anchors
}

var lastPools poolCache

func (c *poolCache) of(read []bundle) (*ocspcheck.Anchors, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, made := range c.pools {
		if slices.EqualFunc(made.from, read, func(a, b bundle) bool { return bytes.Equal(a.data, b.data) }) {
			return made.anchors, nil
		}
	}
	var made madePool
	pool := x509.NewCertPool()
	for _, b := range read {
		if !pool.AppendCertsFromPEM(b.data) {
			return nil, b.fault()
		}
		made.from = append(made.from, bundle{data: bytes.Clone(b.data)})
	}
	made.anchors = ocspcheck.NewAnchors(pool)
	c.pools[c.next] = made
	c.next = (c.next + 1) % len(c.pools)
	return made.anchors, nil
}
