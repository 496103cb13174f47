package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// resp writes a request as clients do.
func resp(args ...string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(&s, "$%d\r\n%s\r\n", len(a), a)
	}
	return s.String()
}

func TestAOF(t *testing.T) {
	t.Parallel()
	text := resp("SELECT", "3") + "#TS:1700000000\r\n" + resp("set", "a\r\n*1", strings.Repeat("v", 2*argKept)) + resp("DEL", "", "b")
	want := []request{
		{0, 3, "", []string{"SELECT", "3"}},
		{1700000000e9, 3, "", []string{"set", "a\r\n*1", strings.Repeat("v", argKept)}},
		{1700000000e9, 3, "", []string{"DEL", "", "b"}},
	}
	for name, in := range map[string]func() *bytes.Reader{"at once": func() *bytes.Reader { return bytes.NewReader([]byte(text)) }} {
		got, err := readAll(in(), Options{})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v, -want +got\n%.500s", name, err, diff)
		}
	}
	got, err := readAll(iotest.OneByteReader(strings.NewReader(text)), Options{Format: "aof"})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("by bytes: %v, -want +got\n%.500s", err, diff)
	}
	s, err := Open("-", strings.NewReader(text[:len(text)-3]), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Block
	for err == nil {
		err = s.Next(&b)
	}
	if !s.Cut() {
		t.Errorf("what was cut off is not noted: %v", err)
	}
}

func TestAOFFaults(t *testing.T) {
	t.Parallel()
	good := resp("SET", "a", "1")
	for _, tt := range []struct{ bad, says string }{
		{"$3\r\nabc\r\n", "standard input: byte 31: no array of strings, want " + wantAOF},
		{"*1\r\n:3\r\n", "standard input: byte 35: no array of strings, want " + wantAOF},
		{"*1\r\n$x\r\n", "standard input: byte 35: a length that is no number, want " + wantAOF},
		{"*9999999\r\n", "standard input: byte 37: more arguments than a request may have, want " + wantAOF},
		{"*1\r\n$3\r\nabcd\r\n", "standard input: byte 38: a string without its end, want " + wantAOF},
	} {
		text := good + tt.bad + good
		got, err := readAll(strings.NewReader(text), Options{})
		if err == nil || err.Error() != tt.says || len(got) != 1 {
			t.Errorf("%q: %d requests, %v", tt.bad, len(got), err)
		}
		got, err = readAll(strings.NewReader(text), Options{SkipBad: 9})
		if err != nil || len(got) != 2 {
			t.Errorf("%q: %d requests with some skipped, %v", tt.bad, len(got), err)
		}
	}
}

// TestAOFParts reads the increments in the manifest's order, by the manifest or
// the directory.
func TestAOFParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"appendonly.aof.manifest":   "file appendonly.aof.2.base.rdb seq 2 type b\nfile appendonly.aof.9.incr.aof seq 9 type i\nfile appendonly.aof.10.incr.aof seq 10 type i\nfile old.aof seq 1 type h\n",
		"appendonly.aof.2.base.rdb": "REDIS0011\xff", "appendonly.aof.9.incr.aof": resp("SET", "a", "1"), "appendonly.aof.10.incr.aof": resp("DEL", "a"), "old.aof": "old",
		"bad.manifest/x.manifest": "file ../x.aof seq 1 type i\n", "none/x": "", "worse/y.manifest": "nonsense\n",
	} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(dir, "bad.manifest"), filepath.Join(dir, "bad")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "appendonly.aof.manifest")} {
		s, err := Open(name, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b Block
		var got []string
		for err == nil {
			err = s.Next(&b)
			for i := range b.Len() {
				got = append(got, string(bytes.Join(b.Args(i), []byte(" "))))
			}
		}
		if diff := cmp.Diff([]string{"SET a 1", "DEL a"}, got); diff != "" || s.Close() != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for name, want := range map[string]error{"bad": errManifest, "none": errDirectory, "worse": errManifest} {
		if _, err := Open(filepath.Join(dir, name), nil, Options{}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	long := filepath.Join(dir, "long.manifest")
	if err := os.WriteFile(long, []byte(strings.Repeat("#\n", manifestMax/2)+"file appendonly.aof.9.incr.aof seq 9 type i\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(long, nil, Options{}); err == nil || !strings.HasSuffix(err.Error(), "long.manifest: longer than 1 MiB, the most that such a file may have") {
		t.Errorf("a long manifest: %v", err)
	}
}

// TestAOFPartAtFault names the part, and the byte in it.
func TestAOFPartAtFault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := resp("DEL", "a")
	write("a.manifest", "file 1.aof seq 1 type i\nfile 2.aof seq 2 type i\n")
	write("1.aof", good)
	for _, want := range []string{
		filepath.Join(dir, "2.aof") + ": no such file or directory",
		filepath.Join(dir, "2.aof") + fmt.Sprintf(": byte %d: no array of strings, want %s", len(good)+4, wantAOF),
	} {
		s, err := Open(dir, nil, Options{})
		var b Block
		for err == nil {
			err = s.Next(&b)
		}
		if err.Error() != want || s != nil && s.Close() != nil {
			t.Errorf("%v, want %s", err, want)
		}
		write("2.aof", good+"$3\r\n")
	}
}

// TestDumpBeforeRequests reads an append-only file from before Redis 7.
func TestDumpBeforeRequests(t *testing.T) {
	t.Parallel()
	if sum := sumDump(0, []byte("123456789")); sum != 0xe9c6d914c4b8d9ca { // the server's own test
		t.Errorf("%x", sum)
	}
	dump := []byte("REDIS0009\xfa\x09redis-ver\x056.2.6\xff\xff*not the end\xff")
	sum := binary.LittleEndian.AppendUint64(nil, sumDump(0, dump))
	requests := []byte("*2\r\n$3\r\nDEL\r\n$1\r\na\r\n")
	for name, tt := range map[string]struct {
		sum, rest []byte
		want      string
	}{
		"a checksum":    {sum, requests, ""},
		"no checksum":   {make([]byte, 8), requests, ""},
		"zeros in it":   {slices.Concat(make([]byte, 8), []byte("x\xff"), make([]byte, 8)), requests, ""},
		"nothing else":  {sum, nil, errDump.Error()},
		"a broken dump": {[]byte("12345678"), requests, errDump.Error()},
		"no requests":   {sum, []byte("hello\r\n"), "no array of strings"},
	} {
		got, err := readAll(bytes.NewReader(slices.Concat(dump, tt.sum, tt.rest)), Options{})
		if tt.want == "" && (err != nil || len(got) != 1 || got[0].Args[0] != "DEL") || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %d requests, %v", name, len(got), err)
		}
	}
}
