package conn

import (
	"net"
	"strconv"
	"strings"
)

// slots is how many hash slots a cluster has.
const slots = 16384

// Redirection is where a server sends us: the cause of the errors of the
// classes [ErrMoved], [ErrAsk] and [ErrRedirect], found by errors.As.
type Redirection struct {
	Slot int    // the hash slot, 0 to 16383; -1 for REDIRECT, which names none
	Addr string // host:port; empty where the server does not know the name
	Ask  bool   // only for this one command, after ASKING

	words string
}

// Error is the server's own words.
func (r *Redirection) Error() string { return r.words }

// redirection reads "MOVED 3999 host:port", the same with ASK, and "REDIRECT
// host:port". It is nil for every other text. An empty host stands for asked,
// the host that was dialled; "?" for a name that the server was not given
// (cluster-announce-hostname).
func redirection(text, asked string) *Redirection {
	words := strings.Split(text, " ")
	r := &Redirection{Slot: -1, Ask: words[0] == "ASK", words: text}
	switch words[0] {
	case "MOVED", "ASK":
		if len(words) != 3 {
			return nil
		}
		slot, err := strconv.ParseUint(words[1], 10, 16)
		if err != nil || slot >= slots {
			return nil
		}
		r.Slot = int(slot)
	case "REDIRECT":
		if len(words) != 2 {
			return nil
		}
	default:
		return nil
	}
	// An IPv6 address stands there without brackets.
	place := words[len(words)-1]
	colon := strings.LastIndexByte(place, ':')
	if colon < 0 {
		return nil
	}
	addr, ok := nodeAddr(strings.Trim(place[:colon], "[]"), place[colon+1:], asked)
	if !ok {
		return nil
	}
	r.Addr = addr
	return r
}

// nodeAddr is the host:port to dial for what a server calls a node. It is
// empty for an unknown name, and not ok for what can be no address.
func nodeAddr(host, port, asked string) (addr string, ok bool) {
	switch host {
	case "":
		host = asked
	case "?":
		host = ""
	}
	if host == "" {
		return "", checkHostPort("localhost:"+port) == nil
	}
	addr = net.JoinHostPort(host, port)
	if checkHostPort(addr) != nil {
		return "", false
	}
	return addr, true
}

// askedHost is the host that was dialled; empty for a UNIX socket.
func (l *link) askedHost() string {
	host, _, err := net.SplitHostPort(l.o.Addr)
	if err != nil || l.o.Network != "tcp" {
		return ""
	}
	return host
}
