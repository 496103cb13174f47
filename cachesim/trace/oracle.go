package trace

import (
	"encoding/binary"
	"errors"
	"math"
)

// libCacheSim's oracleGeneral, without a header, little-endian:
//
//	u32 seconds, u64 object, u32 size, i64 next
//
// next is the number, from 1, of the next request for the object, -1 or the
// largest for none. oracleGeneralOpNS has u8 operation and u16 namespace before
// next.

const (
	oracleLength   = 24
	oracleNSLength = 27
	wantOracle     = "u32 time, u64 object, u32 size, i64 next request"
)

var errNext = errors.New("the next request is not later")

// startOracle chooses by what the file looks like: its name is the same.
func startOracle(s *Stream, head sample) (reader, error) {
	r := &records{s: s, length: oracleLength, decode: decodeOracle}
	if !oracleRecords(head, oracleLength) && oracleRecords(head, oracleNSLength) {
		r.length, r.decode = oracleNSLength, decodeOracleNS
	}
	return r, nil
}

func isOracle(head sample) bool {
	return oracleRecords(head, oracleLength) || oracleRecords(head, oracleNSLength)
}

// oracleSample is how many records are looked at.
const oracleSample = 64

// oracleRecords says that the first records of this length are in order of time
// and have a next request that is none or later, and not later than any trace
// can be.
func oracleRecords(head sample, length int) bool {
	if len(head.data) < length || head.whole && len(head.data)%length != 0 {
		return false
	}
	var last uint32
	for i := 0; i < oracleSample && (i+1)*length <= len(head.data); i++ {
		record := head.data[i*length:][:length]
		at, next := binary.LittleEndian.Uint32(record), int64(binary.LittleEndian.Uint64(record[length-8:]))
		if at < last || !later(next, int64(i)) || next > 1<<40 && next != math.MaxInt64 {
			return false
		}
		last = at
	}
	return true
}

// later says that next can follow the request of this index.
func later(next, index int64) bool { return next == -1 || next > index+1 }

func decodeOracle(b *Block, at uint32, index int64) error {
	record := b.data[at : at+oracleLength]
	if !later(int64(binary.LittleEndian.Uint64(record[16:])), index) {
		return errNext
	}
	b.Time = append(b.Time, int64(binary.LittleEndian.Uint32(record))*1e9)
	b.Size = append(b.Size, int64(binary.LittleEndian.Uint32(record[12:])))
	b.number(at, binary.LittleEndian.Uint64(record[4:]))
	return nil
}

func decodeOracleNS(b *Block, at uint32, index int64) error {
	record := b.data[at : at+oracleNSLength]
	op, err := numberedOp(record[16])
	if err != nil {
		return err
	}
	if !later(int64(binary.LittleEndian.Uint64(record[19:])), index) {
		return errNext
	}
	b.Op = append(b.Op, op)
	b.Time = append(b.Time, int64(binary.LittleEndian.Uint32(record))*1e9)
	b.Size = append(b.Size, int64(binary.LittleEndian.Uint32(record[12:])))
	b.number(at, binary.LittleEndian.Uint64(record[4:]))
	return nil
}

// numberedOp gives what an operation of libCacheSim's enum does (its enum.h:
// nop get gets set add cas replace append prepend delete incr decr read write
// update).
func numberedOp(n byte) (Op, error) {
	switch {
	case n <= 2 || n == 12:
		return Read, nil
	case n == 4:
		return Add, nil
	case n == 9:
		return Delete, nil
	case n == 7 || n == 8 || n == 10 || n == 11:
		return Change, nil
	case n <= 14:
		return Write, nil
	}
	return 0, errOp
}
