package command

import (
	"bytes"
	"math"
	"testing"
)

// TestLifetime says when a key expires after each command, at 1000 s: of one
// that had no lifetime, and of one that had until 1500 s. 0 is never.
func TestLifetime(t *testing.T) {
	t.Parallel()
	const s, had = int64(1e9), 1500
	for line, want := range map[string][2]int64{
		"SET a 1":                          {0, 0},
		"SET a 1 ex 10":                    {1010, 1010},
		"SET a 1 NX GET PX 10000":          {1010, had},
		"SET a 1 XX EX 10":                 {1010, 1010},
		"SET a 1 EXAT 2000":                {2000, 2000},
		"SET a 1 PXAT 2000":                {2, 2},
		"SET a 1 KEEPTTL":                  {0, had},
		"SET a 1 IFEQ EX EX 10":            {1010, 1010},
		"SET a 1 EX 0":                     {0, had},
		"SET a 1 EX -1":                    {0, had},
		"SET a 1 EX":                       {0, had},
		"SET a 1 EX 1.5":                   {0, had},
		"SET a 1 NOSUCH EX 10":             {0, had},
		"SET a 1 EX 9223372036854775807":   {0, 0},
		"SET a 1 EX 99223372036854775807":  {0, had},
		"SETEX a 10 EX":                    {1010, 1010},
		"PSETEX a 10000 1":                 {1010, 1010},
		"SETEX a 0 1":                      {0, had},
		"GETEX a":                          {0, had},
		"GETEX a EX 10":                    {1010, 1010},
		"GETEX a PERSIST":                  {0, 0},
		"GETEX a PXAT 0":                   {0, had},
		"EXPIRE a 10":                      {1010, 1010},
		"PEXPIRE a 10000":                  {1010, 1010},
		"EXPIREAT a 2000":                  {2000, 2000},
		"PEXPIREAT a 2000000":              {2000, 2000},
		"EXPIRE a 10 NX":                   {1010, had},
		"EXPIRE a 10 XX":                   {0, 1010},
		"EXPIRE a 10 GT":                   {0, had},
		"EXPIRE a 999 gt":                  {0, 1999},
		"EXPIRE a 10 LT":                   {1010, 1010},
		"EXPIRE a 999 LT":                  {1999, had},
		"EXPIRE a -10":                     {990, 990},
		"EXPIREAT a 1":                     {1, 1},
		"EXPIRE a -9223372036854775807":    {1000 - math.MaxInt64/s, 1000 - math.MaxInt64/s},
		"PERSIST a":                        {0, 0},
		"RESTORE a 0 x":                    {0, 0},
		"RESTORE a 10000 x FREQ 3 REPLACE": {1010, 1010},
		"RESTORE a 2000000 x ABSTTL":       {2000, 2000},
		"RESTORE a -1 x":                   {0, had},
		"SETNX a 1":                        {0, had},
		"MSET a 1 b 2":                     {0, 0},
		"MSETEX 2 a 1 b EX EX 10":          {1010, 1010},
		"MSETEX 1 a 1 NX KEEPTTL":          {0, had},
		"MSETEX 1 a 1":                     {0, 0},
		"MSETEX 9 a 1 EX 10":               {0, had},
		"INCREX a BYINT 2 EX 10":           {1010, 1010},
		"INCREX a":                         {0, had},
		"HEXPIRE a 10 FIELDS 1 f":          {0, had},
		"GETSET a 1":                       {0, 0},
		"SUNIONSTORE a b":                  {0, 0},
		"INCR a":                           {0, had},
		"HSET a f v":                       {0, had},
		"APPEND a 1":                       {0, had},
		"JSON.SET a $ 1":                   {0, had},
	} {
		args := bytes.Fields([]byte(line))
		c, ok := Lookup(args)
		if !ok || c.Kind != Write {
			t.Fatal(line)
		}
		l := c.Lifetime(args)
		var got [2]int64
		for i, before := range []int64{Never, had * s} {
			due, said := l.Due(1000*s, before)
			if got[i] = due / s; due == Never {
				got[i] = 0
			}
			if !said && due != before {
				t.Errorf("%s says nothing and changes the lifetime", line)
			}
		}
		if got != want {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}

// TestPasses says where a lifetime goes.
func TestPasses(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int32{"RENAME a b": SameDB, "RENAMENX a b": SameDB, "COPY a b REPLACE": SameDB, "COPY a b DB 3": 3, "MOVE a 3": 3} {
		args := bytes.Fields([]byte(line))
		c, _ := Lookup(args)
		if l := c.Lifetime(args); l.Effect != Passes || l.DB != want {
			t.Errorf("%s: %+v", line, l)
		}
	}
	for _, line := range []string{"MOVE a b", "MOVE a -1", "COPY a b DB x", "COPY a b c"} {
		args := bytes.Fields([]byte(line))
		c, _ := Lookup(args)
		if l := c.Lifetime(args); l.Effect != Keeps {
			t.Errorf("%s: %+v", line, l)
		}
	}
}
