package trace

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc64"
)

// Before Redis 7 an append-only file that was rewritten began with a dump of
// what there was, an RDB, and the requests since stood behind it. A dump ends
// with the byte 0xff and the checksum of all before, by which its end is found
// without reading it; a server told not to make checksums writes zeros.

var errDump = errors.New("this is an RDB dump, which has no requests")

// dumpSums is the table of the server's crc64.c (Jones).
var dumpSums = crc64.MakeTable(0x95ac9329ac4bc9b5)

// dumpEnd is the byte before the checksum.
const dumpEnd = 0xff

// isDump says that a file begins with a dump: its name, a version, and a byte
// that no text has.
func isDump(data []byte) bool {
	const header = len("REDIS0011")
	named := bytes.HasPrefix(data, []byte("REDIS")) || bytes.HasPrefix(data, []byte("VALKEY"))
	return named && len(data) > header && numeric(data[header-3:header]) && data[header] >= 0xf0
}

// sumDump goes on with the checksum of a dump. Unlike Go's it begins with 0 and
// is not inverted.
func sumDump(sum uint64, data []byte) uint64 { return ^crc64.Update(^sum, dumpSums, data) }

// skipDump goes to what stands behind a dump, and gives how long it is.
func skipDump(in *bufio.Reader) (length int64, err error) {
	var sum uint64
	for {
		if _, err := in.Peek(1); err != nil {
			return length, err
		}
		have, _ := in.Peek(in.Buffered())
		n := bytes.IndexByte(have, dumpEnd) + 1
		ended := n > 0
		if !ended {
			n = len(have)
		}
		sum = sumDump(sum, have[:n])
		_, _ = in.Discard(n) // it was peeked at
		length += int64(n)
		if ended && dumpEnds(in, sum) {
			_, err := in.Discard(8)
			return length + 8, err
		}
	}
}

// dumpEnds says that the checksum comes next, or none and then a request.
func dumpEnds(in *bufio.Reader, sum uint64) bool {
	next, _ := in.Peek(9)
	if len(next) < 8 {
		return false
	}
	found := binary.LittleEndian.Uint64(next)
	return found == sum || found == 0 && (len(next) == 8 || next[8] == '*' || next[8] == '#')
}
