package ocspcheck

import (
	"time"

	der "golang.org/x/crypto/cryptobyte/asn1"
)

// The lengths of the two forms of a time that RFC 5280 5.1.2.4 to 5.1.2.6
// allow: YYMMDDHHMMSSZ as UTCTime, YYYYMMDDHHMMSSZ as GeneralizedTime. The
// latter is for years from 2050 on; before that it is read all the same, for
// there is no doubt about what it says.
const (
	utcTimeLength         = len("YYMMDDHHMMSSZ")
	generalizedTimeLength = len("YYYYMMDDHHMMSSZ")
)

// readCRLTime reads a time off a stream.
func readCRLTime(s *derStream, end int64) (time.Time, bool) {
	whole, _, ok := s.element(s.tag(end))
	if !ok || s.position() > end {
		return time.Time{}, false
	}
	text, _, ok := splitTime(whole)
	if !ok {
		return time.Time{}, false
	}
	return crlTime(text), true
}

// splitTime reads a time off a slice and gives its text, checked.
func splitTime(in []byte) (text, rest []byte, ok bool) {
	if len(in) < 2 || len(in) < 2+int(in[1]) {
		return nil, nil, false
	}
	text, rest = in[2:2+int(in[1])], in[2+int(in[1]):]
	switch {
	case in[0] == byte(der.UTCTime) && len(text) == utcTimeLength:
		ok = validTime(text, fullYear(twoDigits(text, 0)))
	case in[0] == byte(der.GeneralizedTime) && len(text) == generalizedTimeLength:
		century, year := twoDigits(text, 0), twoDigits(text, 2)
		ok = century >= 0 && year >= 0 && validTime(text[2:], 100*century+year)
	}
	return text, rest, ok
}

// fullYear gives a two-digit year its century (RFC 5280 4.1.2.5.1).
func fullYear(year int) int {
	if year >= 50 {
		return 1900 + year
	}
	return 2000 + year
}

// twoDigits gives the number at an offset, -100 where there is none.
func twoDigits(text []byte, at int) int {
	high, low := text[at]-'0', text[at+1]-'0'
	if high > 9 || low > 9 {
		return -100
	}
	return int(high)*10 + int(low)
}

var daysIn = [...]int{1: 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// validTime checks YYMMDDHHMMSSZ.
func validTime(text []byte, year int) bool {
	month, day := twoDigits(text, 2), twoDigits(text, 4)
	hour, minute, second := twoDigits(text, 6), twoDigits(text, 8), twoDigits(text, 10)
	switch {
	case twoDigits(text, 0) < 0 || text[12] != 'Z',
		month < 1 || month > 12 || day < 1 || day > daysIn[month],
		month == 2 && day == 29 && (year%4 != 0 || year%100 == 0 && year%400 != 0):
		return false
	}
	return uint(hour) < 24 && uint(minute) < 60 && uint(second) < 60
}

// crlTime gives the time of a text that splitTime has checked.
func crlTime(text []byte) time.Time {
	year := 0
	if len(text) == generalizedTimeLength {
		year = 100*twoDigits(text, 0) + twoDigits(text, 2)
		text = text[2:]
	} else {
		year = fullYear(twoDigits(text, 0))
	}
	return time.Date(year, time.Month(twoDigits(text, 2)), twoDigits(text, 4),
		twoDigits(text, 6), twoDigits(text, 8), twoDigits(text, 10), 0, time.UTC)
}
