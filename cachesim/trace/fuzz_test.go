package trace

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

// seed adds the fixtures, the samples of all formats and some odd texts.
func seed(f *testing.F) {
	f.Helper()
	for _, name := range []string{"monitor.txt", "monitor.raw"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range keyedSamples {
		f.Add(s.data)
	}
	f.Add([]byte(resp("SET", "a", "1") + "#TS:1\r\n" + resp("GET", "b")))
	for _, ng := range []bool{false, true} {
		d := newDialogue(f, ng)
		d.open()
		d.asks(resp("MULTI") + resp("GET", "a") + resp("EXEC"))
		d.answers("+OK\r\n+QUEUED\r\n*1\r\n$1\r\nx\r\n")
		if err := d.flush(); err != nil {
			f.Fatal(err)
		}
		f.Add(d.buf.Bytes())
	}
	for _, s := range []string{"", "a\nb\r\n", "OK\n", "\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "\xfd7zXZ\x00", "BZh9", "1.000001 [0 unix:] \"] \"a\\x0", "*1\r\n$4\r\n"} {
		f.Add([]byte(s))
	}
}

// fuzzMax bounds the requests that are looked at: a line may make a million.
const fuzzMax = 1 << 18

// digest reads a trace and sums up what is in it. It wants only errors of ours,
// columns with a value for each request, and requests that lie in the data.
func digest(t *testing.T, in io.Reader, opt Options, seed maphash.Seed) (sum uint64, requests int) {
	var h maphash.Hash
	h.SetSeed(seed)
	s, err := Open("-", in, opt)
	var b Block
	for err == nil && requests < fuzzMax {
		err = s.Next(&b)
		for i := range b.Len() {
			for _, a := range b.Args(i) {
				_, _ = h.Write(a)
			}
			_, _ = h.Write(b.Client(i))
			if b.Keyed() {
				_, _ = h.Write(b.Command(i))
			}
		}
		for name, n := range map[string]int{"Time": len(b.Time), "DB": len(b.DB), "Op": len(b.Op), "Size": len(b.Size), "TTL": len(b.TTL), "Nil": len(b.Nil), "Refused": len(b.Refused)} {
			if n != 0 && n != b.Len() {
				t.Fatalf("%d requests and %d of %s", b.Len(), n, name)
			}
		}
		requests += b.Len()
	}
	var te *Error
	if err != nil && !errors.Is(err, io.EOF) && (!errors.As(err, &te) || te.Error() == "") {
		t.Fatalf("%v is no *Error", err)
	}
	return h.Sum64(), requests
}

// fuzzReader wants the same requests whatever the pieces are in which they
// come.
func fuzzReader(f *testing.F, format string) {
	seed(f)
	key := maphash.MakeSeed()
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, bad := range []int{0, 3} {
			opt := Options{Format: format, MaxLine: 1 << 16, SkipBad: bad}
			sum, n := digest(t, bytes.NewReader(data), opt, key)
			sum1, n1 := digest(t, iotest.OneByteReader(bytes.NewReader(data)), opt, key)
			if n < fuzzMax && (sum != sum1 || n != n1) {
				t.Fatalf("%d requests at once, %d by bytes", n, n1)
			}
		}
	})
}

func FuzzKeys(f *testing.F)         { fuzzReader(f, "keys") }
func FuzzMonitor(f *testing.F)      { fuzzReader(f, "monitor") }
func FuzzCSV(f *testing.F)          { fuzzReader(f, "csv") }
func FuzzTwitter(f *testing.F)      { fuzzReader(f, "twitter") }
func FuzzKVCache(f *testing.F)      { fuzzReader(f, "kvcache") }
func FuzzOracle(f *testing.F)       { fuzzReader(f, "oracle") }
func FuzzLCS(f *testing.F)          { fuzzReader(f, "lcs") }
func FuzzARC(f *testing.F)          { fuzzReader(f, "arc") }
func FuzzLIRS(f *testing.F)         { fuzzReader(f, "lirs") }
func FuzzAOF(f *testing.F)          { fuzzReader(f, "aof") }
func FuzzPcap(f *testing.F)         { fuzzReader(f, "pcap") }
func FuzzMonitorTrace(f *testing.F) { fuzzReader(f, "monitor-trace") }
func FuzzDetect(f *testing.F)       { fuzzReader(f, "") }

// FuzzUnquote wants what is quoted as the server does to come back.
func FuzzUnquote(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		quoted := quote(data)
		end, next, err := unquote(quoted, 1)
		if err != nil || next != len(quoted) || !bytes.Equal(quoted[1:end], data) {
			t.Fatalf("%q comes back as %q, %v", data, quoted[1:end], err)
		}
	})
}

// FuzzNewline wants what bytes.IndexByte finds.
func FuzzNewline(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		want := bytes.IndexByte(data, '\n')
		if want < 0 {
			want = len(data)
		}
		if got := newline(data); got != want {
			t.Fatalf("%d, want %d", got, want)
		}
		var some [64]byte
		copy(some[:], data)
		for i, feeds := 0, lineFeeds(some[:]); i < len(some); i, feeds = i+1, feeds>>1 {
			if (feeds&1 != 0) != (some[i] == '\n') {
				t.Fatalf("byte %d of %q: %b", i, some, feeds)
			}
		}
	})
}

// quote is sdscatrepr of the server's sds.c.
func quote(data []byte) []byte {
	const digits = "0123456789abcdef"
	out := []byte{'"'}
	for _, c := range data {
		switch at := bytes.IndexByte([]byte("\n\r\t\a\b"), c); {
		case c == '\\' || c == '"':
			out = append(out, '\\', c)
		case at >= 0:
			out = append(out, '\\', "nrtab"[at])
		case c < ' ' || c > '~':
			out = append(out, '\\', 'x', digits[c>>4], digits[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
