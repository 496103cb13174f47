package client

import (
	"strings"

	"github.com/vkcheck/vkcheck/cachesim/command"
)

// recent remembers some of the commands seen, as they were spelled: most of a
// trace is a few commands over and over. Those with subcommands are not in it.
type recent [64]struct {
	spelled string
	command *command.Command
	cached  bool
}

// place is where a command's name belongs.
func (recent) place(name []byte) int {
	return (len(name)*31 + int(name[0])*7 + int(name[len(name)-1])) % len(recent{})
}

// command gives the command of a request and whether the client looks it up; no
// server of the table may know it.
func (b *Builder) command(args [][]byte) (c *command.Command, cached, ok bool) {
	if len(args) == 0 || len(args[0]) == 0 {
		return nil, false, false
	}
	r := &b.recent[b.recent.place(args[0])]
	if r.command != nil && r.spelled == string(args[0]) {
		return r.command, r.cached, true
	}
	if c, ok = command.Lookup(args); !ok {
		return nil, false, false
	}
	cached = b.cached(c, args)
	if !c.Container && !strings.Contains(c.Name, " ") {
		r.spelled, r.command, r.cached = string(args[0]), c, cached
	}
	return c, cached, true
}
