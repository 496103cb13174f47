package readfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAtMost(t *testing.T) {
	t.Parallel()
	const most = 4 << 10
	dir := t.TempDir()
	for _, tt := range []struct {
		name string
		size int
		ok   bool
	}{
		{"empty", 0, true},
		{"just so", most, true},
		{"longer", most + 1, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(dir, tt.name)
			if err := os.WriteFile(file, []byte(strings.Repeat("x", tt.size)), 0o600); err != nil {
				t.Fatal(err)
			}
			data, err := AtMost(file, most)
			if tt.ok && (err != nil || len(data) != tt.size) {
				t.Errorf("%d bytes, %v", len(data), err)
			}
			var path *fs.PathError
			if !tt.ok && (!errors.As(err, &path) || path.Path != file || !strings.Contains(err.Error(), "longer than 4 KiB")) {
				t.Errorf("got %v, want an error with the file and the bound", err)
			}
		})
	}
	if _, err := AtMost(filepath.Join(dir, "absent"), most); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an absent file: %v", err)
	}
	if _, err := AtMost(dir, most); err == nil {
		t.Error("a directory was read")
	}
}

// What has no end, and no size either, is refused as well.
func TestAtMostOfADevice(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("skipped: there is no /dev/zero here")
	}
	if _, err := AtMost("/dev/zero", 1<<20); err == nil || !strings.Contains(err.Error(), "longer than 1 MiB") {
		t.Errorf("got %v", err)
	}
}
