package client

import (
	"fmt"
	"strings"
	"testing"
)

func TestUnknown(t *testing.T) {
	t.Parallel()
	var u Unknown
	for name, n := range map[string]int{"get2": 3, "Mod.Write": 2, "a": 1, "b": 1, "c": 1, "d": 1, "\x00secret": 5, "": 1, strings.Repeat("x", 33): 4} {
		for range n {
			u.add([]byte(name))
		}
	}
	if got, want := u.String(), "19 requests: GET2 (3), MOD.WRITE (2), A (1), B (1), C (1) and others"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i := range 1000 {
		u.add(fmt.Appendf(nil, "n%d", i))
	}
	if len(u.names) != mostUnknown || u.Requests != 1019 {
		t.Errorf("%d names of %d requests", len(u.names), u.Requests)
	}
	if got := (&Unknown{Requests: 1}).String(); got != "1 request" {
		t.Errorf("got %s", got)
	}
	b := NewBuilder(profile(t, "valkey-py"))
	if b.request([][]byte{[]byte("NOSUCH"), []byte("a")}, 0); b.Unknown().Requests != 1 || b.sum.Bypassed != 1 {
		t.Errorf("%+v", b.Unknown())
	}
}
