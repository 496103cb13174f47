package report

import (
	"fmt"
	"strings"
	"time"
)

func certificateTable(certs []Certificate, now time.Time) *Table {
	t := &Table{Header: []string{"certificate", "expires", "verdict", "by", "next update"}}
	for _, c := range certs {
		next := ""
		if c.NextUpdate != nil {
			next = left(secondsTo(*c.NextUpdate, now))
		}
		t.Rows = append(t.Rows, []Text{plain(commonName(c.Subject)), expiry(&c, now), {c.Verdict, verdictTone(c.Verdict)}, plain(c.Mechanism), plain(next)})
	}
	return t
}

// expiry is the day on which a certificate ends, and how long that is.
func expiry(c *Certificate, now time.Time) Text {
	if c.NotAfter == nil {
		return Text{}
	}
	text := plain(fmt.Sprintf("%s, %s", c.NotAfter.UTC().Format(time.DateOnly), left(secondsTo(*c.NotAfter, now))))
	if c.NotAfter.Before(now) {
		text.Tone = Bad
	}
	return text
}

// leafText is the verdict on a target's own certificate, and its end.
func leafText(certs []Certificate, now time.Time) Text {
	if len(certs) == 0 {
		return Text{}
	}
	c := &certs[0]
	text := Text{c.Verdict, verdictTone(c.Verdict)}
	if c.NotAfter != nil {
		text.Text += ", " + left(secondsTo(*c.NotAfter, now))
		if c.NotAfter.Before(now) {
			text.Tone = Bad
		}
	}
	return text
}

// commonName is the common name of a distinguished name, where it begins
// with one: up to the next part, and without the escapes of RFC 4514.
func commonName(subject string) string {
	rest, ok := strings.CutPrefix(subject, "CN=")
	if !ok {
		return subject
	}
	var name strings.Builder
	for i := 0; i < len(rest) && rest[i] != ',' && rest[i] != '+'; i++ {
		if rest[i] == '\\' && i+1 < len(rest) {
			i++
		}
		name.WriteByte(rest[i])
	}
	return name.String()
}

func verdictTone(v string) Tone {
	switch v {
	case "good":
		return Fine
	case "revoked", "unknown":
		return Bad
	case "skipped":
		return Faint
	}
	return Caution
}

// certificateLines tell of each certificate what the table has no room for:
// which source gave the verdict, and what else was tried, matters as much as
// the verdict.
func certificateLines(certs []Certificate, now time.Time) []Line {
	var lines []Line
	add := func(indent int, format string, args ...any) {
		lines = append(lines, Line{Text: Text{fmt.Sprintf(format, args...), Faint}, Indent: indent})
	}
	for _, c := range certs {
		add(0, "%s", identityLine(c))
		if len(c.Names) > 0 {
			add(2, "for %s", strings.Join(c.Names, ", "))
		}
		if c.RevokedAt != nil {
			add(2, "%s", strings.TrimSuffix("revoked "+moment(*c.RevokedAt)+", "+c.Reason, ", "))
		}
		if c.ThisUpdate != nil {
			add(2, "%s", answerLine(c, now))
		}
		if c.Responder != "" {
			add(2, "%s", strings.TrimSuffix("signed by "+commonName(c.Responder)+", "+c.SignatureAlgorithm, ", "))
		}
		for _, a := range c.Attempts {
			add(2, "%s", attemptLine(a))
		}
	}
	return lines
}

// identityLine says which certificate it is, and what it is made of.
func identityLine(c Certificate) string {
	line := commonName(c.Subject) + ": serial " + c.Serial
	if c.Key != "" {
		line += ", " + c.Key
	}
	if c.Signed != "" {
		line += ", issued by " + commonName(c.Issuer) + " (" + c.Signed + ")"
	}
	return line
}

// answerLine is how old the answer is, and for how long it is good.
func answerLine(c Certificate, now time.Time) string {
	line := "answer of " + moment(*c.ThisUpdate)
	switch {
	case c.NextUpdate == nil:
		return line + ", which does not say until when it is good"
	case c.NextUpdate.Before(now):
		return line + ", was good until " + moment(*c.NextUpdate) + ", " + left(secondsTo(*c.NextUpdate, now))
	}
	return line + ", good until " + moment(*c.NextUpdate) + ", " + left(secondsTo(*c.NextUpdate, now)) + " left"
}

// attemptLine is one source tried, what came of it and how long it took.
func attemptLine(a Attempt) string {
	words := []string{"tried " + a.Mechanism}
	for _, word := range []string{a.Method, a.URL, a.File} {
		if word != "" {
			words = append(words, word)
		}
	}
	line := strings.Join(words, " ") + ": " + a.Code
	if a.Seconds > 0 {
		line += " in " + milliseconds(a.Seconds)
	}
	return line
}

// moment is a time to the minute, which is enough for people.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// secondsTo are those to a time, which may be further away than a
// [time.Duration] is long: RFC 5280 gives a certificate without an end the year
// 9999.
func secondsTo(t, now time.Time) int64 { return t.Unix() - now.Unix() }

// left says a remaining time in the unit that matters at its size.
func left(seconds int64) string {
	ago := ""
	if seconds < 0 {
		seconds, ago = -seconds, " ago"
	}
	switch hours := seconds / 3600; {
	case hours >= 48:
		return fmt.Sprintf("%d d%s", hours/24, ago)
	case hours >= 1:
		return fmt.Sprintf("%d h%s", hours, ago)
	default:
		return fmt.Sprintf("%d min%s", seconds/60, ago)
	}
}
