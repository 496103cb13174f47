package conn

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	rowTest   = regexp.MustCompile(`(?m)^func (Test(?:Row|Bug)\d\d\w*)\(`)
	tableLine = regexp.MustCompile(`^\| (\d+) \| (.+) \| (.+) \|.*\|$`)
)

// waived are the rows that need no test: docs/valkey-py.md says why.
var waived = []string{"TestRow09", "TestRow10", "TestRow18", "TestRow63", "TestRow81"}

// The tables of docs/valkey-py.md have every row and every bug once, and name
// the tests that there are.
func TestRowsAreDocumented(t *testing.T) {
	t.Parallel()
	const path = "../docs/valkey-py.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tests, prefix := rowTests(t), "TestRow"
	lines, rows := strings.Split(string(doc), "\n"), 0
	for i, line := range lines {
		if strings.HasPrefix(line, "## Bugs") {
			wantRows(t, prefix, rows, 90)
			prefix, rows = "TestBug", 0
		}
		cells := tableLine.FindStringSubmatch(line)
		if cells == nil {
			continue
		}
		rows++
		if cells[1] != fmt.Sprint(rows) {
			t.Fatalf("row %s stands where %d belongs", cells[1], rows)
		}
		of := fmt.Sprintf("%s%02d", prefix, rows)
		if isWaived := strings.HasPrefix(cells[3], "waived: "); isWaived != slices.Contains(waived, of) || isWaived == (len(tests[of]) > 0) {
			t.Errorf("%s has the tests %q, and is waived: %t", of, tests[of], isWaived)
		}
		lines[i] = fmt.Sprintf("| %d | %s | %s | %s |", rows, cells[2], cells[3], strings.Join(tests[of], ", "))
		delete(tests, of)
	}
	wantRows(t, prefix, rows, 15)
	for of, names := range tests {
		t.Errorf("%s is in no table, and has the tests %q", of, names)
	}
	want := strings.Join(lines, "\n")
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(doc)); diff != "" {
		t.Errorf("go test ./conn -run TestRowsAreDocumented -update; -want +got\n%s", diff)
	}
}

func wantRows(t *testing.T, prefix string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%d rows of %s, want %d", got, prefix, want)
	}
}

// rowTests are the names of all tests of rows and bugs, by TestRowNN and
// TestBugNN.
func rowTests(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range rowTest.FindAllStringSubmatch(string(text), -1) {
			of := found[1][:len("TestRowNN")]
			tests[of] = append(tests[of], found[1])
		}
	}
	for _, names := range tests {
		slices.Sort(names)
	}
	return tests
}
