package probe

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

// distinguished are the distinguished names of authorities as text, by their
// DER: all servers of a run bear the same few, and it takes longer to write one
// than to look it up.
type distinguished struct {
	mu    sync.Mutex
	texts map[string]string
}

// The bounds of what is remembered: names, and bytes of one.
const (
	maxDistinguished = 1 << 10
	longestName      = 1 << 10
)

var authorities = distinguished{texts: map[string]string{}}

func (n *distinguished) of(der []byte, name *pkix.Name) string {
	if len(der) > longestName {
		return name.String()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	text, ok := n.texts[string(der)]
	if !ok {
		if len(n.texts) == maxDistinguished {
			clear(n.texts)
		}
		text = name.String()
		n.texts[string(der)] = text
	}
	return text
}

// subjectOf is a text; those of leaves are not worth remembering.
func subjectOf(cert *x509.Certificate) string {
	if !cert.IsCA {
		return nameText(&cert.Subject)
	}
	return authorities.of(cert.RawSubject, &cert.Subject)
}

// nameText is name.String(), which takes ten times as long for what most
// leaves have: a common name alone, in which nothing is to be escaped.
func nameText(name *pkix.Name) string {
	if len(name.Names) != 1 || name.CommonName == "" || strings.ContainsFunc(name.CommonName, escapable) {
		return name.String()
	}
	return "CN=" + name.CommonName
}

func escapable(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '*'
}

// certificate is the report's view of a status at the time judged at.
func certificate(s ocspcheck.Status, at time.Time) report.Certificate {
	left := daysLeft(s.Cert, at)
	c := report.Certificate{
		Subject: subjectOf(s.Cert), Issuer: authorities.of(s.Cert.RawIssuer, &s.Cert.Issuer), Serial: s.Cert.SerialNumber.Text(16),
		NotBefore: when(s.Cert.NotBefore), NotAfter: when(s.Cert.NotAfter), DaysLeft: &left,
		Names: namesOf(s.Cert), Key: keyName(s.Cert), Signed: s.Cert.SignatureAlgorithm.String(),
		Verdict: string(s.Verdict), Mechanism: string(s.Mechanism), Code: s.Code, Codes: s.Codes,
		ThisUpdate: when(s.ThisUpdate), NextUpdate: when(s.NextUpdate), ProducedAt: when(s.ProducedAt), RevokedAt: when(s.RevokedAt), Reason: s.Reason,
	}
	if s.Signer != nil {
		c.Responder, c.SignatureAlgorithm = subjectOf(s.Signer), s.Algorithm.String()
	}
	for _, a := range s.Attempts {
		attempt := report.Attempt{Mechanism: string(a.Mechanism), URL: a.URL, Method: a.Method, File: a.File, Code: a.Code, Seconds: a.Duration.Seconds()}
		if a.Err != nil {
			attempt.Error = a.Err.Error()
		}
		c.Attempts = append(c.Attempts, attempt)
	}
	return c
}

// when is nil for the zero time, which means absent.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
