package lab

import (
	"os"
	"path/filepath"
)

// Shared is the path of a file in the folder "shared" beside the repository,
// which holds traces and OCSP responses with known results. A test without it
// is skipped: the project is whole without that folder.
func Shared(t TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatalf("%v", err)
	}
	for !isRoot(dir) {
		if dir == filepath.Dir(dir) {
			t.Fatalf("no go.mod above the working directory")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(filepath.Dir(dir), "shared", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: no data with known results: %v", err)
	}
	return path
}

func isRoot(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}
