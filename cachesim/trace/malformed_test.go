package trace

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// TestMalformed wants the place and what was expected, the requests before the
// fault, and with SkipBad those behind it too.
func TestMalformed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ format, good, bad, says string }{
		{"csv", "key,op\na,get\n", "a,nosuch\n", "2: no such operation, want get, set, delete, read, write, flush or the like as operation"},
		{"csv", "key,size\na,1\n", "a,x\n", `2: "x" is no number, want a number as size`},
		{"csv", "key,time\na,1\n", "a,29/Nov/2026:10:00:00 +0000\n", `2: "29/Nov/2026:10:00:00 +0000" is no time, want ` + wantTime},
		{"csv", "key,time\na,1\n", "a,2026-11-29 10:00:00\n", `2: "2026-11-29 10:00:00" is no time, want ` + wantTime},
		{"csv", "key,time\na,1\n", "a,2026-11-29\n", `2: "2026-11-29" is no time, want ` + wantTime},
		{"csv", "key,time\na,1\n", "a,1969-11-29T10:00:00Z\n", `2: "1969-11-29T10:00:00Z" is no time, want ` + wantTime},
		{"csv", "key,time\na,1\n", "a,2262-11-29T10:00:00Z\n", `2: "2262-11-29T10:00:00Z" is no time, want ` + wantTime},
		{"csv", "key,ttl,op\na,1,get\n", "a,1h,get\n", `2: "1h" is no number, want ` + wantSeconds},
		{"csv", "key,size\na,1\n", "a\n", "2: 1 fields, want 2, as in the first line"},
		{"csv", "key,size\na,1\n", "\"a,1\n", "2: a quote without its end, want a line of CSV"},
		{"csv", "key,size\na,1\n", ",1\n", "2: an empty key, want a line of CSV"},
		{"kvcache", "key,op,size,op_count\na,GET,1,1\n", "a,GET,1,1048577\n", "2: a count above 1048576, want a line of CSV"},
		{"twitter", "1,a,1,1,1,get,0\n", "1,a,1,1,1,get\n", "1: the wrong number of fields, want " + wantTwitter},
		{"twitter", "1,a,1,1,1,get,0\n", "1,a,1,1,1,nosuch,0\n", "1: no such operation, want " + wantOp},
		{"arc", "1 1 0 0\n", "1 1 0\n", "1: no number, want " + wantARC},
		{"arc", "1 1 0 0\n", "1 9999999 0 0\n", "1: a count of 9999999, more than 1048576, want " + wantARC},
		{"lirs", "1\n", "one\n", "1: no block, want " + wantLIRS},
		{"monitor-trace", "1778474345309397,1,0,get,\"a\",READ,1\n", "1778474345309397,1,0,get,\"a\",PEEK,1\n", "1: no READ, WRITE or DELETE, want " + wantMonitorTrace},
		{"monitor-trace", "1778474345309397,1,0,get,\"a\",READ,1\n", "x,1,0,get,\"a\",READ,1\n", "1: no number, want " + wantMonitorTrace},
		{"monitor-trace", "1778474345309397,1,0,get,\"a\",READ,1\n", "1778474345309397,1,0,get,a,READ,1\n", "1: no quoted argument, want " + wantMonitorTrace},
		{"oracle", string(packed(uint32(3), uint64(7), uint32(100), int64(-1))), string(packed(uint32(3), uint64(7), uint32(100), int64(1))), " byte 0: the next request is not later, want " + wantOracle},
		{"lcs", string(lcs(2, uint32(3), uint64(7), uint32(100), byte(1), [3]byte{}, int64(-1))), string(packed(uint32(3), uint64(7), uint32(100), byte(77), [3]byte{}, int64(-1))), " byte 8192: no such operation, want " + wantLCS},
	} {
		header := len(tt.good) - len(tt.bad)
		if header < 0 || tt.format != "lcs" {
			header = strings.Index(tt.good, "\n") + 1
			if !strings.HasPrefix(tt.good, "key") {
				header = 0
			}
		}
		data := []byte(tt.good[:header] + tt.bad + tt.good[header:])
		_, _, err := readKeyed(t, data, Options{Format: tt.format})
		var te *Error
		if !errors.As(err, &te) || te.Code != CodeMalformed || te.Error() != "standard input:"+tt.says {
			t.Errorf("%s: %v\nwant standard input:%s", tt.format, err, tt.says)
		}
		got, s, err := readKeyed(t, data, Options{Format: tt.format, SkipBad: 1})
		if err != nil || len(got) != 1 || s.Skipped() != 1 {
			t.Errorf("%s: %d requests with one skipped, %v", tt.format, len(got), err)
		}
	}
}

// TestSkipBad wants the first that is one too many.
func TestSkipBad(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("1778474345309397,1,0,get,\"a\",READ,1\nbad\n", 5)
	got, s, err := readKeyed(t, []byte(text), Options{SkipBad: 3})
	if err == nil || err.Error() != "standard input:8: no number (after 3 others), want "+wantMonitorTrace || len(got) != 4 || s.Skipped() != 3 {
		t.Errorf("%d requests, %v", len(got), err)
	}
	if _, _, err := readKeyed(t, []byte(text), Options{SkipBad: 1}); err == nil || !strings.Contains(err.Error(), "no number (after 1 other), want") {
		t.Errorf("%v", err)
	}
}

// TestMixed wants MONITOR after keys to be told from a key.
func TestMixed(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("key\n", headLen/4+1) + `1700000000.000001 [0 127.0.0.1:5] "GET" "a"` + "\n"
	_, _, err := readKeyed(t, []byte(text), Options{})
	var te *Error
	if !errors.As(err, &te) || te.Code != CodeMixed || te.Line != headLen/4+2 {
		t.Errorf("%v", err)
	}
}

// TestCutRecord leaves out a record that was being written.
func TestCutRecord(t *testing.T) {
	t.Parallel()
	record := packed(uint32(3), uint64(7), uint32(100), int64(-1))
	got, s, err := readKeyed(t, append(record, record[:9]...), Options{Format: "oracle"})
	if err != nil || len(got) != 1 || !s.Cut() {
		t.Errorf("%d requests, %v", len(got), err)
	}
}

// TestManyRequestsOfALine keeps a block short where lines make many requests,
// also where the last line has no end.
func TestManyRequestsOfALine(t *testing.T) {
	t.Parallel()
	const lines, count = 10, 50_000
	for _, end := range []string{"\n", "", "\n1 2", "\n\n"} {
		s, err := Open("-", strings.NewReader(strings.TrimSuffix(strings.Repeat("1 50000 0 0\n", lines), "\n")+end), Options{Format: "arc"})
		if err != nil {
			t.Fatal(err)
		}
		var b Block
		total := 0
		for err == nil {
			err = s.Next(&b)
			if b.Len() > blockRequests+count {
				t.Fatalf("%q: %d requests in a block", end, b.Len())
			}
			total += b.Len()
		}
		if !errors.Is(err, io.EOF) || total != lines*count || s.Cut() != (end == "\n1 2") {
			t.Errorf("%q: %d requests, cut %v, %v", end, total, s.Cut(), err)
		}
	}
}

// TestSkipLong leaves out lines that are too long, however many pieces they
// come in, and knows the lines behind them.
func TestSkipLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3<<20)
	for _, text := range []string{"a\n" + long + "\nb\nxxxxxxxxxxx\nc\n", "a\n" + long + "\nb\nc\n" + long} {
		got, s, err := readKeyed(t, []byte(text), Options{MaxLine: 10, SkipBad: 2})
		if err != nil || len(got) != 3 || s.Skipped() != 2 {
			t.Errorf("%d requests, %v", len(got), err)
		}
		_, _, err = readKeyed(t, []byte(text), Options{MaxLine: 10, SkipBad: 1})
		var te *Error
		if !errors.As(err, &te) || te.Code != CodeLineTooLong || te.Line < 4 {
			t.Errorf("%v", err)
		}
	}
}
