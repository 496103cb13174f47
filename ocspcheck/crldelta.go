package ocspcheck

import (
	"context"
	"slices"
	"time"
)

// deltas asks what is new since the complete CRLs that vouch for the
// certificate, where it or they say who knows (Freshest CRL, RFC 5280 4.2.1.15
// and 5.2.6): a CA that publishes a complete CRL once a week revokes by deltas
// in between. They may only revoke: without them the complete ones stand.
func (a *asker) deltas(ctx context.Context, s *Status, complete []*revocationList) {
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
	for i, target := range urls {
		if slices.Contains(urls[:i], target) { // the certificate and the CRL name the same
			continue
		}
		started := time.Now()
		j, _, o := a.crl(ctx, target, a.checker.judgeListed)
		if j.Reason == reasonNames[onHold] && !o.list.thisUpdate.After(since) { // and released since
			j = Judgement{Verdict: Good, Code: CodeCRLCertGood}
		}
		a.noteCRL(s, target, j, o.raw, started)
		if j.valid() {
			return
		}
	}
}
