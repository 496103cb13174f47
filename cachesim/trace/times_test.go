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

// TestTimesOfCSV reads one moment, and a lifetime, in every form that there is no
// doubt about.
func TestTimesOfCSV(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 11, 29, 10, 0, 0, 500_000_000, time.UTC).UnixNano()
	for _, text := range []string{
		"1795946400.5", "1795946400500", "1795946400500000", "1795946400500000000",
		"2026-11-29T10:00:00.5Z", "2026-11-29t10:00:00.500z", "2026-11-29 10:00:00.500000Z",
		"2026-11-29T11:00:00.5+01:00", "2026-11-29T04:30:00.5-05:30", "2026-11-29T11:00:00.5+0100", "2026-11-29 11:00:00.500000000000+01",
		"\"2026-11-29T10:00:00,5Z\"",
	} {
		in, err := Open("-", strings.NewReader("time,key,ttl\n"+text+",a,1.25\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		b := new(Block)
		if err := in.Next(b); err != nil || b.Time[0] != want || b.TTL[0] != 1_250_000_000 {
			t.Errorf("%s: %v, %d and a lifetime of %d, want %d", text, err, b.Time, b.TTL, want)
		}
	}
}
