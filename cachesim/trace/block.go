package trace

// Block holds some requests of a trace in flat arrays. It is filled by
// [Stream.Next] and valid until it is filled again; a reused block allocates
// nothing.
type Block struct {
	// Time is when each request was made, in nanoseconds since 1970; nil where
	// the format has no times.
	Time []int64
	// DB is each request's database number; nil where the format has none.
	DB []int32

	data   []byte
	spans  []span // of all requests: the client, where there is one, and the arguments
	starts []int  // where each request's spans begin
	bare   bool   // a request is one key, its spans are no client and no command
	args   [][]byte
}

// span is a range of data.
type span struct{ from, to uint32 }

// Len is the number of requests.
func (b *Block) Len() int { return len(b.starts) }

// Bare says that each request is a lookup of one key, its only argument, and
// no command is named.
func (b *Block) Bare() bool { return b.bare }

// Key gives the key of a request of a bare block.
func (b *Block) Key(i int) []byte { return b.slice(b.spans[i]) }

// Args gives a request's arguments, the command's name first. The slice is
// valid until the next call.
func (b *Block) Args(i int) [][]byte {
	spans := b.of(i)
	if !b.bare {
		spans = spans[1:]
	}
	b.args = b.args[:0]
	for _, s := range spans {
		b.args = append(b.args, b.slice(s))
	}
	return b.args
}

// Client gives the address of the client that made a request, "lua" for a
// script; nil where the format has none.
func (b *Block) Client(i int) []byte {
	if b.bare {
		return nil
	}
	return b.slice(b.of(i)[0])
}

func (b *Block) slice(s span) []byte { return b.data[s.from:s.to:s.to] }

func (b *Block) of(i int) []span {
	if i+1 < len(b.starts) {
		return b.spans[b.starts[i]:b.starts[i+1]]
	}
	return b.spans[b.starts[i]:]
}

func (b *Block) reset() {
	b.Time, b.DB = b.Time[:0], b.DB[:0]
	b.spans, b.starts = b.spans[:0], b.starts[:0]
}
