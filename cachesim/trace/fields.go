package trace

import (
	"bytes"
	"errors"
	"math"
)

var (
	errNumber = errors.New("no number")
	errFields = errors.New("the wrong number of fields")
)

// second is a second in nanoseconds.
const second = 1_000_000_000

// integer reads a decimal that fits 62 bits.
func integer(field []byte) (int64, error) {
	n, end, ok := digits(field, 0, 18)
	if !ok || end != len(field) {
		return 0, errNumber
	}
	return n, nil
}

// numeric says that a field is a decimal.
func numeric(field []byte) bool {
	for _, c := range field {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(field) > 0
}

// The least numbers that are taken for milliseconds, microseconds and
// nanoseconds since 1970; smaller ones are seconds. They all mean 1973.
const (
	leastMillis = 1e11
	leastMicros = 1e14
	leastNanos  = 1e17
)

// nanoseconds reads a time: seconds with or without a fraction, or, by their
// size, milliseconds, microseconds or nanoseconds since 1970.
func nanoseconds(field []byte) (int64, error) {
	n, end, ok := digits(field, 0, 19) // as many as nanoseconds have since 2001
	if !ok || n < 0 || end < len(field) && field[end] != '.' {
		return 0, errNumber
	}
	part, err := fraction(field[end:])
	if err != nil {
		return 0, err
	}
	unit := int64(second)
	switch {
	case n >= leastNanos:
		unit, part = 1, 0
	case n >= leastMicros:
		unit, part = 1e3, 0
	case n >= leastMillis:
		unit, part = 1e6, 0
	}
	ns, ok := inNanoseconds(n, unit)
	if !ok {
		return 0, errNumber
	}
	return ns + part, nil
}

// fraction reads what stands behind a number of seconds, from the point on.
func fraction(field []byte) (ns int64, err error) {
	unit := int64(second)
	for _, c := range field[min(1, len(field)):] {
		if c < '0' || c > '9' {
			return 0, errNumber
		}
		unit /= 10
		ns += int64(c-'0') * unit
	}
	return ns, nil
}

// inNanoseconds gives n units, of at most a second. It reports false where there
// would be no room for another: no trace was recorded after the year 2261.
func inNanoseconds(n, unit int64) (ns int64, ok bool) {
	most := math.MaxInt64/unit - 1
	return n * unit, -most <= n && n <= most
}

// seconds reads a lifetime in seconds, with or without a fraction; none or a
// negative one is none.
func seconds(field []byte) (int64, error) {
	if len(field) == 0 || field[0] == '-' {
		return 0, nil
	}
	n, end, ok := digits(field, 0, 18)
	if !ok || end < len(field) && field[end] != '.' {
		return 0, errNumber
	}
	part, err := fraction(field[end:])
	return min(n, math.MaxInt64/second-1)*second + part, err
}

// split divides a line at the delimiter, which quotes may enclose, and gives the
// fields in place: a quote that is doubled within quotes becomes one.
func split(fields []span, data []byte, from, to uint32, delimiter byte) ([]span, error) {
	for {
		field, next, err := fieldAt(data[:to], from, delimiter)
		if err != nil {
			return fields, err
		}
		fields = append(fields, field)
		if next > to {
			return fields, nil
		}
		from = next
	}
}

// fieldAt gives the field that begins at from and where the next one begins,
// beyond the line's end if there is none.
func fieldAt(line []byte, from uint32, delimiter byte) (field span, next uint32, err error) {
	if int(from) < len(line) && line[from] == '"' {
		return quotedField(line, from+1, delimiter)
	}
	n := bytes.IndexByte(line[from:], delimiter)
	if n < 0 {
		return span{from, uint32(len(line))}, uint32(len(line)) + 1, nil
	}
	return span{from, from + uint32(n)}, from + uint32(n) + 1, nil
}

var errOpenQuote = errors.New("a quote without its end")

func quotedField(line []byte, from uint32, delimiter byte) (field span, next uint32, err error) {
	end := from
	for i := from; int(i) < len(line); i++ {
		if line[i] == '"' {
			if i++; int(i) == len(line) || line[i] == delimiter {
				return span{from, end}, i + 1, nil
			}
			if line[i] != '"' {
				return span{}, 0, errOpenQuote
			}
		}
		line[end] = line[i]
		end++
	}
	return span{}, 0, errOpenQuote
}
