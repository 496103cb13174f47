package command

import (
	"math"
	"strconv"
	"time"
)

// Lifetime is what a command does to the lifetimes of the keys that it writes.
type Lifetime struct {
	Effect Effect
	// Time is, of Gives, how long the keys live from now on, or, with Since1970,
	// until when, in nanoseconds; of Passes it is for the caller to fill in.
	Time      int64
	Since1970 bool
	If        Condition
	// DB is, of Passes, the database of the key that gets it; SameDB is that of
	// the request.
	DB int32
}

// Effect is the way in which a command changes lifetimes.
type Effect uint8

// The effects on lifetimes.
const (
	Keeps  Effect = iota // they stay as they are
	Ends                 // the keys live until somebody deletes them
	Gives                // they get one
	Passes               // what argument 2 names, for MOVE the key itself elsewhere, gets that of argument 1
)

// Condition says which keys the effect is on.
type Condition uint8

// The conditions.
const (
	Always   Condition = iota
	IfNone             // of keys without a lifetime; also NX, which wants no key: one with a lifetime is there
	IfSome             // of keys with one
	IfLater            // where it would be later
	IfSooner           // where it would be sooner
)

// SameDB is the database of the request.
const SameDB = -1

// Never is the deadline of a key without a lifetime.
const Never = math.MaxInt64

// Due gives when a key expires after the command, from the time of the command
// and from when it expired before, in nanoseconds, and reports whether the
// command says anything about it. A key that is given a time not after now is
// gone.
func (l *Lifetime) Due(now, before int64) (due int64, said bool) {
	due = Never
	switch {
	case l.Effect == Keeps:
		return before, false
	case l.Effect == Passes, l.Effect == Gives && l.Since1970:
		due = l.Time
	case l.Effect == Gives && l.Time <= math.MaxInt64-now:
		due = now + l.Time
	}
	if l.If == IfNone && before != Never || l.If == IfSome && before == Never ||
		l.If == IfLater && due <= before || l.If == IfSooner && due >= before {
		return before, false
	}
	return due, true
}

// lifetime is how a command tells what it does to lifetimes: by a number, by
// options, or by what it is. A command that has none keeps them: INCR, HSET and
// the like, what expires a field of a hash, and the modules'.
type lifetime struct {
	effect  Effect // where no number and no option says otherwise
	when    Condition
	number  int // the argument that is one; 0 for none
	unit    unit
	least   int64 // below it the server refuses the command
	options int   // the argument from which on there may be any; 0 for none
	pairs   bool  // as many pairs as it says stand before the options
}

// unit says what a number means: nanoseconds to one of it, since 1970 or from
// now; the zero unit is a database's number.
type unit struct {
	ns        int64
	since1970 bool
}

var (
	second, milli     = unit{ns: int64(time.Second)}, unit{ns: int64(time.Millisecond)}
	secondAt, milliAt = unit{int64(time.Second), true}, unit{int64(time.Millisecond), true}
	anyTime           = int64(math.MinInt64) // who gives one in the past deletes
	made              = lifetime{effect: Ends}
)

var lifetimes = map[string]lifetime{
	"SET": {effect: Ends, options: 3, least: 1}, "GETEX": {options: 2, least: 1},
	"SETEX": {number: 2, unit: second, least: 1}, "PSETEX": {number: 2, unit: milli, least: 1},
	"EXPIRE": {number: 2, unit: second, least: anyTime, options: 3}, "EXPIREAT": {number: 2, unit: secondAt, least: anyTime, options: 3},
	"PEXPIRE": {number: 2, unit: milli, least: anyTime, options: 3}, "PEXPIREAT": {number: 2, unit: milliAt, least: anyTime, options: 3},
	"RESTORE": {number: 2, unit: milli, options: 4}, "RESTORE-ASKING": {number: 2, unit: milli, options: 4},
	"PERSIST": made, "GETSET": made, "MSET": made,
	"MSETEX": {effect: Ends, options: 1, pairs: true, least: 1}, "INCREX": {options: 2, least: 1},
	"SETNX": {effect: Ends, when: IfNone}, "MSETNX": {effect: Ends, when: IfNone},
	"RENAME": {effect: Passes}, "RENAMENX": {effect: Passes}, "COPY": {effect: Passes, options: 3}, "MOVE": {effect: Passes, number: 2},
	// What stores a result makes the key anew.
	"BITOP": made, "SORT": made, "GEORADIUS": made, "GEORADIUSBYMEMBER": made, "GEOSEARCHSTORE": made,
	"SDIFFSTORE": made, "SINTERSTORE": made, "SUNIONSTORE": made,
	"ZDIFFSTORE": made, "ZINTERSTORE": made, "ZUNIONSTORE": made, "ZRANGESTORE": made,
}

// option is a word that may stand among a command's options, and what it says.
type option struct {
	number, value bool // whether a number follows, or something else
	unit          unit
	turns         bool // to the effect
	effect        Effect
	when          Condition
	since1970     bool
}

var options = map[string]option{
	"EX": {number: true, unit: second}, "PX": {number: true, unit: milli},
	"EXAT": {number: true, unit: secondAt}, "PXAT": {number: true, unit: milliAt},
	"KEEPTTL": {turns: true, effect: Keeps}, "PERSIST": {turns: true, effect: Ends},
	"NX": {when: IfNone}, "XX": {when: IfSome}, "GT": {when: IfLater}, "LT": {when: IfSooner},
	"ABSTTL": {since1970: true}, "DB": {number: true},
	"GET": {}, "REPLACE": {}, "IDLETIME": {value: true}, "FREQ": {value: true},
	"IFEQ": {value: true}, "IFNE": {value: true}, "IFDEQ": {value: true}, "IFDNE": {value: true},
	"BYINT": {value: true}, "BYFLOAT": {value: true}, "LBOUND": {value: true}, "UBOUND": {value: true}, "SATURATE": {}, "ENX": {when: IfNone},
}

// Lifetime says what a command does to the lifetimes of the keys that it
// writes and does not remove. One that the server refuses, because of a word or
// a number that it does not take, keeps them.
func (c *Command) Lifetime(args [][]byte) Lifetime {
	f := c.lifetime
	if f == nil {
		return Lifetime{}
	}
	l := Lifetime{Effect: f.effect, If: f.when, DB: SameDB}
	ok := f.number == 0 || f.take(&l, args, f.number, f.unit)
	known := f.each(args, func(i int, o option) {
		if o.number {
			ok = f.take(&l, args, i+1, o.unit) && ok
		}
		if o.turns {
			l.Effect = o.effect
		}
		if o.when != Always && (o.when != IfSome || f.number > 0) { // SET XX wants the key, not a lifetime
			l.If = o.when
		}
		l.Since1970 = l.Since1970 || o.since1970
	})
	if !ok || !known {
		return Lifetime{}
	}
	return l
}

// take reads a number, and says whether the server would.
func (f *lifetime) take(l *Lifetime, args [][]byte, i int, u unit) bool {
	if i >= len(args) || !decimal(args[i]) {
		return false
	}
	n, err := strconv.ParseInt(string(args[i]), 10, 64)
	switch {
	case err != nil || n < f.least:
		return false
	case u.ns == 0:
		l.DB = int32(n)
		return n >= 0 && n <= math.MaxInt32
	case n == 0 && f.least == 0: // RESTORE's way to say none
		l.Effect = Ends
		return true
	}
	l.Effect, l.Since1970 = Gives, u.since1970
	l.Time = max(-math.MaxInt64/u.ns, min(n, math.MaxInt64/u.ns)) * u.ns
	return true
}

// each calls visit with each of the options and its argument. It reports false
// where the arguments before them are not all there, or a word is none of them:
// behind it might stand anything.
func (f *lifetime) each(args [][]byte, visit func(i int, o option)) bool {
	from := f.firstOption(args)
	if from > len(args) {
		return false
	}
	for i := from; i > 0 && i < len(args); i++ {
		var buf [longest]byte
		word, _ := upper(buf[:0], args[i])
		o, ok := options[string(word)]
		if !ok {
			return false
		}
		visit(i, o)
		if o.number || o.value {
			i++
		}
	}
	return true
}

// firstOption is the argument where the options begin; behind the last, where one
// is missing before them.
func (f *lifetime) firstOption(args [][]byte) int {
	if !f.pairs {
		return f.options
	}
	pairs := 0
	if f.options < len(args) {
		pairs = number(args[f.options])
	}
	if pairs == 0 {
		return len(args) + 1
	}
	return f.options + 1 + 2*pairs
}

// mark makes words of what tells the lifetime.
func (f *lifetime) mark(roles []Role, args [][]byte) {
	number := func(i int) {
		if i > 0 && i < len(args) && decimal(args[i]) {
			roles[i] = Word
		}
	}
	number(f.number)
	f.each(args, func(i int, o option) {
		roles[i] = Word
		if o.number {
			number(i + 1)
		}
	})
}

// decimal says that a text is a number of at most 64 bits.
func decimal(text []byte) bool {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	if len(text) == 0 || len(text) > 20 {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
