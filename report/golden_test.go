package report

import (
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
