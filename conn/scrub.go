package conn

import (
	"errors"
	"strconv"
	"strings"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// A part of a password is told where it has this many bytes.
const tellingPart = 3

// scrub takes out of a server's words what may echo the password: an unknown
// command is answered with its arguments. A short password is taken out as a
// word of its own only, because it is part of ordinary words.
func scrub(text, password string) string {
	if i := strings.Index(text, "with args beginning with:"); i >= 0 {
		text = strings.TrimRight(text[:i], ", ")
	}
	if password == "" {
		return text
	}
	replace := strings.ReplaceAll
	if len(password) <= tellingPart {
		replace = replaceWord
	}
	text = replace(text, password, redacted)
	if strings.ContainsFunc(password, altered) {
		for _, echo := range echoes(password) {
			text = replace(text, echo, redacted)
		}
	}
	return scrubTail(text, password)
}

// altered is true for what a server may give back in another form.
func altered(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }

// echoes are the other forms in which servers give an argument back: escaped,
// and with the line ends as spaces.
func echoes(password string) []string {
	escaped := strconv.Quote(password)
	return []string{
		escaped[1 : len(escaped)-1],
		strings.NewReplacer("\r", " ", "\n", " ").Replace(password),
	}
}

// replaceWord is strings.ReplaceAll where neither a letter nor a digit stands
// beside old.
func replaceWord(s, old, replacement string) string {
	var out strings.Builder
	for from := 0; ; {
		i := strings.Index(s[from:], old)
		if i < 0 {
			out.WriteString(s)
			return out.String()
		}
		i += from
		end := i + len(old)
		if i > 0 && inWord(s[i-1]) || end < len(s) && inWord(s[end]) {
			from = i + 1
			continue
		}
		out.WriteString(s[:i] + replacement)
		s, from = s[end:], 0
	}
}

func inWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// scrubTail takes out the beginning of a password with which a text ends that
// the server cut off.
func scrubTail(text, password string) string {
	body := strings.TrimRight(text, "'\"`. \u2026")
	for n := min(len(password), len(body)); n >= tellingPart; n-- {
		if strings.HasSuffix(body, password[:n]) {
			return body[:len(body)-n] + redacted + text[len(body):]
		}
	}
	return text
}

// scrubLine is scrub for bytes that the reader has cut out anywhere: with a
// part of the password in them, nothing of them remains.
func scrubLine(line, password string) string {
	part := min(tellingPart, len(password))
	for i := 0; part > 0 && i+part <= len(password); i++ {
		if strings.Contains(line, password[i:i+part]) {
			return redacted
		}
	}
	return line
}

// scrubError is scrubLine for the bytes that an error of the reader quotes.
func scrubError(err error, password string) error {
	var stranger *resp.NotRESPError
	var broken *resp.ProtocolError
	switch {
	case errors.As(err, &stranger):
		return &resp.NotRESPError{Line: scrubLine(stranger.Line, password)}
	case errors.As(err, &broken):
		return &resp.ProtocolError{Reason: broken.Reason, Line: scrubLine(broken.Line, password)}
	}
	return err
}
