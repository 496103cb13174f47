package command

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line string
		kind Kind
		want string
	}{
		{"get a", Read, "a"},
		{"GET", Read, ""},
		{"mget a b a", Read, "a b a"},
		{"MSET a 1 b 2", Write, "a b"},
		{"Del a b", Write, "a b"},
		{"zunion 2 a b weights 1 2", Read, "a b"},
		{"zunion 99999999999 a b", Read, ""},
		{"zunion x a b", Read, ""},
		{"zunion -1 a b", Read, ""},
		{"zunionstore d 2 a b", Write, "d"},
		{"copy from to", Write, "to"},
		{"rename from to", Write, "from to"},
		{"xread count 2 streams a b 0 0", Read, "a b"},
		{"xread count 2", Read, ""},
		{"xinfo stream a", Read, "a"},
		{"xinfo nonsense a", Other, ""},
		{"xinfo", Other, ""},
		{"sort a by b store c", Write, "c"},
		{"sort a", Write, "a"},
		{"sort_ro a", Read, "a"},
		{"georadius a 0 0 1 m store d", Write, "d"},
		{"georadius a 0 0 1 m", Write, "a"},
		{"xreadgroup group g c streams a b > >", Write, "a b"},
		{"migrate h 1 \"\" 0 5 copy keys a b", Write, `"" a b`},
		{"lmpop 2 a b left", Write, "a b"},
		{"eval s 1 a", Other, "a"},
		{"flushdb async", Flush, ""},
		{"ping", Other, ""},
		{"json.mget a b $", Read, "a b"},
		{"json.mset a $ 1 b $ 2", Write, "a b"},
		{"json.debug memory a", Read, "a"},
		{"bf.exists a x", Read, "a"},
		{"cms.merge a 2 b c", Write, "a"},
		{"tdigest.quantile a 0.5", Read, "a"},
		{"ts.createrule a b aggregation avg 1", Write, "a b"},
		{"ft.search idx a", Other, ""},
		{"ft.sugadd a b 1", Write, "a"},
	} {
		t.Run(tt.line, func(t *testing.T) {
			t.Parallel()
			args := split(tt.line)
			c, ok := Lookup(args)
			if !ok {
				t.Fatal("not in the table")
			}
			got := []string{}
			for _, k := range c.Keys(nil, args) {
				got = append(got, string(k))
			}
			if c.Kind != tt.kind || strings.Join(got, " ") != tt.want {
				t.Errorf("%v %v, want %v %q", c.Kind, got, tt.kind, tt.want)
			}
		})
	}
}

func TestLookupUnknown(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"nosuch", strings.Repeat("x", 100)} {
		if c, ok := Lookup(split(line)); ok {
			t.Errorf("%q is %v", line, c.Name)
		}
	}
	if _, ok := Lookup(nil); ok {
		t.Error("no arguments are a command")
	}
	if c, ok := Lookup(split("xinfo " + strings.Repeat("x", 100))); !ok || c.Name != "XINFO" {
		t.Error("an endless subcommand hides its container")
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	got := []string{Other.String(), Read.String(), Write.String(), Flush.String()}
	if diff := cmp.Diff([]string{"other", "read", "write", "flush"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestLookupAllocates holds the hot path free of allocations.
func TestLookupAllocates(t *testing.T) {
	args := split("xinfo stream a")
	if n := testing.AllocsPerRun(100, func() { Lookup(args) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func split(line string) [][]byte {
	var args [][]byte
	for f := range strings.FieldsSeq(line) {
		args = append(args, []byte(f))
	}
	return args
}
