package report

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// escaped writes JSON or YAML in which what does not show, but may command a
// terminal or turn the direction, is an escape: it says the same, and both leave
// such letters beyond ASCII as they are.
func escaped(text []byte, escape func(to []byte, r rune) []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[i:])
		}
		if r >= '\x7f' && !strconv.IsPrint(r) {
			out = escape(append(out, text[done:i]...), r)
			done = i + size
		}
		i += size
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}

// inJSON has two escapes for what one cannot name.
func inJSON(to []byte, r rune) []byte {
	for _, unit := range utf16.AppendRune(nil, r) {
		to = fmt.Appendf(to, `\u%04x`, unit)
	}
	return to
}

func inYAML(to []byte, r rune) []byte { return fmt.Appendf(to, `\U%08X`, r) }
