package trace

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestTimesBeyondReckoning reads times that no int64 of nanoseconds can hold: they
// are malformed, and not times of another year. Those of 2023 are read.
func TestTimesBeyondReckoning(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ format, line, good string }{
		{"monitor", `170000000690.000001 [0 10.0.0.1:1] "GET" "a"`, `1700000006.000001 [0 10.0.0.1:1] "GET" "a"`},
		{"monitor-trace", `9999999999999999,1,0,GET,"a",READ,0,0,0,0,0,0`, `1700000000000000,1,0,GET,"a",READ,0,0,0,0,0,0`},
		{"csv", "time,key\n9999999999999999999,a", "time,key\n1700000000000000000,a"},
		{"csv", "time,key\n99999999999999999,a", "time,key\n1700000000000000,a"},
		{"csv", "time,key\n99999999999999,a", "time,key\n1700000000000,a"},
		{"csv", "time,key\n99999999999,a", "time,key\n1700000000,a"},
	} {
		read := func(text string) error {
			in, err := Open("-", strings.NewReader(text+"\n"), Options{Format: tt.format})
			if err != nil {
				return err
			}
			b := new(Block)
			err = in.Next(b)
			for _, at := range b.Time {
				if when := time.Unix(0, at).UTC(); when.Year() != 2023 {
					t.Errorf("%q is at %v", text, when)
				}
			}
			return err
		}
		var fault *Error
		if err := read(tt.line); !errors.As(err, &fault) || fault.Code != CodeMalformed {
			t.Errorf("%q: %v", tt.line, err)
		}
		if err := read(tt.good); err != nil {
			t.Errorf("%q: %v", tt.good, err)
		}
	}
}
