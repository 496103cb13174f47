package trace

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

// RecordFile is where a recording goes: an *os.File.
type RecordFile interface {
	io.WriteSeeker
	Truncate(size int64) error
}

// Chunks end when they have this many bytes, or span this much time: what a
// crash loses.
const (
	chunkBytes = 1 << 20
	chunkSpan  = 5_000_000 // microseconds
)

// RecordWriter writes a recording. What it has written is at every moment a
// recording up to the last whole chunk. It is used by one goroutine.
type RecordWriter struct {
	file    RecordFile
	packer  *zstd.Encoder
	chunk   []byte // records, behind room for their length
	packed  []byte
	first   int64 // the time of the chunk's first record
	last    int64 // of its last one
	pending uint64
	written uint64
	size    int64 // of the whole chunks in the file
	err     error
}

const lengthBytes = 4

// NewRecordWriter begins a recording.
func NewRecordWriter(file RecordFile, h RecordingHeader) (*RecordWriter, error) {
	packer, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(chunkBytes))
	if err != nil {
		return nil, err
	}
	w := &RecordWriter{file: file, packer: packer, chunk: make([]byte, lengthBytes, chunkBytes+chunkBytes/8)}
	return w, w.frame(append([]byte(recordingMagic), marshalLine(h)...))
}

// Written is how many requests are in the file: after Close all, or those that
// could be written.
func (w *RecordWriter) Written() uint64 { return w.written }

// Bytes is how large the file is.
func (w *RecordWriter) Bytes() int64 { return w.size }

// Add adds a request: its time in nanoseconds since 1970, its database, its
// client by number, 0 for a script, and its arguments. After an error only
// Close is of use.
func (w *RecordWriter) Add(at int64, db int32, client uint64, args []RecordedArg) error {
	micros := at / 1000
	if w.pending > 0 && (len(w.chunk) >= chunkBytes || micros-w.first >= chunkSpan) {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if w.pending == 0 {
		w.first, w.last = micros, 0
	}
	c := binary.AppendVarint(w.chunk, micros-w.last)
	c = binary.AppendUvarint(c, uint64(uint32(db)))
	c = binary.AppendUvarint(c, client)
	c = binary.AppendUvarint(c, uint64(len(args)))
	for _, a := range args {
		c = binary.AppendUvarint(c, uint64(a.Len)<<2|uint64(a.Form))
		c = append(c, a.Text...)
	}
	w.chunk, w.last = c, micros
	w.pending++
	return nil
}

// Close ends the recording and counts its requests in t. Where writing has
// failed, now or before, it cuts the file back to its last whole chunk and ends
// it there; the error says that requests were lost.
func (w *RecordWriter) Close(t RecordingTrailer) error {
	err := w.err
	if err == nil {
		err = w.flush()
	}
	if err != nil {
		w.pending = 0
		err = errors.Join(err, w.cutBack())
	}
	t.Requests = w.written
	if end := w.frame(append(make([]byte, lengthBytes), marshalLine(t)...)); end != nil {
		err = errors.Join(err, end, w.cutBack()) // it reads as one that was killed
	}
	return err
}

// flush writes the chunk, where it has records.
func (w *RecordWriter) flush() error {
	if w.pending == 0 {
		return nil
	}
	binary.LittleEndian.PutUint32(w.chunk, uint32(len(w.chunk)-lengthBytes))
	if err := w.frame(w.chunk); err != nil {
		return err
	}
	w.written, w.pending, w.chunk = w.written+w.pending, 0, w.chunk[:lengthBytes]
	return nil
}

// frame packs and writes.
func (w *RecordWriter) frame(content []byte) error {
	w.packed = w.packer.EncodeAll(content, w.packed[:0])
	if _, w.err = w.file.Write(w.packed); w.err != nil {
		return w.err
	}
	w.size += int64(len(w.packed))
	return nil
}

// cutBack removes what was written of a frame that is not whole.
func (w *RecordWriter) cutBack() error {
	if err := w.file.Truncate(w.size); err != nil {
		return err
	}
	_, err := w.file.Seek(w.size, io.SeekStart)
	return err
}
