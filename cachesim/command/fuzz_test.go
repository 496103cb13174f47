package command

import (
	"bytes"
	"testing"
)

// FuzzLifetime gives commands whatever arguments: what it is that they do to
// lifetimes follows from the arguments that a recording keeps, and a deadline is
// either not touched or said.
func FuzzLifetime(f *testing.F) {
	for _, line := range []string{
		"SET a v EX 10 NX", "set a v PXAT -1 KEEPTTL", "GETEX a PERSIST", "EXPIRE a 9223372036854775807 GT", "PEXPIREAT a -9223372036854775808 LT",
		"RESTORE a 0 x ABSTTL FREQ 3", "COPY a b DB 3 REPLACE", "MOVE a 99999999999", "SETEX a 1.5 v", "MSETEX 2 a 1 b 2 EX 5 NX", "MSETEX 1", "MSETEX 2 ", "INCREX a BYINT 2 PX 5 ENX", "SET a v EX", "RENAME a", "SORT a STORE b",
	} {
		f.Add([]byte(line), int64(1_700_000_000e9), int64(Never))
	}
	f.Fuzz(func(t *testing.T, line []byte, now, before int64) {
		args := bytes.Split(line, []byte(" "))
		c, ok := Lookup(args)
		if !ok {
			return
		}
		masked := make([][]byte, len(args))
		for i, r := range c.Roles(nil, args) {
			if masked[i] = args[i]; r == Value {
				masked[i] = bytes.Repeat([]byte("*"), len(args[i]))
			}
		}
		l := c.Lifetime(args)
		if again := c.Lifetime(masked); l != again {
			t.Fatalf("%q: %+v, of what is kept %+v", line, l, again)
		}
		now, before = max(now, 0), max(before, now, 0)
		switch due, said := l.Due(now, before); {
		case !said && due != before:
			t.Fatalf("%q: nothing is said, and %d becomes %d", line, before, due)
		case l.Effect == Gives && !l.Since1970 && l.Time > 0 && due <= now && said:
			t.Fatalf("%q: %d ns from %d on is %d", line, l.Time, now, due)
		}
	})
}
