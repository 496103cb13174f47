package lab

import (
	"encoding/csv"
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

// Table reads a table of tab-separated values in the folder "shared": its rows
// by the names in the first line.
func Table(t TB, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(Shared(t, name))
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.Comma, in.LazyQuotes = '\t', true
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := make(map[string]string, len(line))
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}
