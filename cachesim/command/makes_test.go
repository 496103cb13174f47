package command

import (
	"bytes"
	"slices"
	"testing"
)

func TestFate(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]Fate{
		"SET a 1": {Made}, "MSET a 1 b 2": {Made, Made}, "INCR a": {Made}, "HSET a f v": {Made}, "RESTORE a 0 x": {Made},
		"COPY a b": {Made}, "SUNIONSTORE d a b": {Made}, "SORT a STORE d": {Made}, "JSON.SET a $ 1": {Made},
		"DEL a b": {Removed, Removed}, "UNLINK a": {Removed}, "GETDEL a": {Removed}, "RENAME a b": {Removed, Made},
		"EXPIRE a 1": {Changed}, "LPOP a": {Changed}, "HDEL a f": {Changed}, "GETEX a": {Changed}, "LPUSHX a 1": {Changed}, "JSON.DEL a": {Changed},
		"HSETEX a EX 5 FIELDS 1 f v": {Made}, "HEXPIRE a 5 FIELDS 1 f": {Changed}, "MSETEX 2 a 1 b 2 EX 5": {Made, Made},
		"VADD a VALUES 1 1 e": {Made}, "VREM a e": {Changed}, "DELIFEQ a 1": {Changed}, "LMOVEM a b LEFT LEFT": {Made, Made},
		"GRAPH.DELETE a": {Removed}, "HIMPORT SET a fs v": {Made},
	} {
		args := bytes.Fields([]byte(line))
		c, ok := Lookup(args)
		if !ok || c.Kind != Write {
			t.Fatal(line)
		}
		var got []Fate
		for i := range c.Keys(nil, args) {
			got = append(got, c.Fate(i))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}
