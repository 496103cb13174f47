package trace

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
)

// BenchmarkNext reads the samples of MONITOR and of every keyed format, and
// their lines with bufio.Scanner, which finds them and does nothing else.
func BenchmarkNext(b *testing.B) {
	const size = 8 << 20
	run := func(name string, line []byte, header []byte) {
		data := append(bytes.Clone(header), bytes.Repeat(line, size/len(line))...)
		b.Run(name+"/ours", func(b *testing.B) {
			var block Block
			n := 0
			for b.Loop() {
				s, err := Open("-", bytes.NewReader(data), Options{Format: name})
				for n = 0; err == nil; n += block.Len() {
					err = s.Next(&block)
				}
				if err != io.EOF { //nolint:errorlint // Next gives it as it is
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/request")
		})
		if line[len(line)-1] != '\n' {
			return // records have no lines
		}
		b.Run(name+"/scanner", func(b *testing.B) {
			n := 0
			for b.Loop() {
				s := bufio.NewScanner(bytes.NewReader(data))
				for n = 0; s.Scan(); n++ {
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(max(n, 1)), "ns/line")
		})
	}
	run("keys", []byte("key:1234567\n"), nil)
	run("monitor", []byte(`1700000000.001956 [0 10.0.0.1:40000] "GET" "key:31612"`+"\n"), nil)
	run("twitter", []byte("1234,nz:u:eeW511W3dcH3de3d15ec,22,304,2,get,0\n"), nil)
	run("csv", []byte("1234,nz:u:eeW511W3dcH3de3d15ec,get,304\n"), []byte("time,key,op,size\n"))
	run("monitor-trace", []byte("1778474345309397,76,0,set,\"key:1234567\",WRITE,1,string,32,160\n"), nil)
	run("aof", []byte(resp("SET", "key:1234567", "value")), nil)
	run("oracle", packed(uint32(3), uint64(1234567), uint32(100), int64(-1)), nil)
}

// TestNextAllocates holds a reused block free of allocations.
func TestNextAllocates(t *testing.T) {
	text := strings.Repeat(`1700000000.000001 [0 lua] "GET" "a\n"`+"\n", 100_000)
	s, err := Open("-", strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Block
	next := func() {
		if err := s.Next(&b); err != nil {
			t.Fatal(err)
		}
	}
	next() // the first block, of what was buffered
	next()
	if n := testing.AllocsPerRun(5, next); n > 1 {
		t.Errorf("%v allocations a block", n)
	}
}
