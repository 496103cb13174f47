package trace

// Op is what a request does to its key.
type Op uint8

// What a request of a keyed block does.
const (
	Read   Op = iota
	Write     // changes the key
	Delete    // removes the key
	Flush     // drops every key; it names none
	Add       // makes the key, where it is not there
	Change    // changes the key, which keeps its lifetime
)

// Block holds some requests of a trace in flat arrays. It is filled by
// [Stream.Next] and valid until it is filled again; a reused block allocates
// nothing.
//
// A request is a command with its arguments, or, in a keyed block, a key and an
// [Op]. A column is empty where the format has none, else it has a value for each
// request.
type Block struct {
	// Time is when each request was made, in nanoseconds; since 1970 where the
	// format says so, else since whenever the trace counts from.
	Time []int64
	// DB is each request's database number.
	DB []int32
	// Op is what each request of a keyed block does; where it is empty, all read.
	Op []Op
	// Size is how many bytes the value has that each request read or wrote; 0
	// where it is not known.
	Size []int64
	// TTL is the lifetime that each request gave its key, in nanoseconds; 0
	// where it gave none.
	TTL []int64
	// Nil says which requests were answered by a nil, Refused which by an error.
	Nil, Refused []bool

	data   []byte
	spans  []span // of all requests: the client, where there is one, and the arguments; or the key
	starts []int  // where each request's spans begin; in a keyed block nil where each has one
	keyed  bool   // a request is a key and perhaps a command's name, not a client and arguments
	args   [][]byte
}

// span is a range of data.
type span struct{ from, to uint32 }

// Len is the number of requests.
func (b *Block) Len() int {
	if b.single() {
		return len(b.spans)
	}
	return len(b.starts)
}

// Keyed says that each request names its key, and no arguments.
func (b *Block) Keyed() bool { return b.keyed }

// Key gives the key of a request of a keyed block.
func (b *Block) Key(i int) []byte {
	if b.single() {
		return b.slice(b.spans[i])
	}
	return b.slice(b.spans[b.starts[i]])
}

// OpOf says what a request of a keyed block does.
func (b *Block) OpOf(i int) Op {
	if len(b.Op) == 0 {
		return Read
	}
	return b.Op[i]
}

// Command names the command of a request of a keyed block; nil where the format
// tells none.
func (b *Block) Command(i int) []byte {
	if b.single() {
		return nil
	}
	return b.slice(b.of(i)[1])
}

// Args gives a request's arguments, the command's name first; of a keyed block
// the key alone. The slice is valid until the next call.
func (b *Block) Args(i int) [][]byte {
	b.args = b.args[:0]
	if b.keyed {
		b.args = append(b.args, b.Key(i))
		return b.args
	}
	for _, s := range b.of(i)[1:] {
		b.args = append(b.args, b.slice(s))
	}
	return b.args
}

// Client gives the address of the client that made a request, "lua" for a
// script; empty where the format has none.
func (b *Block) Client(i int) []byte {
	if b.keyed {
		return nil
	}
	return b.slice(b.of(i)[0])
}

// single says that every request has one span, its key.
func (b *Block) single() bool { return b.keyed && len(b.starts) == 0 }

func (b *Block) slice(s span) []byte { return b.data[s.from:s.to:s.to] }

func (b *Block) of(i int) []span {
	if i+1 < len(b.starts) {
		return b.spans[b.starts[i]:b.starts[i+1]]
	}
	return b.spans[b.starts[i]:]
}

// key adds a request of a keyed block.
func (b *Block) key(s span) { b.spans = append(b.spans, s) }

// text adds bytes that stand in no line, such as the digits of a number, and
// gives their place.
func (b *Block) text(add func([]byte) []byte) span {
	from := len(b.data)
	b.data = add(b.data)
	return span{uint32(from), uint32(len(b.data))}
}

func (b *Block) reset() {
	b.Time, b.DB, b.Op = b.Time[:0], b.DB[:0], b.Op[:0]
	b.Size, b.TTL, b.Nil, b.Refused = b.Size[:0], b.TTL[:0], b.Nil[:0], b.Refused[:0]
	b.spans, b.starts, b.keyed = b.spans[:0], b.starts[:0], false
}
