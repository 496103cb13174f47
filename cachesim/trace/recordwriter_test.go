package trace

import (
	"errors"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// memory is a file in memory that takes no more than room bytes at a time.
type memory struct {
	data []byte
	room int
}

var errFull = errors.New("no space left")

func (m *memory) Write(p []byte) (int, error) {
	n := min(len(p), m.room-len(m.data))
	m.data = append(m.data, p[:n]...)
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func (m *memory) Truncate(size int64) error {
	m.data = m.data[:size]
	return nil
}

func (m *memory) Seek(offset int64, _ int) (int64, error) {
	if offset != int64(len(m.data)) {
		return 0, errors.New("a hole")
	}
	return offset, nil
}

// FuzzRecording reads unpacked recordings.
func FuzzRecording(f *testing.F) {
	w := &memory{room: 1 << 20}
	r, _ := NewRecordWriter(w, RecordingHeader{Version: RecordingVersion})
	_ = r.Add(1, 2, 3, append(kept("GET", "key"), RecordedArg{Form: ArgMasked, Len: 9}, RecordedArg{ArgHashed, 9, make([]byte, HashLen)}))
	_ = r.Close(RecordingTrailer{})
	z, _ := zstd.NewReader(nil)
	text, err := z.DecodeAll(w.data, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	fuzzReader(f, "vkcheck")
}
