// Package command is the table of commands: which read, which write, which
// flush, and where their keys stand.
//
// The table of the server's own commands is generated from the COMMAND reply of
// a real valkey-server 8 (scripts/gen-commands); modules.go adds the commands
// of the JSON, time series, Bloom and search modules, later.go those of servers
// since.
//
// What belongs here: what a server knows of its commands. What does not: what a
// client makes of them (package client, conn).
package command

//go:generate sh -c "valkey-cli --json COMMAND | go run ../../scripts/gen-commands | gofmt > table.go.new && mv table.go.new table.go"

// Kind is what a command does to the data.
type Kind uint8

// The kinds of commands.
const (
	Other Kind = iota // touches no key by itself: PING, MULTI, EVAL (its inner calls are commands of their own)
	Read              // reads keys
	Write             // changes keys
	Flush             // drops every key of a database: FLUSHALL, FLUSHDB
)

// String gives the kind in lower case.
func (k Kind) String() string {
	return [...]string{"other", "read", "write", "flush"}[k]
}

// Command is one row of the table.
type Command struct {
	// Name is in upper case; a subcommand has its container's name before it,
	// as in "XINFO STREAM".
	Name string
	// Kind says whether it reads or writes.
	Kind Kind
	// Specs says where the keys stand; empty where no key is named.
	Specs []Spec
	// Grows says that the server refuses it where memory is short (denyoom).
	Grows bool
	// Container is true where the next argument names a subcommand.
	Container bool

	lifetime *lifetime // nil where it keeps those of its keys
}

// longest is the length of the longest name that can be looked up.
const longest = 64

var byName = func() map[string]*Command {
	m := make(map[string]*Command, len(table)+len(modules)+len(later))
	for _, rows := range [][]Command{table, modules, later} {
		for i := range rows {
			m[rows[i].Name] = &rows[i]
		}
	}
	for name, l := range lifetimes {
		m[name].lifetime = &l
	}
	return m
}()

// Lookup finds the command of a request by its arguments, the name first, in
// any case. It reports false for a command that no server of the table knows.
func Lookup(args [][]byte) (*Command, bool) {
	if len(args) == 0 {
		return nil, false
	}
	var buf [longest]byte
	name, ok := upper(buf[:0], args[0])
	if !ok {
		return nil, false
	}
	c, ok := byName[string(name)]
	if !ok || !c.Container || len(args) < 2 {
		return c, ok
	}
	name, ok = upper(append(name, ' '), args[1])
	if !ok {
		return c, true
	}
	if sub, ok := byName[string(name)]; ok {
		return sub, true
	}
	return c, true
}

// upper appends the ASCII upper case of name to buf while it has room.
func upper(buf, name []byte) ([]byte, bool) {
	if len(buf)+len(name) > cap(buf) {
		return nil, false
	}
	for _, b := range name {
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		buf = append(buf, b)
	}
	return buf, true
}
