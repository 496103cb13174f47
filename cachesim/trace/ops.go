package trace

import "errors"

var errOp = errors.New("no such operation")

// wantOp names some operations, for errors.
const wantOp = "get, set, delete, read, write, flush or the like as operation"

// ops lists what the operations of traces do to the key, in lower case: those
// of Twitter's and Meta's traces, of libCacheSim, and SCSI's numbers.
var ops = map[string]Op{
	"get": Read, "gets": Read, "get_lease": Read, "read": Read, "r": Read, "lookup": Read, "g": Read, "nop": Read,
	"set": Write, "add": Add, "replace": Write, "cas": Write, "append": Change, "prepend": Change, "incr": Change, "decr": Change,
	"set_lease": Write, "write": Write, "w": Write, "s": Write, "put": Write, "update": Write, "insert": Write, "touch": Write,
	"delete": Delete, "del": Delete, "d": Delete, "unlink": Delete, "remove": Delete, "expire": Write, "invalidate": Delete,
	"flush": Flush, "flushall": Flush, "flushdb": Flush, "flush_all": Flush,
	// Reads and writes of blocks, as SCSI numbers them: both leave the block in
	// the cache, and libCacheSim counts both as lookups.
	"8": Read, "08": Read, "28": Read, "88": Read, "a8": Read, "a": Read, "0a": Read, "2a": Read, "8a": Read, "aa": Read,
}

// longestOp is the length of the longest name of an operation.
const longestOp = 16

// operation finds an operation by its name in any case.
func operation(name []byte) (Op, error) {
	switch string(name) { // most are
	case "get":
		return Read, nil
	case "set":
		return Write, nil
	}
	var buf [longestOp]byte
	if len(name) > len(buf) {
		return 0, &Error{Err: errOp, Want: wantOp}
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	op, ok := ops[string(buf[:len(name)])]
	if !ok {
		return 0, &Error{Err: errOp, Want: wantOp}
	}
	return op, nil
}
