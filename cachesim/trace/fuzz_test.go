package trace

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// seed adds the fixtures and some odd texts.
func seed(f *testing.F) {
	f.Helper()
	for _, name := range []string{"monitor.txt", "monitor.raw"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"", "a\nb\r\n", "OK\n", "\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "1.000001 [0 unix:] \"] \"a\\x0", "*1\r\n$4\r\n"} {
		f.Add([]byte(s))
	}
}

// fuzzReader wants only errors of ours, and requests that lie in the data.
func fuzzReader(f *testing.F, format string) {
	seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := readAll(bytes.NewReader(data), Options{Format: format, MaxLine: 1 << 16})
		var te *Error
		if err != nil && (!errors.As(err, &te) || te.Error() == "") {
			t.Fatalf("%v is no *Error", err)
		}
		for _, r := range all {
			if len(r.Args) == 0 {
				t.Fatalf("a request without arguments: %+v", r)
			}
		}
	})
}

func FuzzKeys(f *testing.F)    { fuzzReader(f, "keys") }
func FuzzMonitor(f *testing.F) { fuzzReader(f, "monitor") }
func FuzzDetect(f *testing.F)  { fuzzReader(f, "") }

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
