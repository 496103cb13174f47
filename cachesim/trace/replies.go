package trace

// reply is what matters of a reply.
type reply struct {
	size  int64 // bytes of all its strings, numbers and so on
	null  bool
	kind  byte
	first byte // of its line's text: Q of +QUEUED
	items []reply
}

// refused is true for an error.
func (r *reply) refused() bool { return r.kind == '-' || r.kind == '!' }

// replies hears the replies of a server. Pushes are none.
type replies struct {
	reply reply
	items bool // keep what each element is, for EXEC
	done  func(r *reply) error
}

func (r *replies) value(kind byte, line []byte, n int64, depth int) error {
	if kind == '|' {
		return nil
	}
	null := n < 0
	var size int64
	switch kind {
	case '+', '-', ':', ',', '#', '(':
		size = int64(len(line) - 1)
	}
	if depth == 0 {
		r.reply = reply{kind: kind, null: null, items: r.reply.items[:0]}
		if len(line) > 1 {
			r.reply.first = line[1]
		}
	}
	if depth == 1 && r.items && len(r.reply.items) < maxArgs {
		r.reply.items = append(r.reply.items, reply{kind: kind, null: null})
	}
	r.add(size)
	return nil
}

// add counts bytes.
func (r *replies) add(size int64) {
	r.reply.size += size
	if n := len(r.reply.items); n > 0 {
		r.reply.items[n-1].size += size
	}
}

func (r *replies) part(text []byte) { r.add(int64(len(text))) }

func (r *replies) end(depth int) error {
	if depth > 0 || r.reply.kind == '>' {
		return nil
	}
	return r.done(&r.reply)
}
