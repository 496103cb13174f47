package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

// What there is to say of a staple, or of none. Both are normal.
const (
	CodeStapleMissing  = "staple-missing"
	CodeStapleOnlyLeaf = "staple-only-leaf" // those above the leaf were asked about otherwise
)

// revocation tells of the chain that the server has shown, and asks whether it is
// revoked.
func (e *examination) revocation(ctx context.Context, peer *conn.Peer) {
	e.skippedRoots(peer)
	if peer == nil || len(peer.Sent) == 0 {
		return
	}
	e.target.TLS = e.tlsView(peer)
	e.target.Findings = slices.Grow(e.target.Findings, usualFindings)
	checker := e.o.Checker
	if checker.Roots == nil {
		checker.Roots = peer.Roots
	}
	shown := presented(peer)
	shown.Fresh = e.fresh
	statuses, err := checker.Chain(ctx, shown)
	if e.o.Evidence != nil {
		*e.o.Evidence = Evidence{At: time.Now(), Sent: peer.Sent, Statuses: statuses}
	}
	for _, fault := range []error{peer.ChainErr, err} {
		var chainErr *ocspcheck.ChainError
		if errors.As(fault, &chainErr) {
			e.addOnce(finding(e.command, chainErr.Code, string(conn.PhaseTLS), "", chainErr.Error()))
		}
	}
	switch {
	case peer.Staple == nil:
		e.add(finding(e.command, CodeStapleMissing, "", "", ""))
	case askedAboveLeaf(statuses):
		e.add(finding(e.command, CodeStapleOnlyLeaf, "", "", ""))
	}
	e.chainRemarks(peer)
	at := e.o.Conn.TLS.Now()
	e.target.Certificates = make([]report.Certificate, 0, len(statuses))
	for i, s := range statuses {
		c := certificate(s, at)
		e.target.Certificates = append(e.target.Certificates, c)
		if f, soon := e.o.Rules.expiresSoon(e.command, s.Cert, at); soon {
			e.add(f)
		}
		for _, f := range e.o.Rules.findings(e.command, c.Subject, i, s) {
			e.addOnce(f)
		}
	}
}

// skippedRoots tells of certificates that were to be trusted and cannot be read:
// one finding for each file.
func (e *examination) skippedRoots(peer *conn.Peer) {
	if peer == nil {
		return
	}
	for rest := peer.SkippedRoots; len(rest) > 0; {
		first := rest[0]
		others := slices.IndexFunc(rest, func(s conn.SkippedRoot) bool { return s.File != first.File })
		if others < 0 {
			others = len(rest)
		}
		detail := fmt.Sprintf("line %d", first.Line)
		if others > 1 {
			detail = fmt.Sprintf("line %d, and %d more", first.Line, others-1)
		}
		e.add(finding(e.command, conn.CodeCACertSkipped, first.File, detail, first.Err.Error()))
		rest = rest[others:]
	}
}

func askedAboveLeaf(statuses []ocspcheck.Status) bool {
	return len(statuses) > 1 && slices.ContainsFunc(statuses[1:], func(s ocspcheck.Status) bool { return len(s.Attempts) > 0 })
}

// addOnce leaves out a fault of the chain that the handshake has reported
// already.
func (e *examination) addOnce(f report.Finding) {
	same := func(g report.Finding) bool {
		return g.Code == f.Code && (g.Subject == f.Subject || g.Subject == string(conn.PhaseTLS))
	}
	if !slices.ContainsFunc(e.target.Findings, same) {
		e.add(f)
	}
}

// findings makes findings of a status at its place in the chain: one for its
// verdict, one for every other code that is worth saying, and what the rules
// add.
func (r Rules) findings(command, subject string, place int, s ocspcheck.Status) []report.Finding {
	primary := finding(command, s.Code, subject, revokedSince(s), evidence(s, s.Code))
	if s.Verdict == ocspcheck.NotCovered && r.AllowNotCovered {
		primary.Severity, primary.Outcome = string(Info), string(OK)
	}
	findings := []report.Finding{primary}
	for _, code := range s.Codes {
		findings = append(findings, finding(command, code, subject, "", evidence(s, code)))
	}
	soft := r.SoftFail && s.Verdict == ocspcheck.Undetermined
	if passed := settle(findings, settled(s.Verdict), soft); passed {
		findings = append(findings, finding(command, CodeSoftFailed, subject, "", ""))
	}
	if r.missing(place, s) {
		findings = append(findings, finding(command, CodeRequiredMissing, subject, "--require "+string(r.Require), ""))
	}
	return findings
}

// settle lets pass what is undetermined where another source has answered
// the question, or where the rules are soft: the fault keeps its severity,
// but nothing is undetermined any more. It says whether the rules let
// something pass.
func settle(findings []report.Finding, answered, soft bool) (passed bool) {
	for i := range findings {
		f := &findings[i]
		if Outcome(f.Outcome) != Undetermined || !answered && !soft {
			continue
		}
		f.Outcome = string(OK)
		passed = passed || !answered
	}
	return passed
}

// revokedSince says since when and why, where that is known.
func revokedSince(s ocspcheck.Status) string {
	if s.Verdict != ocspcheck.Revoked || s.RevokedAt.IsZero() {
		return ""
	}
	detail := "since " + s.RevokedAt.UTC().Format(time.RFC3339)
	if s.Reason != "" {
		detail += ", reason " + s.Reason
	}
	return detail
}

func settled(v ocspcheck.Verdict) bool {
	return slices.Contains([]ocspcheck.Verdict{ocspcheck.Good, ocspcheck.Revoked, ocspcheck.Unknown}, v)
}

// evidence is what the attempt with this code said.
func evidence(s ocspcheck.Status, code string) string {
	for _, a := range s.Attempts {
		if a.Code == code && a.Err != nil {
			return cmp.Or(a.URL, a.File, string(a.Mechanism)) + ": " + a.Err.Error()
		}
	}
	return ""
}
