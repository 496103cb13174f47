package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// works are what this program measures in a process of its own. They print how
// long the part took that counts.
var works = map[string]func(dir string) error{
	"simplelru": simpleLRU,
	"load":      func(dir string) error { _, err := load(dir, textTrace, 1, true); return err },
	"monitor":   func(dir string) error { _, err := load(dir, monitorTrace, 1, true); return err },
	"lines":     lines,
	"curve":     curve,
	"shards":    func(dir string) error { _, err := load(dir, textTrace, sampled, true); return err },
	"error":     sampleError,
}

const oneSize = 150_000

// simpleLRU replays the trace, as numbers in memory, through hashicorp's
// simplelru.
func simpleLRU(dir string) error {
	f, err := os.Open(filepath.Join(dir, binaryTrace))
	if err != nil {
		return err
	}
	defer f.Close()
	in, ids := bufio.NewReaderSize(f, 1<<20), make([]uint32, 0, requests)
	numbers := map[uint64]uint32{}
	for record := make([]byte, 24); ; {
		if _, err := io.ReadFull(in, record); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		key := binary.LittleEndian.Uint64(record[4:])
		id, known := numbers[key]
		if !known {
			id = uint32(len(numbers))
			numbers[key] = id
		}
		ids = append(ids, id)
	}
	cache, err := simplelru.NewLRU[uint32, struct{}](oneSize, nil)
	if err != nil {
		return err
	}
	misses := 0
	done := stopwatch()
	for _, id := range ids {
		if _, ok := cache.Get(id); !ok {
			misses++
			cache.Add(id, struct{}{})
		}
	}
	done()
	if misses != 4_722_894 { // libCacheSim's
		return fmt.Errorf("simplelru misses %d times", misses)
	}
	return nil
}

// stopwatch gives what prints the time since.
func stopwatch() func() {
	begin, used := time.Now(), processor()
	return func() { fmt.Println(time.Since(begin).Seconds(), (processor() - used).Seconds()) }
}

// load reads a trace into memory, or a sample of it.
func load(dir, name string, rate float64, timed bool) (*cachesim.Trace, error) {
	p, err := client.Lookup("valkey-py")
	if err != nil {
		return nil, err
	}
	done := stopwatch()
	t, err := cachesim.Load(context.Background(), cachesim.Source{Name: filepath.Join(dir, name), Sampling: client.Sampling{Rate: rate}}, p, nil)
	if timed {
		done()
	}
	return t, err
}

// lines parses lines of MONITOR, and does nothing with them.
func lines(dir string) error {
	done := stopwatch()
	in, err := trace.Open(filepath.Join(dir, monitorTrace), nil, trace.Options{})
	if err != nil {
		return err
	}
	defer in.Close()
	n := 0
	for b := (trace.Block{}); err == nil; n += b.Len() {
		err = in.Next(&b)
	}
	done()
	if n != requests/4 {
		return fmt.Errorf("%d lines: %w", n, err)
	}
	return nil
}

// curve computes the LRU curve of all sizes.
func curve(dir string) error {
	t, err := load(dir, textTrace, 1, false)
	if err != nil {
		return err
	}
	done := stopwatch()
	c := t.Curve()
	done()
	if hits := requests - 4_722_894; c.Hits(oneSize) != uint64(hits) {
		return fmt.Errorf("%d hits at %d, want %d", c.Hits(oneSize), oneSize, hits)
	}
	return nil
}

const (
	sampled = 0.01
	sizes   = 1000 // at which the error of a sample is looked at
)

// sampleError prints the mean error of the hit ratios that a sample tells.
func sampleError(dir string) error {
	exact, err := load(dir, textTrace, 1, false)
	if err != nil {
		return err
	}
	t, err := load(dir, textTrace, sampled, false)
	if err != nil {
		return err
	}
	a, b, sum := t.Curve(), exact.Curve(), 0.0
	for i := range sizes {
		size := (i + 1) * unique / sizes
		sum += math.Abs(a.HitRatio(size) - b.HitRatio(size))
	}
	fmt.Println(sum/sizes, 0)
	return nil
}
