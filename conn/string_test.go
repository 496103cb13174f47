package conn

import (
	"fmt"
	"strings"
	"testing"
)

func TestOptionsString(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ target, want string }{
		{"host:6380", "valkey://host:6380"},
		{"rediss://u:s3cret@host:6380/2", "valkeys://u@host:6380/2"},
		{"redis://:s3cret@host", "valkey://host:6379"},
		{"redis://s3cret@host/1", "valkey://[redacted]@host:6379/1"},
		{"redis://default@host", "valkey://default@host:6379"},
		{"[::1]:6379", "valkey://[::1]:6379"},
		{"unix:///run/v.sock?db=1&password=s3cret", "unix:///run/v.sock?db=1"},
		{"/run/v.sock", "unix:///run/v.sock"},
	} {
		o, _, err := ParseTarget(tt.target)
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"%s", "%v", "%+v"} {
			got := fmt.Sprintf(verb, o)
			if got != tt.want || strings.Contains(got, "s3cret") {
				t.Errorf("%s of %s: %s, want %s", verb, tt.target, got, tt.want)
			}
		}
	}
}
