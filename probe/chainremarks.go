package probe

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// What there is to say of a chain that ocspcheck.BuildChain accepts or has
// found another fault in: it is no reason to refuse it.
const (
	CodeExpiresSoon      = "certificate-expires-soon" // [Rules.MinDays]
	CodeLongLived        = "certificate-long-lived"   // the leaf, longer than longestLife
	CodeChainUnordered   = "chain-unordered"          // RFC 8446 4.4.2: each certifies the one before
	CodeChainSuperfluous = "chain-superfluous"        // sent, and of no use for any path
)

// longestLife is what the Baseline Requirements allowed until March 2026 (6.3.2).
// They bind public authorities only, and have gone down since.
const longestLife = 398 * day

// chainRemarks are the findings about what the server sent.
func (e *examination) chainRemarks(peer *conn.Peer) {
	if i := unordered(peer.Sent); i > 0 {
		detail := fmt.Sprintf("number %d, %s, did not issue the one before it", i+1, nameOf(peer.Sent[i]))
		e.add(finding(e.command, CodeChainUnordered, string(conn.PhaseTLS), detail, ""))
	}
	if extra := superfluous(peer.Sent, peer.Chain); len(extra) > 0 {
		e.add(finding(e.command, CodeChainSuperfluous, string(conn.PhaseTLS), strings.Join(extra, ", "), ""))
	}
	leaf := peer.Sent[0]
	if leaf.NotAfter.Sub(leaf.NotBefore) > longestLife {
		e.add(finding(e.command, CodeLongLived, leaf.Subject.String(), fmt.Sprintf("%.0f days", daysLeft(leaf, leaf.NotBefore)), ""))
	}
}

// unordered is the place of the first certificate that did not issue the one
// before it, while another of those sent did; 0 where they are in order. What
// has no issuer among them is missing or superfluous, which is said elsewhere.
func unordered(sent []*x509.Certificate) int {
	for i := 1; i < len(sent); i++ {
		below := sent[i-1]
		if issued(sent[i], below) || selfIssued(below) {
			continue
		}
		if slices.ContainsFunc(sent, func(c *x509.Certificate) bool { return !c.Equal(below) && issued(c, below) }) {
			return i
		}
	}
	return 0
}

// superfluous names what was sent and helps no client: the same one again, a
// root, which a client trusts by itself or not at all, and what issued none
// of the others. A second path to another root is of use to some.
func superfluous(sent, chain []*x509.Certificate) []string {
	var extra []string
	for i, cert := range sent {
		if i == 0 {
			continue
		}
		same := func(c *x509.Certificate) bool { return c.Equal(cert) }
		below := func(c *x509.Certificate) bool { return !c.Equal(cert) && issued(cert, c) }
		switch {
		case slices.ContainsFunc(sent[:i], same):
			extra = append(extra, nameOf(cert)+" (sent twice)")
		case selfIssued(cert):
			extra = append(extra, nameOf(cert)+" (a root)")
		case !slices.ContainsFunc(sent, below) && !slices.ContainsFunc(chain, same):
			extra = append(extra, nameOf(cert)+" (issued none of the others)")
		}
	}
	return extra
}

// issued is by name and key identifier: a signature that is wrong all the
// same is a fault of the chain.
func issued(issuer, cert *x509.Certificate) bool {
	if !bytes.Equal(issuer.RawSubject, cert.RawIssuer) {
		return false
	}
	return len(issuer.SubjectKeyId) == 0 || len(cert.AuthorityKeyId) == 0 || bytes.Equal(issuer.SubjectKeyId, cert.AuthorityKeyId)
}

func selfIssued(cert *x509.Certificate) bool { return issued(cert, cert) }

// nameOf is the common name, or else the whole subject.
func nameOf(cert *x509.Certificate) string {
	if cert.Subject.CommonName != "" {
		return cert.Subject.CommonName
	}
	return cert.Subject.String()
}

// DefaultMinDays is how many days before its end a certificate is warned of.
const DefaultMinDays = 14

// expiresSoon is the finding of a certificate that is valid and will not be
// for long; false for any other.
func (r Rules) expiresSoon(command string, cert *x509.Certificate, at time.Time) (report.Finding, bool) {
	left, least := cert.NotAfter.Sub(at), r.leastLeft(cert)
	if left < 0 || left >= least || at.Before(cert.NotBefore) {
		return report.Finding{}, false
	}
	detail := fmt.Sprintf("%s left, until %s", daysOrHours(left), cert.NotAfter.UTC().Format(time.RFC3339))
	return finding(command, CodeExpiresSoon, cert.Subject.String(), detail, ""), true
}

// leastLeft is how much of its time a certificate should have left. Where
// nobody has said it, that is a third at most: those of a week are renewed in
// their last days.
func (r Rules) leastLeft(cert *x509.Certificate) time.Duration {
	if r.MinDays != nil {
		return time.Duration(*r.MinDays) * day
	}
	return min(DefaultMinDays*day, cert.NotAfter.Sub(cert.NotBefore)/3)
}

func daysOrHours(d time.Duration) string {
	if d < 2*day {
		return fmt.Sprintf("%.0f hours", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/day.Hours())
}
