package command

import (
	"bytes"
	"testing"
)

func TestDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line         string
		want, ifNull Kind
	}{
		{"GETEX a", Read, Read},
		{"getex a PERSIST", Write, Other},
		{"GETEX", Write, Other},
		{"HGETEX a FIELDS 1 f", Read, Read},
		{"HGETEX a PERSIST FIELDS 1 f", Write, Other},
		{"GET a", Read, Read},
		{"SET a 1 NX", Write, Other},
		{"SET a GET XX", Write, Other},
		{"SET a 1 NX get", Write, Write},
		{"GETSET a 1", Write, Write},
		{"LPOP a", Write, Other},
		{"BLMPOP 1 1 a LEFT", Write, Other},
		{"BZPOPMIN a 1", Write, Other},
		{"BLMOVE a b LEFT LEFT 1", Write, Other},
		{"BLPOP a 1", Write, Other},
		{"XADD a NOMKSTREAM * f v", Write, Other},
		{"ZADD a XX INCR 1 m", Write, Other},
		{"FLUSHALL", Flush, Flush},
		{"SORT a BY nosort", Read, Read},
		{"SORT a LIMIT 0 1 store b", Write, Write},
		{"GEORADIUS a 1 1 1 m", Read, Read},
		{"GEORADIUS a 1 1 1 m STOREDIST b", Write, Write},
		{"GEORADIUSBYMEMBER a m 1 m", Read, Read},
		{"GEORADIUS a 1 1 1 m STORE", Read, Read},
		{"XREADGROUP GROUP g c STREAMS a >", Read, Read},
		{"BITFIELD a GET u8 0", Read, Read},
		{"BITFIELD a overflow sat get u8 0 GET u4 8", Read, Read},
		{"BITFIELD a", Read, Read},
		{"BITFIELD a GET u8 0 incrby u8 0 1", Write, Write},
		{"BITFIELD a GET u8 SET GET u8 0", Read, Read},
		{"BITFIELD a SET u8 0 1", Write, Write},
		{"BITFIELD_RO a GET u8 0", Read, Read},
		{"MIGRATE h 1 a 0 5", Write, Write},
		{"MIGRATE h 1 a 0 5 REPLACE copy", Read, Read},
		{"MIGRATE h 1 a 0 5 AUTH COPY", Write, Write},
		{"MIGRATE h 1 x 0 5 COPY AUTH2 u p KEYS a b", Read, Read},
		{"XGROUP CREATE a g 0", Read, Read},
		{"XGROUP CREATE a g 0 ENTRIESREAD 1 mkstream", Write, Write},
		{"XGROUP DESTROY a g", Read, Read},
		{"XACK a g 1-1", Read, Read},
		{"XCLAIM a g c 0 1-1", Read, Read},
		{"XAUTOCLAIM a g c 0 0", Read, Read},
		{"XSETID a 9-1", Read, Read},
		{"EVAL_RO s 1 a", Read, Read},
		{"OBJECT ENCODING a", Read, Read},
		{"COPY a b", Write, Write},
		{"SWAPDB 0 1", Write, Write},
	} {
		args := bytes.Fields([]byte(tt.line))
		c, ok := Lookup(args)
		if !ok {
			t.Fatal(tt.line)
		}
		if got, ifNull := c.Does(args, false), c.Does(args, true); got != tt.want || ifNull != tt.ifNull {
			t.Errorf("%s: %v, and %v after a nil; want %v and %v", tt.line, got, ifNull, tt.want, tt.ifNull)
		}
	}
}
