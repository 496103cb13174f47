package trace

import "bytes"

// mute is how much of a connection's requests the server leaves unanswered, as
// CLIENT REPLY says.
type mute int

const (
	never mute = iota
	next       // the next one
	always
)

// of says whether a request is not answered, and changes with it.
func (m *mute) of(r *call) bool {
	if !r.is("CLIENT") || !bytes.EqualFold(r.arg(1), []byte("REPLY")) {
		silent := *m != never
		if *m == next {
			*m = never
		}
		return silent
	}
	switch string(bytes.ToUpper(r.arg(2))) {
	case "ON":
		*m = never
	case "OFF":
		*m = always
	case "SKIP":
		*m = max(*m, next)
	}
	return *m != never
}
