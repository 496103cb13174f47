package resp

// readyDigits is how many digits of a length ready looks at.
const readyDigits = 9

// ready takes the commonest value, a bulk string, where all of it has arrived
// and is within the limits: one pass over its length, and no second look.
// Anything else is left where it is, for the longer way. The text is valid
// until the next call.
func (r *Reader) ready() ([]byte, bool) {
	have := r.in.buf[r.in.r:r.in.w]
	if len(have) == 0 || have[0] != byte(BulkString) {
		return nil, false
	}
	n, i := 0, 1
	for i < len(have) && i <= readyDigits && '0' <= have[i] && have[i] <= '9' {
		n = n*10 + int(have[i]-'0')
		i++
	}
	begin := i + 2
	end := begin + n
	if i == 1 || len(have) < end+2 || have[i] != '\r' || have[i+1] != '\n' || have[end] != '\r' || have[end+1] != '\n' {
		return nil, false
	}
	if int64(n) > r.limits.Length || valueSize+int64(n) > r.limits.Total-r.charged {
		return nil, false
	}
	r.charged += valueSize + int64(n)
	r.in.r += end + 2
	return have[begin:end], true
}

// sharedText is how many bytes of replies share one piece of memory.
const sharedText = 16 << 10

// ReadReady appends to dst the replies that come next, at most n, as long as
// they are bulk strings that have wholly arrived, and reads nothing. Their
// texts share memory, so that one that is kept keeps up to 16 KiB of others.
func (r *Reader) ReadReady(dst []Value, n int) []Value {
	var shared string
	start := 0 // of shared, in the buffer
	for ; n > 0; n-- {
		r.charged = 0
		text, ok := r.ready()
		if !ok {
			break
		}
		end := r.in.r - len("\r\n")
		if begin := end - len(text); shared == "" || end > start+len(shared) {
			start = begin
			shared = string(r.in.buf[start:max(end, min(start+sharedText, r.in.w))])
		}
		dst = append(dst, textValue(BulkString, shared[end-len(text)-start:end-start]))
	}
	return dst
}
