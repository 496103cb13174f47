package conn

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func TestRootsAreParsedOnce(t *testing.T) {
	t.Parallel()
	var c poolCache
	bundles := func(serial string) []bundle {
		root, err := lab.NewRoot("root " + serial)
		if err != nil {
			t.Fatal(err)
		}
		return []bundle{{files: []bundleText{{data: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Cert.Raw})}}}}
	}
	one, other := bundles("1"), bundles("2")
	pools := map[*madePool]bool{}
	for range 10 {
		for _, read := range [][]bundle{one, other, append(one, other...)} {
			pool, err := c.of(read)
			if err != nil {
				t.Fatal(err)
			}
			pools[pool] = true
		}
	}
	if len(pools) != 3 {
		t.Errorf("%d pools of three bundles", len(pools))
	}
	for i := range 2 * len(c.pools) { // which is all that it holds
		if _, err := c.of(bundles(strconv.Itoa(i))); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := c.of(one); err != nil || pools[again] {
		t.Errorf("%v, or an old pool is held for ever", err)
	}
}

// Files are read on every dial: what they hold now counts.
func TestRootsChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "ca.pem")
	write := func() *lab.Authority {
		t.Helper()
		root, err := lab.NewRoot("root")
		if err == nil {
			err = root.WriteFile(file)
		}
		if err != nil {
			t.Fatal(err)
		}
		return root
	}
	write()
	for name, o := range map[string]TLSOptions{"file": {CAFile: file}, "directory": {CADir: dir}} {
		first, err := o.loadRoots()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := o.loadRoots(); err != nil || !again.anchors.Pool().Equal(first.anchors.Pool()) {
			t.Errorf("%s: it has not changed: %v", name, err)
		}
		renewed := write()
		roots, err := o.loadRoots()
		if err != nil || roots.anchors.Pool().Equal(first.anchors.Pool()) {
			t.Errorf("%s: it was renewed, and the old one counts: %v", name, err)
		}
		both := o
		both.CAData = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: renewed.Cert.Raw})
		if same, err := both.loadRoots(); err != nil || !same.anchors.Pool().Equal(roots.anchors.Pool()) {
			t.Errorf("%s and data: %v", name, err)
		}
		if err := os.WriteFile(file, []byte("no certificate"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := o.loadRoots(); CodeOf(err) != CodeCABundleEmpty {
			t.Errorf("%s: it is empty: %v", name, err)
		}
		strange := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("of a curve that Go does not know")})
		if err := os.WriteFile(file, strange, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := o.loadRoots(); CodeOf(err) != CodeCertMalformed {
			t.Errorf("%s: its one certificate cannot be read: %v", name, err)
		}
		write()
	}
}

// TestSkippedRoots: what cannot be taken of several certificates is said, with
// its place, and the others are trusted.
func TestSkippedRoots(t *testing.T) {
	t.Parallel()
	root, err := lab.NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte, headers map[string]string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der, Headers: headers}))
	}
	good := block("CERTIFICATE", root.Cert.Raw, nil)
	half := good[:len(good)/2] + "\n"
	for name, tt := range map[string]struct {
		text string
		line int // of what is skipped; 0 for nothing
		want string
	}{
		"none":              {good + good, 0, ""},
		"keys and requests": {block("PRIVATE KEY", []byte("x"), nil) + "-----BEGIN CERTIFICATE REQUEST-----\n" + good + "# -----BEGIN CERTIFICATE-----\n", 0, ""},
		"no certificate":    {"two\nlines\n" + block("CERTIFICATE", []byte("x"), nil) + good, 3, "malformed"},
		"a letter is wrong": {good + "-----BEGIN CERTIFICATE-----\nMII*\n-----END CERTIFICATE-----\n", 1 + strings.Count(good, "\n"), "no base64"},
		"cut off":           {good + half, 1 + strings.Count(good, "\n"), "no end"},
		"cut off before":    {half + good, 1, "no end"},
		"openssl's kind":    {block("TRUSTED CERTIFICATE", root.Cert.Raw, nil) + good, 1, "TRUSTED CERTIFICATE is not taken"},
		"headers":           {good + block("CERTIFICATE", root.Cert.Raw, map[string]string{"a": "b"}), 1 + strings.Count(good, "\n"), "headers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "ca.pem")
			for _, text := range []string{tt.text, strings.ReplaceAll(tt.text, "\n", "\r\n")} {
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				made, err := (&TLSOptions{CADir: filepath.Dir(path)}).loadRoots()
				switch {
				case err != nil:
					t.Error(err)
				case tt.line == 0 && len(made.skipped) > 0:
					t.Errorf("skipped %v", made.skipped)
				case tt.line == 0:
				case len(made.skipped) != 1:
					t.Errorf("skipped %v, want one", made.skipped)
				default:
					if got := made.skipped[0]; got.File != path || got.Line != tt.line || !strings.Contains(got.Err.Error(), tt.want) {
						t.Errorf("skipped %+v, want line %d and %q", got, tt.line, tt.want)
					}
				}
			}
			if err := os.WriteFile(path, []byte(strings.Replace(tt.text, good, "", 2)), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := (&TLSOptions{CAFile: path}).loadRoots(); err == nil {
				t.Error("no certificate is left, and no error")
			}
		})
	}
}

// TestBundleIsReadAnewWhereItChanged, in whatever way a file can be renewed.
func TestBundleIsReadAnewWhereItChanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ca.pem")
	old := time.Now().Add(-time.Hour)
	put := func(name, text string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	var b bundleFile
	want := func(text string) {
		t.Helper()
		for range 2 {
			if got, err := b.read(path); err != nil || string(got) != text {
				t.Errorf("%q, %v; want %q", got, err, text)
			}
		}
	}
	put(path, "one", old)
	want("one")
	put(path, "two", old.Add(time.Second))
	want("two")
	put(path, "three", old.Add(time.Second))
	want("three")
	put(path+"2", "seven", old.Add(time.Second))
	if err := os.Rename(path+"2", path); err != nil {
		t.Fatal(err)
	}
	want("seven")
	now := time.Now()
	for _, text := range []string{"aaaaa", "bbbbb"} { // within one tick of a clock
		put(path, text, now)
		want(text)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got, err := b.read(path); CodeOf(err) != CodeCertFileMissing {
		t.Errorf("%q, %v", got, err)
	}
}

// A byte order mark hides no root, wherever that stands.
func TestRootsBehindAByteOrderMark(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(testPKI(t).ca)
	if err != nil {
		t.Fatal(err)
	}
	marked := "\xef\xbb\xbf" + string(data)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "ca.pem"), marked)
	for name, o := range map[string]TLSOptions{
		"file": {CAFile: filepath.Join(dir, "ca.pem")}, "directory": {CADir: dir}, "data": {CAData: []byte(marked)},
	} {
		if _, err := o.loadRoots(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A bundle that has grown within a tick of its file's clock is read again.
func TestBundleOfTheSameTime(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ca.pem")
	var b bundleFile
	for _, text := range []string{"old", "newer"} {
		write(t, path, text)
		long := time.Now().Add(-time.Hour).Truncate(time.Hour)
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
		if data, err := b.read(path); err != nil || string(data) != text {
			t.Errorf("got %q, %v, want %q", data, err, text)
		}
	}
}
