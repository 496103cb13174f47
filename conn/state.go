package conn

import "strings"

// effect is what a command does beyond its reply.
type effect uint8

const (
	plain     effect = iota // nothing
	alters                  // the connection is no longer as it was dialled: another user, database, mode
	begins                  // a transaction begins
	ends                    // it ends, and so do watches
	watches                 // a watch begins
	unwatches               // it ends, but for a command that a transaction only queues
	streams                 // its answers are no replies, or it has none
)

// wordsOf are the command's as the server gets them: package resp splits a first
// argument that holds several.
func wordsOf(args []string) []string {
	if strings.IndexByte(args[0], ' ') < 0 {
		return args
	}
	return append(strings.Fields(args[0]), args[1:]...)
}

// isEmpty is true for what has no words, and so no reply.
func isEmpty(args []string) bool { return len(args) == 0 || len(args) == 1 && len(wordsOf(args)) == 0 }

// effectOf knows the effects by the command's words, of which there is one at
// least. It is on the way of every command, so the length is asked first.
func effectOf(args []string) effect {
	args = wordsOf(args)
	name := args[0]
	is := func(s string) bool { return strings.EqualFold(name, s) }
	switch len(name) {
	case 4:
		switch {
		case is("EXEC"):
			return effectOfEnd(args)
		case is("AUTH"), is("QUIT"):
			return alters
		case is("SYNC"):
			return streams
		}
	case 5:
		switch {
		case is("MULTI"):
			return begins
		case is("WATCH"):
			return watches
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
			return effectOfEnd(args)
		case is("UNWATCH"):
			return unwatches
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

// effectOfEnd is that of EXEC and DISCARD, which with further words are refused
// and end nothing.
func effectOfEnd(args []string) effect {
	if len(args) > 1 {
		return plain
	}
	return ends
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
	transaction bool // MULTI waits for its EXEC
	watching    bool // so does WATCH
}

// bound is true where a new connection could not take this one's place.
func (s state) bound() bool { return s.altered || s.transaction || s.watching }

func (s *state) note(e effect) {
	switch e {
	case alters:
		s.altered = true
	case begins:
		s.transaction = true
	case watches:
		s.watching = true
	case ends:
		s.transaction, s.watching = false, false
	case unwatches:
		s.watching = s.watching && s.transaction
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
	return state{s.altered || t.altered, s.transaction || t.transaction, s.watching || t.watching}
}
