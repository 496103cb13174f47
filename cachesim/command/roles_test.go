package command

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"get a":                                "wk",
		"GET":                                  "w",
		"set a EX ex 10":                       "wkvww",
		"set a v ifeq EX nx ex 10 no ex 10":    "wkvwvwwwvvv",
		"set a v ex s3cret nx":                 "wkvwvw",
		"getex a persist":                      "wkw",
		"hgetex a fields 1 f":                  "wkwvv",
		"hgetex a ex 10 fields 1 f":            "wkvvvvv",
		"msetex 2 a 1 b ex ex 10":              "wwkvkvww",
		"expire a -10 gt":                      "wkww",
		"psetex a ten ex":                      "wkvv",
		"restore a 10 ex absttl freq 3":        "wkwvwwv",
		"move a 3":                             "wkw",
		"mset a 1 b 2":                         "wkvkv",
		"xinfo stream a":                       "wwk",
		"xinfo nonsense a":                     "wvv",
		"zunionstore d 2 a b weights 1 2":      "wkwkkvvv",
		"zunion 3 a b":                         "wvvv",
		"copy from to db 3 replace":            "wkkwww",
		"eval script 1 a b":                    "wvwkv",
		"eval script 3 a b":                    "wvvvv",
		"xread count 2 streams a b 0 0":        "wvvwkkvv",
		"sort a by b get store store c":        "wkvvvvwk",
		"migrate h 1 0 0 5 auth p keys a b":    "wvvkvvwvwkk",
		"bitfield a get u8 0 set u8 get 1 x":   "wkwvvwvvvv",
		"xgroup create a g 0 entriesread 1":    "wwkvvwv",
		"object encoding a":                    "wwk",
		"config set requirepass s3cret":        "wwvv",
		"georadius a 0 0 1 m withdist store d": "wkvvvvvwk",
	} {
		args := split(line)
		c, ok := Lookup(args)
		if !ok {
			t.Fatalf("%s is not in the table", line)
		}
		var got strings.Builder
		for _, r := range c.Roles(nil, args) {
			got.WriteByte("vwk"[r])
		}
		if got.String() != want {
			t.Errorf("%s: %s, want %s", line, got.String(), want)
		}
	}
}

// TestRolesAreEnough replaces every value by other text: command and keys stay
// the same.
func TestRolesAreEnough(t *testing.T) {
	t.Parallel()
	words := []string{"1", "2", "3", "a", "b", "STREAMS", "keys", "store", "STOREDIST", "STREAM", "count", "", "ex", "PXAT", "nx", "GT", "ABSTTL", "IFEQ", "-5", "keepttl", "DB", "fields", "GET", "incrby", "copy", "AUTH", "mkstream"}
	rapid.Check(t, func(t *rapid.T) {
		rows := [][]Command{table, modules, later}[rapid.IntRange(0, 2).Draw(t, "table")]
		name := rapid.SampledFrom(rows).Draw(t, "command").Name
		args := split(name)
		for _, w := range rapid.SliceOfN(rapid.SampledFrom(words), 0, 9).Draw(t, "words") {
			args = append(args, []byte(w))
		}
		c, _ := Lookup(args)
		masked := make([][]byte, len(args))
		for i, r := range c.Roles(nil, args) {
			masked[i] = args[i]
			if r == Value {
				masked[i] = []byte("~")
			}
		}
		again, _ := Lookup(masked)
		if c != again {
			t.Fatalf("%s is %s", c.Name, again.Name)
		}
		if does, asKept := c.Does(args, false), c.Does(masked, false); does != asKept {
			t.Fatalf("%s: %v, and %v of what is kept", bytes.Join(args, []byte(" ")), does, asKept)
		}
		if diff := cmp.Diff(c.Keys(nil, args), again.Keys(nil, masked)); diff != "" {
			t.Fatalf("%s: %s", bytes.Join(args, []byte(" ")), diff)
		}
		if diff := cmp.Diff(c.Lifetime(args), again.Lifetime(masked)); diff != "" {
			t.Fatalf("%s: %s", bytes.Join(args, []byte(" ")), diff)
		}
	})
}
