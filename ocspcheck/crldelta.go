package ocspcheck

import (
	"context"
	"slices"
	"time"
)

// deltas asks what is new since the complete CRLs that vouch for the
// certificate, or that only hold it, where it or they say who knows (Freshest
// CRL, RFC 5280 4.2.1.15 and 5.2.6): a CA that publishes a complete CRL once a
// week revokes and releases by deltas in between. It gives what the first says
// that names the certificate, or the last that was needed to speak of all
// reasons; without one the complete ones stand.
func (a *asker) deltas(ctx context.Context, s *Status, complete []*revocationList) Judgement {
	points := pointsIn(a.cert.Extensions, oidFreshestCRL, a.cert.RawIssuer)
	var since time.Time
	for _, l := range complete {
		points = append(points, pointsIn(l.extensions, oidFreshestCRL, l.issuer)...)
		if l.thisUpdate.After(since) {
			since = l.thisUpdate
		}
	}
	urls, err := pointURLs(points)
	if err != nil {
		a.noteCRL(s, "", rejected(err, nil), nil, time.Now())
	}
	urls = firstN(urls, maxURLs)
	var last Judgement
	var covered reasonMask
	for i, target := range urls {
		if slices.Contains(urls[:i], target) { // the certificate and the CRL name the same
			continue
		}
		started := time.Now()
		j, reasons, o := a.crl(ctx, target, a.checker.judgeListed)
		if (j.held() || j.released()) && !o.list.thisUpdate.After(since) { // the complete ones know better
			j = Judgement{Verdict: Good, Code: CodeCRLCertGood}
		}
		a.recordCRL(target, j, o.raw, started)
		if !j.valid() {
			s.consider(MechanismCRL, j)
			continue
		}
		last, covered = j, covered|reasons
		if j.Verdict == Revoked || j.released() || covered == allReasons {
			break
		}
	}
	return last
}

// withDeltas considers what a complete CRL says together with its deltas: one
// that vouches for the certificate may have been overtaken by a revocation, and
// a hold by either.
func (a *asker) withDeltas(ctx context.Context, s *Status, j Judgement, complete []*revocationList) {
	if j.Verdict != Good && !j.held() {
		s.consider(MechanismCRL, j)
		return
	}
	delta := a.deltas(ctx, s, complete)
	if j.held() && (delta.released() || delta.Verdict == Revoked && !delta.held()) {
		s.consider(MechanismCRL, delta)
		return
	}
	s.consider(MechanismCRL, j)
	if delta.Verdict == Revoked {
		s.consider(MechanismCRL, delta)
	}
}

func (j Judgement) held() bool { return j.Verdict == Revoked && j.Reason == reasonNames[onHold] }

func (j Judgement) released() bool {
	return j.Verdict == Good && j.Reason == reasonNames[removeFromCRL]
}
