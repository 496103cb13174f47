package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestColumns: as they are where there is room, and going on below where not.
func TestColumns(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"expired", "refuse", "the certificate expired a day ago"}, {"ok", "", "good, größer"}}
	for _, tt := range []struct {
		name  string
		head  []string
		rows  [][]string
		width int
		want  string
	}{
		{"no limit", []string{"CODE", "MUST", "CASE"}, rows, 0, `
CODE     MUST    CASE
expired  refuse  the certificate expired a day ago
ok               good, größer
`},
		{"narrow, no head", make([]string, 3), rows, 34, `
expired  refuse  the certificate
                 expired a day ago
ok               good, größer
`},
		{"nothing", make([]string, 3), nil, 80, "\n"},
	} {
		var got bytes.Buffer
		if err := WriteColumns(&got, tt.head, tt.rows, Options{Width: tt.width}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), got.String()); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.name, diff)
		}
	}
}
