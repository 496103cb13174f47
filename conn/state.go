package conn

import "strings"

// effect is what a command does beyond its reply.
type effect uint8

const (
	plain   effect = iota // nothing
	alters                // the connection is no longer as it was dialled: another user, database, mode
	begins                // a transaction or a watch begins
	ends                  // it ends
	streams               // its answers are no replies, or it has none
)

// effectOf knows the effects by the command's words. It is on the way of every
// command, so the length is asked first.
func effectOf(args []string) effect {
	name := args[0]
	if strings.IndexByte(name, ' ') >= 0 { // several words in one, which package resp splits
		args = append(strings.Fields(name), args[1:]...)
		name = args[0]
	}
	is := func(s string) bool { return strings.EqualFold(name, s) }
	switch len(name) {
	case 4:
		switch {
		case is("EXEC"):
			return ends
		case is("AUTH"), is("QUIT"):
			return alters
		case is("SYNC"):
			return streams
		}
	case 5:
		switch {
		case is("MULTI"), is("WATCH"):
			return begins
		case is("HELLO"), is("RESET"):
			return alters
		case is("PSYNC"):
			return streams
		}
	case 6:
		switch {
		case is("SELECT"):
			return alters
		case is("CLIENT"):
			return effectOfClient(args)
		}
	case 7:
		switch {
		case is("DISCARD"):
			return ends
		case is("MONITOR"):
			return streams
		}
	case 8:
		if is("READONLY") {
			return alters
		}
	case 9, 10, 11, 12:
		switch {
		case is("READWRITE"):
			return alters
		case is("SUBSCRIBE"), is("PSUBSCRIBE"), is("SSUBSCRIBE"), is("UNSUBSCRIBE"), is("PUNSUBSCRIBE"), is("SUNSUBSCRIBE"):
			return streams
		}
	}
	return plain
}

func effectOfClient(args []string) effect {
	if len(args) < 2 {
		return plain
	}
	switch strings.ToUpper(args[1]) {
	case "REPLY":
		return streams
	case "SETNAME", "TRACKING", "CACHING", "NO-EVICT", "NO-TOUCH", "CAPA":
		return alters
	}
	return plain
}

// state is what the commands so far have made of a connection.
type state struct {
	altered     bool // it is no longer as it was dialled
	transaction bool // MULTI or WATCH wait for their EXEC
}

// bound is true where a new connection could not take this one's place.
func (s state) bound() bool { return s.altered || s.transaction }

func (s *state) note(e effect) {
	switch e {
	case alters:
		s.altered = true
	case begins:
		s.transaction = true
	case ends:
		s.transaction = false
	}
}

// with is the state once the commands are carried out.
func (s state) with(commands ...[]string) state {
	for _, args := range commands {
		s.note(effectOf(args))
	}
	return s
}

// or is bound where one of the two is.
func (s state) or(t state) state {
	return state{altered: s.altered || t.altered, transaction: s.transaction || t.transaction}
}
