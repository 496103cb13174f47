package trace

import (
	"encoding/json"
	"errors"
	"time"
)

// A recording is what "vkcheck record" writes; docs/trace-format.md has it byte
// by byte. Unpacked it is
//
//	"vkcheck-trace " header in JSON "\n"
//	chunks: length (4 bytes, little endian, not 0) and that many bytes of records
//	0 (4 bytes) trailer in JSON "\n"
//
// and packed each of these is a frame of zstd of its own. A record is
//
//	time    zigzag varint: microseconds since 1970, or since the record before in the chunk
//	db      uvarint
//	client  uvarint: 0 is a script, others are numbered as they come
//	n       uvarint, the number of arguments, the name included
//	n times uvarint length<<2 | form, and what the form says

// ArgForm is how an argument of a recorded request is stored.
type ArgForm uint8

// The forms of arguments.
const (
	ArgMasked ArgForm = iota // its length
	ArgKept                  // its length, and itself
	ArgHashed                // its length, and 16 bytes that stand for it
)

// HashLen is the length of what stands for an argument that is hashed.
const HashLen = 16

// RecordedArg is an argument as it is stored.
type RecordedArg struct {
	Form ArgForm
	Len  int    // of the argument itself
	Text []byte // nothing, the argument, or HashLen bytes
}

// RecordingVersion is the version of the format that is written and read.
const RecordingVersion = 1

// RecordingHeader says what a recording is of.
type RecordingHeader struct {
	Version int       `json:"version"`          // RecordingVersion
	Vkcheck string    `json:"vkcheck"`          // the version of the program
	Source  string    `json:"source"`           // "monitor"
	Server  string    `json:"server,omitempty"` // "valkey 8.0.1"
	Started time.Time `json:"started"`
	Keys    string    `json:"keys"`   // "plain" or "hashed"
	Secret  string    `json:"secret"` // a name of the secret of the hashes, which does not tell it
}

// RecordingTrailer says how a recording ended.
type RecordingTrailer struct {
	Requests uint64    `json:"requests"`
	LeftOut  uint64    `json:"leftOut,omitempty"` // lines that were no requests
	Until    time.Time `json:"until"`
	Ended    string    `json:"ended"` // why: a word, or the code of a fault
}

const (
	recordingMagic = "vkcheck-trace "
	recordingLine  = 64 << 10 // the longest header or trailer
	wantRecording  = "a recording of vkcheck"
	scriptClient   = "lua" // MONITOR's word for a script
)

var (
	errHeader  = errors.New("a broken header")
	errRecord  = errors.New("a broken record")
	errTrailer = errors.New("an end that does not fit what it ends")
)

// marshalLine gives a header or a trailer.
func marshalLine(v any) []byte {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, numbers and times
	}
	return append(line, '\n')
}

// Monitor makes the block hold the one request of a line of MONITOR, or none
// where the line is the server's OK. Its error is of a line that is none.
func (b *Block) Monitor(line string) error {
	b.reset()
	b.data = append(b.data[:0], line...)
	return parseMonitor(b, 0, uint32(len(line)))
}
