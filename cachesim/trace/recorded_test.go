package trace

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"
)

func kept(words ...string) (args []RecordedArg) {
	for _, w := range words {
		args = append(args, RecordedArg{ArgKept, len(w), []byte(w)})
	}
	return args
}

func begin(t *rapid.T, room int) (*RecordWriter, *memory) {
	m := &memory{room: room}
	w, err := NewRecordWriter(m, RecordingHeader{Version: RecordingVersion, Keys: "plain", Started: time.Unix(1700000000, 0).UTC()})
	if err != nil {
		t.Fatal(err)
	}
	return w, m
}

// TestRecording writes requests and reads them again.
func TestRecording(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, m := begin(t, 1<<30)
		var want []request
		clock := int64(1700000000_000000)
		for range rapid.IntRange(0, 30).Draw(t, "requests") {
			clock += rapid.Int64Range(-100, 4_000_000).Draw(t, "later")
			r := request{Time: clock * 1000, DB: rapid.Int32Range(0, 1000).Draw(t, "db"), Client: scriptClient, Args: []string{"SET", "k\x00\n", "***", "6869000000000000000000000000000a"}}
			client := rapid.Uint64Range(0, 1).Draw(t, "client") * 300
			if client > 0 {
				r.Client = "300"
			}
			args := append(kept(r.Args[:2]...), RecordedArg{Form: ArgMasked, Len: 3},
				RecordedArg{ArgHashed, 99, []byte("hi\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\n")})
			for range rapid.IntRange(0, 3).Draw(t, "more") {
				more := rapid.StringN(0, 9, -1).Draw(t, "arg")
				r.Args, args = append(r.Args, more), append(args, kept(more)...)
			}
			want = append(want, r)
			if err := w.Add(r.Time, r.DB, client, args); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(RecordingTrailer{Ended: "requests"}); err != nil || w.Written() != uint64(len(want)) || w.Bytes() != int64(len(m.data)) {
			t.Fatal(err, w.Written(), w.Bytes())
		}
		got, err := readAll(bytes.NewReader(m.data), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// recording is three chunks of two requests each.
func recording(t *testing.T) []byte {
	t.Helper()
	m := &memory{room: 1 << 20}
	w, err := NewRecordWriter(m, RecordingHeader{Version: RecordingVersion})
	for i := range 6 {
		err = errors.Join(err, w.Add(int64(i/2)*chunkSpan*1000, 0, 1, kept("GET", strings.Repeat("k", i))))
	}
	if err = errors.Join(err, w.Close(RecordingTrailer{})); err != nil {
		t.Fatal(err)
	}
	return m.data
}

func unpacked(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRecordingCut ends a recording at every byte: the chunks that are whole
// are read, and that it was cut is said.
func TestRecordingCut(t *testing.T) {
	t.Parallel()
	whole := recording(t)
	counts := map[int]bool{}
	for n := len(whole); n > 0; n-- {
		s, err := Open("-", bytes.NewReader(whole[:n]), Options{})
		if err != nil || s.Format() != "vkcheck" {
			continue // the file ends within its first frame
		}
		var b Block
		got := 0
		for err == nil {
			err = s.Next(&b)
			got += b.Len()
		}
		if !errors.Is(err, io.EOF) || s.Cut() != (n < len(whole)) || got%2 != 0 {
			t.Fatalf("%d of %d bytes: %d requests, cut %v, %v", n, len(whole), got, s.Cut(), err)
		}
		counts[got] = true
	}
	if len(counts) != 4 {
		t.Errorf("%v: want 6, 4, 2 and 0 requests", counts)
	}
}

// TestRecordingFaults breaks a recording, unpacked.
func TestRecordingFaults(t *testing.T) {
	t.Parallel()
	text := string(unpacked(t, recording(t)))
	if _, err := readAll(strings.NewReader(text), Options{}); err != nil {
		t.Errorf("unpacked: %v", err)
	}
	for name, tt := range map[string]struct {
		old, by string
		code    string
	}{
		"another version":  {`"version":1`, `"version":2`, CodeNotRecognised},
		"a broken header":  {`"version":1`, `"version":x`, CodeMalformed},
		"no header's end":  {"\n", strings.Repeat(" ", recordingLine), CodeMalformed},
		"another count":    {`"requests":6`, `"requests":7`, CodeMalformed},
		"a broken trailer": {`"requests":6`, `"requests":-`, CodeMalformed},
		"an endless one":   {`"requests":6`, `"requests":6` + strings.Repeat(" ", recordingLine), CodeMalformed},
		"more behind":      {`"ended":""}` + "\n", `"ended":""}` + "\nx", CodeMalformed},
		"a huge chunk":     {"\x00\x00\x00", "\x00\x00\x7f", CodeLineTooLong},
		"a long argument":  {"\x0dGET", "\xfdGET", CodeMalformed},
		"no such form":     {"\x0dGET", "\x0fGET", CodeMalformed},
		"no arguments":     {"\x02\x0dGET", "\x00\x0dGET", CodeMalformed},
		"many arguments":   {"\x02\x0dGET", "\x7f\x0dGET", CodeMalformed},
	} {
		if !strings.Contains(text, tt.old) {
			t.Fatalf("%s: %q does not stand in %q", name, tt.old, text)
		}
		_, err := readAll(strings.NewReader(strings.Replace(text, tt.old, tt.by, 1)), Options{MaxLine: 1 << 20})
		var e *Error
		if !errors.As(err, &e) || e.Code != tt.code || e.Error() == "" {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
	}
	if _, err := readAll(strings.NewReader("key\n"), Options{Format: "vkcheck"}); err == nil {
		t.Error("keys are a recording")
	}
	damaged := recording(t)
	damaged[len(damaged)/2] ^= 1
	var e *Error
	if _, err := readAll(bytes.NewReader(damaged), Options{}); !errors.As(err, &e) || e.Code != CodeTruncated {
		t.Errorf("a bit that turned: %v", err)
	}
}

// TestRecordingDiskFull lets the disk be full after any number of bytes: the
// file is a recording of the chunks that fitted.
func TestRecordingDiskFull(t *testing.T) {
	t.Parallel()
	whole := recording(t)
	for room := range len(whole) {
		m := &memory{room: room}
		w, err := NewRecordWriter(m, RecordingHeader{Version: RecordingVersion})
		if err != nil {
			continue
		}
		for i := 0; i < 6 && err == nil; i++ {
			err = w.Add(int64(i/2)*chunkSpan*1000, 0, 1, kept("GET", strings.Repeat("k", i)))
		}
		if err := w.Close(RecordingTrailer{}); !errors.Is(err, errFull) {
			t.Fatalf("room for %d of %d: %v", room, len(whole), err)
		}
		all, err := readAll(bytes.NewReader(m.data), Options{})
		if err != nil || uint64(len(all)) != w.Written() || w.Bytes() > int64(len(m.data)) {
			t.Fatalf("room for %d: %d requests of %d written, %v", room, len(all), w.Written(), err)
		}
	}
}

// TestLongArguments hides values that are longer than what is shown of them.
func TestLongArguments(t *testing.T) {
	t.Parallel()
	m := &memory{room: 1 << 20}
	w, err := NewRecordWriter(m, RecordingHeader{Version: RecordingVersion})
	for _, n := range []int{1, math.MaxInt32, 7, 0, argKept, 99999} {
		err = errors.Join(err, w.Add(0, 0, 1, []RecordedArg{{Form: ArgMasked, Len: n}}))
	}
	if err = errors.Join(err, w.Close(RecordingTrailer{})); err != nil {
		t.Fatal(err)
	}
	all, err := readAll(bytes.NewReader(m.data), Options{})
	var got []int
	for _, r := range all {
		got = append(got, len(r.Args[0]))
	}
	if diff := cmp.Diff([]int{1, argKept, 7, 0, argKept, argKept}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
