package conn

import (
	"bytes"
	"crypto/x509"
	"slices"
	"sync"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// poolCache holds the pools made last: files are read on every dial, but a
// bundle is parsed, which takes a hundred times as long, where it has changed.
type poolCache struct {
	mu    sync.Mutex
	pools [4]*madePool
	next  int
}

// madePool is a pool of roots, and what is there beside them.
type madePool struct {
	from    []bundle
	anchors *ocspcheck.Anchors // nil: the system's
	skipped []SkippedRoot
}

var lastPools poolCache

func (c *poolCache) of(read []bundle) (*madePool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, made := range c.pools {
		if made != nil && slices.EqualFunc(made.from, read, sameBundle) {
			return made, nil
		}
	}
	made := new(madePool)
	pool := x509.NewCertPool()
	for _, b := range read {
		taken, skipped := b.addTo(pool)
		if taken == 0 {
			return nil, b.fault(skipped)
		}
		made.skipped = append(made.skipped, skipped...)
		made.from = append(made.from, b.clone())
	}
	made.anchors = ocspcheck.NewAnchors(pool)
	c.pools[c.next] = made
	c.next = (c.next + 1) % len(c.pools)
	return made, nil
}

func sameBundle(a, b bundle) bool {
	return slices.EqualFunc(a.files, b.files, func(a, b bundleText) bool { return a.name == b.name && bytes.Equal(a.data, b.data) })
}

func (b bundle) clone() bundle {
	files := slices.Clone(b.files)
	for i := range files {
		files[i].data = bytes.Clone(files[i].data)
	}
	return bundle{files: files}
}
