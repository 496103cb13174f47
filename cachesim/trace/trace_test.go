package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// request is one request in a form that can be compared.
type request struct {
	Time   int64
	DB     int32
	Client string
	Args   []string
}

// readAll gives all requests and what ended them, nil for io.EOF.
func readAll(in io.Reader, opt Options) (all []request, err error) {
	s, err := Open("-", in, opt)
	if err != nil {
		return nil, err
	}
	defer s.Close() //nolint:errcheck // it was only read
	var b Block
	for {
		err = s.Next(&b)
		for i := range b.Len() {
			r := request{Client: string(b.Client(i))}
			if !b.Keyed() {
				r.Time, r.DB = b.Time[i], b.DB[i]
			}
			for _, a := range b.Args(i) {
				r.Args = append(r.Args, string(a))
			}
			all = append(all, r)
		}
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

func TestMonitorLines(t *testing.T) {
	t.Parallel()
	const at = 1700000000000001000
	for _, tt := range []struct {
		line string
		want request
	}{
		{`1700000000.000001 [0 127.0.0.1:5] "GET" "a b"`, request{at, 0, "127.0.0.1:5", []string{"GET", "a b"}}},
		{`+1700000000.000001 [15 [::1]:5] "PING"` + "\r", request{at, 15, "[::1]:5", []string{"PING"}}},
		{`1700000000.000001 [0 lua] "get" ""`, request{at, 0, "lua", []string{"get", ""}}},
		{`1700000000.000001 [3 unix:/a b] c/s.sock] "get" "x"`, request{at, 3, "unix:/a b] c/s.sock", []string{"get", "x"}}},
		{`1700000000.000001 [0 lua] "\\\"\n\r\t\a\b\x00\xff" "] \"x"`, request{at, 0, "lua", []string{"\\\"\n\r\t\a\b\x00\xff", `] "x`}}},
	} {
		got, err := readAll(strings.NewReader("OK\n"+tt.line+"\n"), Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.line, err)
		}
		if diff := cmp.Diff([]request{tt.want}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.line, diff)
		}
	}
}

func TestMalformedLines(t *testing.T) {
	t.Parallel()
	const good = `1700000000.000001 [0 lua] "GET" "a"` + "\n"
	for _, line := range []string{
		"nonsense", "17", "1700000000.1 [0 lua] \"a\"", "1700000000.000001", "1700000000.000001 [", "1700000000.000001 [x lua] \"a\"",
		"1700000000.000001 [0 lua]", "1700000000.000001 [0 lua] \"a", `1700000000.000001 [0 lua] "a\`, `1700000000.000001 [0 lua] "a\q"`,
		`1700000000.000001 [0 lua] "a\x1"`, `1700000000.000001 [0 lua] "a\x1g"`, `1700000000.000001 [0 lua] "a"b`, `1700000000.000001 [0 lua] "a" `,
		`1700000000.000001 [0 lua] "a" b`, `1700000000.000001 [0 lua] "a\x`,
	} {
		got, err := readAll(strings.NewReader(good+line+"\n"+good), Options{})
		var te *Error
		if !errors.As(err, &te) || te.Code != CodeMalformed || te.Line != 2 || len(got) != 1 {
			t.Errorf("%s: %v after %d requests", line, err, len(got))
		}
		if got, err := readAll(strings.NewReader(good+line), Options{}); err != nil || len(got) != 1 {
			t.Errorf("%s, cut off: %v after %d requests", line, err, len(got))
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"a\nb\n", []string{"a", "b"}},
		{"a\r\n\r\n\nb b", []string{"a", "b b"}},
		{"OK\nOK\n", []string{"OK", "OK"}},
		{"\n\nlast", []string{"last"}},
		{strings.Repeat("x", 300<<10) + "\ny\n", []string{strings.Repeat("x", 300<<10), "y"}},
		{"{user:1}:name\n{user:1}:age\n", []string{"{user:1}:name", "{user:1}:age"}},
		{"1,a\n3,b\n2,c\n", []string{"1,a", "3,b", "2,c"}},
		{"geo:1,2\ngeo:2,3\ngeo:3,4\n", []string{"geo:1,2", "geo:2,3", "geo:3,4"}},
		{"get up\nget down\n", []string{"get up", "get down"}},
		{"key,1\nuser,2\n", []string{"key,1", "user,2"}},
		{"key,user:1\nkey,user:2\n", []string{"key,user:1", "key,user:2"}},
		{"key,value\nuser:1\n", []string{"key,value", "user:1"}},
		{"1 a\n2 b\n3\n", []string{"1 a", "2 b", "3"}},
		{"clé\xff with one odd byte\n", []string{"clé\xff with one odd byte"}},
	} {
		got, err := readAll(strings.NewReader(tt.text), Options{})
		keys := []string{}
		for _, r := range got {
			keys = append(keys, r.Args...)
		}
		if diff := cmp.Diff(tt.want, keys); diff != "" || err != nil {
			t.Errorf("%.40q: %v -want +got\n%.200s", tt.text, err, diff)
		}
	}
}

// tar is an archive of one file.
func tar(name, text string) string {
	header := make([]byte, 512)
	copy(header, name)
	copy(header[257:], "ustar\x0000")
	return string(header) + text + strings.Repeat("\x00", 512-len(text)%512+1024)
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		opt        Options
		want       string
		says       string
	}{
		{"nothing", "", Options{}, CodeEmpty, "standard input: no requests"},
		{"blank", "\n \r\n"[:1], Options{}, CodeEmpty, ""},
		{"only OK", "+OK\r\n", Options{}, CodeEmpty, ""},
		{"zero bytes", "abc\x00def\n", Options{}, CodeNotRecognised, "standard input: binary data, want one key per line, the output of MONITOR, or another of --format's"},
		{"UTF-16", "\xff\xfea\x00\r\x00\n\x00", Options{}, CodeNotRecognised, "standard input: this is UTF-16 text, as PowerShell's > writes it: convert it to UTF-8"},
		{"UTF-16, the other way round", "\xfe\xff\x00a\x00\n", Options{}, CodeNotRecognised, ""},
		{"prefixed MONITOR", "2026-11-28T10:00:00Z OK\n2026-11-28T10:00:00Z 1339518083.107412 [0 127.0.0.1:60866] \"get\" \"a\"\n", Options{}, CodeNotRecognised, "standard input: this is MONITOR with something before the times: cut that off"},
		{"numbered MONITOR", "     1\t1339518083.107412 [0 unix:/a b] \"get\" \"a\"\n", Options{}, CodeNotRecognised, ""},
		{"JSON", "{\"key\":\"a\"}\n{\"key\":\"b\"}\n", Options{}, CodeNotRecognised, "standard input: this is JSON: take the keys out, as jq -r .key does"},
		{"CSV without a header", "1,a,100\n1,b,7\n2.5,a,100\n", Options{}, CodeNotRecognised, "standard input: this is a table whose first line names no key: name its columns, as --csv-columns time=1,key=2 does"},
		{"CSV for Excel", "sep=;\nkey;op\na;get\n", Options{}, CodeNotRecognised, "standard input: this is CSV for Excel: take its first line off, which only tells the delimiter"},
		{"CSV with other names", "timestamp|command\n1|GET a\n2|GET b\n", Options{}, CodeNotRecognised, ""},
		{"a log of keys", "2026-11-28T10:00:00Z a\n2026-11-28T10:00:01.5Z b\n2026-11-28T12:00:02+02:00 a\n", Options{}, CodeNotRecognised, ""},
		{"commands", "GET a\nSET b\nget c\n", Options{}, CodeNotRecognised, ""},
		{"block requests", "128166372003061629,usr,0,Read,10665984\n128166372016382155,usr,0,Write,2517\n128166372026382245,usr,1,Read,10665984\n", Options{}, CodeNotRecognised, ""},
		{"tar", tar("a.csv", "time,op,key\n1,get,a\n2,get,a\n"), Options{}, CodeNotRecognised, "standard input: this is a tar archive: unpack it, and name the files"},
		{"tar, named otherwise", tar("a", "a\nb\n"), Options{Format: "keys"}, CodeNotRecognised, ""},
		{"control bytes", strings.Repeat("\x01\x02\x93", 50), Options{}, CodeNotRecognised, ""},
		{"xz", "\xfd7zXZ\x00", Options{}, CodeTruncated, ""},
		{"unknown format", "a\n", Options{Format: "nosuch"}, CodeNotRecognised, ""},
		{"long line", "abc\nabcdef\n", Options{MaxLine: 5}, CodeLineTooLong, "standard input:2: a line of 6 bytes, more than 5"},
		{"endless line", strings.Repeat("x", 3<<20), Options{}, CodeLineTooLong, ""},
		{"forced", "a\n", Options{Format: "monitor"}, CodeMalformed, `standard input:1: no time, want SEC.USEC [DB ADDR] "command" "arg"...`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := readAll(strings.NewReader(tt.text), tt.opt)
			var te *Error
			if !errors.As(err, &te) || te.Code != tt.want {
				t.Fatalf("%v, want %s", err, tt.want)
			}
			if tt.says != "" && te.Error() != tt.says {
				t.Errorf("%s, want %s", te, tt.says)
			}
		})
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{filepath.Join(t.TempDir(), "nosuch"), t.TempDir()} {
		_, err := Open(name, nil, Options{})
		var te *Error
		if !errors.As(err, &te) || te.Code != CodeUnreadable || !strings.HasPrefix(te.Error(), name+": ") {
			t.Errorf("%v", err)
		}
	}
	if _, err := Open("nosuch", nil, Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v does not unwrap", err)
	}
}

// pack compresses text.
func pack(t *testing.T, format, text string) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&buf)
	if format == "zstd" {
		z, err := zstd.NewWriter(&buf)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	_, err := io.WriteString(w, text)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestPacked(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	const keys = 50_000
	for i := range keys {
		fmt.Fprintf(&text, "key:%d\n", i*i)
	}
	for _, format := range []string{"gzip", "zstd"} {
		data := pack(t, format, text.String())
		got, err := readAll(bytes.NewReader(data), Options{})
		if err != nil || len(got) != keys {
			t.Errorf("%s: %d requests, %v", format, len(got), err)
		}
		for _, size := range []int{5, len(data) / 2, len(data) - 1} {
			got, err := readAll(bytes.NewReader(data[:size]), Options{})
			var te *Error
			if !errors.As(err, &te) || te.Code != CodeTruncated || te.Line != len(got) {
				t.Errorf("%s cut at %d: %v after %d requests", format, size, err, len(got))
			}
		}
		damaged := bytes.Clone(data)
		damaged[len(data)/2] ^= 0xff
		if _, err := readAll(bytes.NewReader(damaged), Options{}); err == nil {
			t.Errorf("%s: damage is not seen", format)
		}
		if got, err := readAll(bytes.NewReader(append(data, data...)), Options{}); err != nil || len(got) != 2*keys {
			t.Errorf("%s twice: %d requests, %v", format, len(got), err)
		}
	}
}

// A byte order mark is no part of the first key, nor of the first line of
// MONITOR.
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a\nb\n", "1795390352.140402 [0 127.0.0.1:1] \"get\" \"foo\"\n"} {
		want, err := readAll(strings.NewReader(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := readAll(strings.NewReader("\ufeff"+text), Options{})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}
