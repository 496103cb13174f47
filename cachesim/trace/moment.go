package trace

import (
	"bytes"
	"time"
)

// The forms that a column of times, and one of lifetimes, may have.
const (
	wantTime    = "seconds, milliseconds, microseconds or nanoseconds since 1970, or RFC 3339 with its zone (2026-11-29T10:00:00.5Z, 2026-11-29 11:00:00+01:00), as time"
	wantSeconds = "seconds (60, 1.5) as ttl"
)

// moment reads a time of a CSV file: a number, or as RFC 3339 has it. Of one
// without a zone nobody knows when it was.
func moment(field []byte) (int64, error) {
	if len(field) > len("2026-") && field[4] == '-' {
		return timestamp(field)
	}
	return nanoseconds(field)
}

// timestamp reads RFC 3339, and as ISO 8601 has it, with a comma before the
// fraction and a zone without a colon or minutes.
func timestamp(field []byte) (int64, error) {
	const day, longest = len("2026-11-29"), 64
	if len(field) <= day || len(field) > longest {
		return 0, errNumber
	}
	var buf [longest + len(":00")]byte
	text := append(buf[:0], field...)
	if text[day] == ' ' || text[day] == 't' {
		text[day] = 'T'
	}
	if last := len(text) - 1; text[last] == 'z' {
		text[last] = 'Z'
	}
	if i := bytes.IndexByte(text, ','); i >= 0 {
		text[i] = '.'
	}
	switch zone := bytes.LastIndexAny(text, "+-"); {
	case zone <= day:
	case len(text)-zone == len("+01"):
		text = append(text, ":00"...)
	case len(text)-zone == len("+0100"):
		text = append(text[:zone+3], ':', text[zone+3], text[zone+4])
	}
	var t time.Time
	if t.UnmarshalText(text) != nil || t.Unix() < 0 {
		return 0, errNumber
	}
	ns, ok := inNanoseconds(t.Unix(), second)
	if !ok {
		return 0, errNumber
	}
	return ns + int64(t.Nanosecond()), nil
}
