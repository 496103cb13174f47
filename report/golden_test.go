package report

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGolden shows what each format makes of the report that has every field.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"yaml", "junit", "sarif", "github", "prometheus", "nagios", "markdown"} {
		if CheckFormat(format) == nil {
			golden(t, "sample."+format, written(t, format, sample()))
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var keep = flag.String("keep", "", "write the reports of the tests as HTML into this directory, for scripts/browser")

func TestKeep(t *testing.T) {
	if *keep == "" {
		t.Skip("for scripts/browser")
	}
	for name, r := range reports(t) {
		if err := os.WriteFile(filepath.Join(*keep, name+".html"), written(t, "html", r), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(*keep, "hundreds.html"), written(t, "html", many(300)), 0o644); err != nil {
		t.Fatal(err)
	}
}
