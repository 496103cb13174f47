package cachesim

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// write makes a file.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSeveralFiles reads files one after another, as one trace.
func TestSeveralFiles(t *testing.T) {
	t.Parallel()
	a, b, empty := write(t, "a", "a\nb\n"), write(t, "b", "a\nc"), write(t, "empty", "")
	csv, bad := write(t, "csv", "key,op\na,get\nb,no\na,set\na,get\n"), write(t, "bad", "key,op\nb,no\n")
	timed, untimed := write(t, "timed", "time,key,size\n1,a,1\n2,b,1\n"), write(t, "untimed", "key,op\na,get\nb,set\nb,get\n")
	for _, tt := range []struct {
		names []string
		skip  int
		want  client.Summary
		code  string
	}{
		{[]string{a, empty, b}, 0, client.Summary{Requests: 4, Unique: 3, Reads: 4, LookedUp: 4, CompulsoryMisses: 3}, ""},
		{[]string{timed, untimed, timed}, 0, client.Summary{Requests: 7, Unique: 2, Reads: 6, LookedUp: 6, Writes: 1, CompulsoryMisses: 2}, ""},
		{[]string{csv, bad}, 2, client.Summary{Requests: 3, Unique: 1, Reads: 2, LookedUp: 2, Writes: 1, CompulsoryMisses: 1}, ""},
		{[]string{csv, bad}, 1, client.Summary{Requests: 3, Unique: 1, Reads: 2, LookedUp: 2, Writes: 1, CompulsoryMisses: 1}, trace.CodeMalformed},
		{[]string{a, csv}, 0, client.Summary{Requests: 2, Unique: 2, Reads: 2, LookedUp: 2, CompulsoryMisses: 2}, trace.CodeMixed},
		{[]string{empty, empty}, 0, client.Summary{}, trace.CodeEmpty},
	} {
		p := profileOf(t, "none")
		got, err := Load(context.Background(), Source{Name: tt.names[0], More: tt.names[1:], Options: trace.Options{SkipBad: tt.skip}}, p, nil)
		var te *trace.Error
		if errors.As(err, &te) != (tt.code != "") || te != nil && te.Code != tt.code {
			t.Errorf("%v: %v, want %s", tt.names, err, tt.code)
		}
		if got == nil {
			got = &Trace{}
		}
		if got.Summary != tt.want || tt.skip > 0 && got.Skipped != uint64(tt.skip) {
			t.Errorf("%v: %+v, %d skipped, want %+v", tt.names, got.Summary, got.Skipped, tt.want)
		}
	}
}

// TestTooLargeNamesTheFile names that of several files where the memory ends.
func TestTooLargeNamesTheFile(t *testing.T) {
	t.Parallel()
	a, b := write(t, "a", "a\nb\n"), write(t, "b", "a\nb\n")
	got, err := Load(t.Context(), Source{Name: a, More: []string{b}, Limits: client.Limits{Events: 3}}, profileOf(t, "none"), nil)
	var te *trace.Error
	if !errors.As(err, &te) || te.Code != trace.CodeTooLarge || te.File != b || got == nil || got.Requests != 4 {
		t.Errorf("%v", err)
	}
}

// TestKeyedRequests follows reads, writes and flushes of keys, and MONITOR
// TRACE, where the command decides.
func TestKeyedRequests(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		want client.Summary
		hits uint64
	}{
		"csv":           {"time,key,op\n1,a,get\n2,a,get\n3,a,set\n4,b,set\n5,a,get\n6,,flush\n7,a,get\n", client.Summary{Requests: 7, Unique: 1, Reads: 4, LookedUp: 4, Writes: 3, CompulsoryMisses: 1}, 1},
		"monitor-trace": {"1778474345309397,1,0,get,\"a\",READ,1\n1778474345309398,2,0,get,\"a\",READ,1\n1778474345309398,3,1,get,\"a\",READ,1\n1778474345309399,4,0,object,\"a\",READ,1\n1778474345309399,5,0,set,\"a\",WRITE,1\n1778474345309400,6,0,get,\"a\",READ,1\n", client.Summary{Requests: 6, Unique: 2, Reads: 4, LookedUp: 4, Writes: 1, Bypassed: 1, Uncached: 1, CompulsoryMisses: 2}, 1},
	} {
		tr := load(t, write(t, name, tt.text))
		if tr.Summary != tt.want || tr.Format != name {
			t.Errorf("%s: %s %+v, want %+v", name, tr.Format, tr.Summary, tt.want)
		}
		if c := cell(t, tr, "lru", 10, 0, 0); c.Hits != tt.hits {
			t.Errorf("%s: %d hits, want %d", name, c.Hits, tt.hits)
		}
	}
}

// BenchmarkLoad reads and interns a million keys, of which a tenth is new, and
// reads the same lines with bufio.Scanner.
func BenchmarkLoad(b *testing.B) {
	const requests = 1_000_000
	var text []byte
	zipf := rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.0001, 1, 1<<20)
	for range requests {
		text = append(strconv.AppendUint(append(text, "key:"...), zipf.Uint64(), 10), '\n')
	}
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			if _, err := Load(context.Background(), Source{Name: "-", Stdin: bytes.NewReader(text)}, client.Profile{}, nil); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/requests, "ns/request")
	})
	b.Run("scanner", func(b *testing.B) {
		for b.Loop() {
			s := bufio.NewScanner(bytes.NewReader(text))
			for s.Scan() {
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/requests, "ns/request")
	})
}

// TestLongFile reads a file that is long enough to have room made for all of it,
// and wants what a pipe of the same gives, which tells no length.
func TestLongFile(t *testing.T) {
	t.Parallel()
	var text []byte
	for i := range uint64(400_000) {
		text = append(strconv.AppendUint(append(text, "key:"...), i*i%30_011, 10), '\n')
	}
	p := profileOf(t, "valkey-py")
	pipe, err := Load(t.Context(), Source{Name: "-", Stdin: bytes.NewReader(text)}, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	file := load(t, write(t, "trace.txt", string(text)))
	if file.Summary != pipe.Summary || file.Requests != 400_000 {
		t.Errorf("%+v of the file, %+v of the pipe", file.Summary, pipe.Summary)
	}
	if f, p := cell(t, file, "lru", 5000, 0, 0), cell(t, pipe, "lru", 5000, 0, 0); f != p {
		t.Errorf("%+v of the file, %+v of the pipe", f, p)
	}
}
