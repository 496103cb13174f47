package trace

import "bytes"

// A line of Twitter's cache traces (github.com/twitter/cache-trace):
//
//	seconds,key,key size,value size,client,operation,ttl
//
// There are no quotes; a key has no comma.

const wantTwitter = "seconds,key,key size,value size,client,operation,ttl"

// twitterFields are the places of the fields.
const (
	twitterTime = iota
	twitterKey
	twitterKeySize
	twitterSize
	twitterClient
	twitterOp
	twitterTTL
	twitterFields
)

// twitterSplit finds the fields of data[from:to].
func twitterSplit(data []byte, from, to uint32) (f [twitterFields]span, ok bool) {
	for i := range f {
		n := bytes.IndexByte(data[from:to], ',')
		if last := i == len(f)-1; last != (n < 0) {
			return f, false
		} else if last {
			f[i] = span{from, to}
			break
		}
		f[i] = span{from, from + uint32(n)}
		from += uint32(n) + 1
	}
	return f, f[twitterKey].from < f[twitterKey].to
}

func parseTwitter(b *Block, from, to uint32) error {
	b.keyed = true
	if from == to {
		return nil
	}
	f, ok := twitterSplit(b.data, from, to)
	if !ok {
		return errFields
	}
	at, err := nanoseconds(b.slice(f[twitterTime]))
	if err != nil {
		return err
	}
	size, err := integer(b.slice(f[twitterSize]))
	if err != nil {
		return err
	}
	op, err := operation(b.slice(f[twitterOp]))
	if err != nil {
		return err
	}
	ttl, err := seconds(b.slice(f[twitterTTL]))
	if err != nil {
		return err
	}
	b.key(f[twitterKey])
	b.Time, b.Size = append(b.Time, at), append(b.Size, size)
	b.Op, b.TTL = append(b.Op, op), append(b.TTL, ttl)
	return nil
}

func looksLikeTwitter(line []byte) bool {
	f, ok := twitterSplit(line, 0, uint32(len(line)))
	if !ok {
		return false
	}
	for _, i := range []int{twitterTime, twitterKeySize, twitterSize, twitterTTL} {
		if !numeric(line[f[i].from:f[i].to]) {
			return false
		}
	}
	_, err := operation(line[f[twitterOp].from:f[twitterOp].to])
	return err == nil
}
