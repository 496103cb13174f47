package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
)

// The trace: requests of keys by Zipf's law, whose ranks are shuffled so that
// they say nothing about the keys' names.
const (
	requests = 20_000_000
	universe = 2_000_000
	unique   = 1_500_903 // of the universe are drawn
	exponent = 1.0001
	seed     = 42
)

// The traces, by file name.
const (
	textTrace    = "zipf20m.txt"               // a key per line
	binaryTrace  = "zipf20m.oracleGeneral.bin" // the same for libCacheSim
	readsTrace   = "reads.csv"                 // with times, half as long
	writesTrace  = "writes.csv"                // the same reads, and a write after every tenth
	monitorTrace = "monitor.txt"               // a quarter of it, as MONITOR prints it
)

// writer writes the requests in one format.
type writer func(w *bufio.Writer, keys []uint32) error

var traces = map[string]writer{
	textTrace: func(w *bufio.Writer, keys []uint32) error {
		return each(w, keys, func(line []byte, _ int, key uint32) []byte { return appendKey(line, key) })
	},
	binaryTrace: writeOracle,
	readsTrace:  func(w *bufio.Writer, keys []uint32) error { return writeCSV(w, keys[:requests/2], 0) },
	writesTrace: func(w *bufio.Writer, keys []uint32) error { return writeCSV(w, keys[:requests/2], 10) },
	monitorTrace: func(w *bufio.Writer, keys []uint32) error {
		return each(w, keys[:requests/4], func(line []byte, i int, key uint32) []byte {
			line = fmt.Appendf(line, "17%08d.%06d [0 10.0.0.%d:40000] \"GET\" \"", i/perSecond, i%perSecond*(1_000_000/perSecond), i%7)
			return append(appendKey(line, key), '"')
		})
	},
}

// perSecond is how many requests there are a second.
const perSecond = 10_000

func appendKey(line []byte, key uint32) []byte {
	return strconv.AppendUint(append(line, "key:"...), uint64(key), 10)
}

// each writes a line for every request.
func each(w *bufio.Writer, keys []uint32, line func(line []byte, i int, key uint32) []byte) error {
	var text []byte
	for i, key := range keys {
		text = append(line(text[:0], i, key), '\n')
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// writeCSV writes reads and after every so many one write, 0 for none, of a key
// that is as likely as the others.
func writeCSV(w *bufio.Writer, keys []uint32, every int) error {
	if _, err := w.WriteString("time,key,op\n"); err != nil {
		return err
	}
	return each(w, keys, func(line []byte, i int, key uint32) []byte {
		at := float64(i) / perSecond
		line = append(appendKey(append(strconv.AppendFloat(line, at, 'f', 4, 64), ','), key), ",get"...)
		if every > 0 && i%every == every-1 {
			line = append(strconv.AppendFloat(append(line, '\n'), at, 'f', 4, 64), ',')
			line = append(appendKey(line, keys[len(keys)-i-1]), ",set"...)
		}
		return line
	})
}

// writeOracle writes records of time, key, size and the number, from 1, of the
// key's next request, -1 for none.
func writeOracle(w *bufio.Writer, keys []uint32) error {
	next, last := make([]int64, len(keys)), map[uint32]int64{}
	for i := len(keys) - 1; i >= 0; i-- {
		next[i] = -1
		if n, ok := last[keys[i]]; ok {
			next[i] = n
		}
		last[keys[i]] = int64(i) + 1
	}
	var record [24]byte
	for i, key := range keys {
		binary.LittleEndian.PutUint32(record[0:], uint32(i))
		binary.LittleEndian.PutUint64(record[4:], uint64(key))
		binary.LittleEndian.PutUint32(record[12:], 1)
		binary.LittleEndian.PutUint64(record[16:], uint64(next[i]))
		if _, err := w.Write(record[:]); err != nil {
			return err
		}
	}
	return nil
}

// draw makes the requests.
func draw() []uint32 {
	rng := rand.New(rand.NewSource(seed))
	zipf := rand.NewZipf(rng, exponent, 1, universe-1)
	names := rng.Perm(universe)
	keys := make([]uint32, requests)
	for i := range keys {
		keys[i] = uint32(names[zipf.Uint64()]) + 1
	}
	return keys
}

// makeTraces makes what is not there yet.
func makeTraces(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var keys []uint32
	for name, write := range traces {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(os.Stderr, "making", path)
		if keys == nil {
			keys = draw()
		}
		if err := makeTrace(path, keys, write); err != nil {
			return err
		}
	}
	return nil
}

// makeTrace writes a trace beside its place and moves it there when it is whole.
func makeTrace(path string, keys []uint32, write writer) error {
	f, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(w, keys), w.Flush(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path+".part"))
	}
	return os.Rename(path+".part", path)
}
