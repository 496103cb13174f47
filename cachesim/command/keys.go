package command

import "bytes"

// Spec says where some keys of a command stand, as the server's key
// specifications do: it begins at an argument and covers a range or a counted
// list.
type Spec struct {
	// Index is the argument of the first key (the name is argument 0), or,
	// with Keyword, the argument from which the keyword is sought; negative:
	// from the end, backwards.
	Index int
	// Keyword, when not empty, is the word after which the keys stand, as in
	// XREAD ... STREAMS key id.
	Keyword string
	// Last is the last key counted from the first; negative: from the end of
	// the arguments, -1 being the last one.
	Last int
	// Limit, with a negative Last, is the fraction of the rest that is keys: 2
	// means the first half.
	Limit int
	// Counted says that a number tells how many keys follow: it stands CountAt
	// arguments after the beginning, the keys First after it.
	Counted        bool
	CountAt, First int
	// Step is the distance of one key from the next.
	Step int
	// Writes says that these keys are written, created or deleted.
	Writes bool
}

// Keys appends to keys the keys that args names, and returns them: of a
// reading command all, of a writing one only those that it writes (the source
// of a COPY is not changed), if it writes any. Duplicates stay.
func (c *Command) Keys(keys, args [][]byte) [][]byte {
	all := c.Kind != Write || c.storesNothing(args)
	for _, s := range c.Specs {
		if all || s.Writes {
			keys = s.collect(keys, args)
		}
	}
	if c.Name == "SORT" {
		keys = sortDestination(keys, args)
	}
	return keys
}

// collect appends the keys of one specification.
func (s Spec) collect(keys, args [][]byte) [][]byte {
	first, last := s.places(args)
	for i := first; i <= last; i += max(s.Step, 1) {
		keys = append(keys, args[i])
	}
	return keys
}

// places are the arguments of the first and the last key; the last is before
// the first where there is none. Where a number promises more keys than there
// are arguments, the server refuses the command and no key is known.
func (s Spec) places(args [][]byte) (first, last int) {
	const none = -1
	begin := s.begin(args)
	if begin <= 0 || begin >= len(args) {
		return 0, none
	}
	first, last = begin, begin+s.Last
	switch {
	case s.Counted:
		at := begin + s.CountAt
		if at >= len(args) {
			return 0, none
		}
		first = begin + s.First
		last = first + (number(args[at])-1)*s.Step
		if last >= len(args) {
			return 0, none
		}
	case s.Last < 0:
		last = len(args) + s.Last
		if s.Limit > 1 {
			last = first + (last-first+1)/s.Limit - 1
		}
	}
	return first, min(last, len(args)-1)
}

// begin is the argument where the search for keys begins, 0 for none.
func (s Spec) begin(args [][]byte) int {
	if s.Keyword == "" {
		return s.Index
	}
	from, step := s.Index, 1
	if from < 0 {
		from, step = len(args)+from, -1
	}
	for i := from; i > 0 && i < len(args); i += step {
		if bytes.EqualFold(args[i], []byte(s.Keyword)) {
			return i + 1
		}
	}
	return 0
}

// sortDestination appends the key after SORT's STORE.
func sortDestination(keys, args [][]byte) [][]byte {
	if i := sortStore(args); i > 0 {
		return append(keys, args[i+1])
	}
	return keys
}

// sortStore finds SORT's STORE, which may stand anywhere; the server's table
// calls its place unknown. The last one counts, as in the server. 0 is none.
func sortStore(args [][]byte) int {
	for i := len(args) - 2; i >= 2; i-- {
		if bytes.EqualFold(args[i], []byte("STORE")) {
			return i
		}
	}
	return 0
}

// number reads a short decimal; anything else is 0, so that nothing is a key.
func number(b []byte) int {
	if len(b) == 0 || len(b) > 9 {
		return 0
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}
