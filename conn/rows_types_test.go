package conn

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// debugServer answers DEBUG PROTOCOL, which gives a reply of each kind.
func debugServer(t *testing.T) *lab.Valkey {
	t.Helper()
	return startValkey(t, lab.ValkeyOptions{Args: []string{"--enable-debug-command", "yes"}})
}

// Row 65: the types of RESP3; a verbatim string without its four first bytes.
func TestRow65Types(t *testing.T) {
	t.Parallel()
	v := debugServer(t)
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		c := dialed(t, with(Options{Addr: v.Addr}))
		for name, want := range map[string]string{
			"string": "bulk string Hello World", "integer": "integer 12345", "double": "double 3.141 3.141", "null": "null",
			"array": "array [integer 0 integer 1 integer 2]", "set": "set [integer 0 integer 1 integer 2]",
			"map":      "map [integer 0 boolean false integer 1 boolean true integer 2 boolean false]",
			"verbatim": "verbatim string This is a verbatim\nstring", "true": "boolean true", "false": "boolean false",
			"bignum": "big number 1234567999999999999999999999999999999",
		} {
			reply, err := c.Do(testContext(t), "DEBUG", "PROTOCOL", name)
			if got := spell(reply); err != nil || got != want {
				t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
			}
		}
	})
}

// spell writes a reply with its kind.
func spell(v resp.Value) string {
	text := v.Kind().String()
	switch v.Kind() {
	case resp.Null:
	case resp.Integer:
		n, _ := v.Int()
		text += fmt.Sprint(" ", n)
	case resp.Boolean:
		b, _ := v.Bool()
		text += fmt.Sprint(" ", b)
	case resp.Double:
		f, _ := v.Float()
		text += fmt.Sprint(" ", f, " ", v.Text())
	case resp.Array, resp.Set, resp.Map:
		items := make([]string, len(v.Items()))
		for i, item := range v.Items() {
			items[i] = spell(item)
		}
		text += fmt.Sprint(" ", items)
	default:
		text += " " + v.Text()
	}
	return text
}

// Row 67: pushes that are invalidations go to the cache, others to their
// handler, and neither is taken for a reply.
func TestRow67Pushes(t *testing.T) {
	t.Parallel()
	v := debugServer(t)
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		var pushed atomic.Pointer[[]string]
		o := with(Options{Addr: v.Addr})
		o.OnPush = func(v resp.Value) {
			pushed.Store(&[]string{v.Kind().String(), v.Items()[0].Text()})
		}
		c := dialed(t, o)
		if got := do(t, c, "DEBUG", "PROTOCOL", "push"); got != "Some real reply following the push reply" {
			t.Errorf("got %q", got)
		}
		if got := do(t, c, "PING"); got != "PONG" { // the push comes behind the reply
			t.Errorf("got %q", got)
		}
		if diff := cmp.Diff(&[]string{"push", "server-cpu-usage"}, pushed.Load()); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
	t.Run("invalidation", func(t *testing.T) {
		t.Parallel()
		c := dialed(t, Options{Addr: v.Addr, Caching: &Caching{}, OnPush: func(v resp.Value) { t.Errorf("handed on: %v", v) }})
		do(t, c, "GET", "k")
		do(t, dialed(t, Options{Addr: v.Addr}), "SET", "k", "v")
		eventually(t, "the invalidation", func() bool { return c.Cache().Stats().Entries == 0 })
	})
}
