package cachesim

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseSize(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word string
		want Size
		err  string
	}{
		{"1", Size{Entries: 1}, ""},
		{"10k", Size{Entries: 10_000}, ""},
		{"2M", Size{Entries: 2_000_000}, ""},
		{"10%", Size{Share: 0.1}, ""},
		{"0.5%", Size{Share: 0.005}, ""},
		{"100%", Size{Share: 1}, ""},
		{"64mb", Size{Bytes: 64 << 20}, ""},
		{"1KB", Size{Bytes: 1 << 10}, ""},
		{"1gb", Size{Bytes: 1 << 30}, ""},
		{"0mb", Size{}, "bytes"},
		{"mb", Size{}, "bytes"},
		{"99999999999gb", Size{}, "bytes"},
		{"0", Size{}, "a number of entries"},
		{"-1", Size{}, "a number of entries"},
		{"2148m", Size{}, "a number of entries"},
		{"k", Size{}, "a number of entries"},
		{"0%", Size{}, "a share"},
		{"101%", Size{}, "a share"},
		{"NaN%", Size{}, "a share"},
		{"%", Size{}, "a share"},
	} {
		got, err := ParseSize(tt.word)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("ParseSize(%q) = %v, %v; want %v, %q", tt.word, got, err, tt.want, tt.err)
		}
	}
}

func TestSizesOfTrace(t *testing.T) {
	t.Parallel()
	loaded := &Trace{}
	loaded.Unique, loaded.Parts = 500, 1
	got := loaded.Sizes([]Size{{Share: 0.1}, {Entries: 7}, {Entries: 50}, {Share: 0.0001}})
	if diff := cmp.Diff([]int{50, 7, 1}, got); diff != "" {
		t.Error(diff)
	}
}
