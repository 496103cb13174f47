package ocspcheck

import (
	"context"
	"crypto/x509"
	"net/http"
	"time"
)

// wantsCRL says whether, after staple and responders, a CRL is of interest.
func (a *asker) wantsCRL(s Status) bool {
	p := a.checker.Policy
	if p.CRL {
		return s.Verdict != Revoked
	}
	return s.Mechanism == "" && !p.NoResponder
}

// crls reads the CRLs that the certificate names, one after the other, until
// one says revoked or they vouch for it: most say for which reasons alone,
// some share the reasons among them.
func (a *asker) crls(ctx context.Context, s *Status) {
	urls, err := crlURLs(a.cert)
	if err != nil {
		a.noteCRL(s, "", rejected(err, nil), nil, time.Now())
	}
	if err == nil && len(urls) == 0 && a.checker.Policy.CRL {
		s.addCodes(CodeCRLURLMissing)
	}
	var all sharedReasons
	var complete []*revocationList // those that vouch for it, or hold it
	for _, target := range firstN(urls, maxURLs) {
		started := time.Now()
		j, reasons, o := a.crl(ctx, target, a.checker.judgeVerified)
		if j.Verdict == Good || j.held() {
			complete = append(complete, o.list)
		}
		j, waits := all.add(j, reasons)
		a.recordCRL(target, j, o.raw, started)
		if waits {
			continue
		}
		a.withDeltas(ctx, s, j, complete)
		if j.valid() {
			return
		}
	}
	all.end(s, MechanismCRL)
}

func (a *asker) noteCRL(s *Status, target string, j Judgement, raw []byte, started time.Time) {
	a.recordCRL(target, j, raw, started)
	s.consider(MechanismCRL, j)
}

func (a *asker) recordCRL(target string, j Judgement, raw []byte, started time.Time) {
	attempt := j.attempt(MechanismCRL, started)
	attempt.URL, attempt.Raw = target, raw
	if target != "" {
		attempt.Method = http.MethodGet
	}
	a.attempts = append(a.attempts, attempt)
}

// judgeCRLFunc judges a CRL whose signature holds, as [Checker.judgeVerified]
// does.
type judgeCRLFunc func(l *revocationList, signer, cert, issuer *x509.Certificate, at time.Time) (Judgement, reasonMask)

// crl judges the CRL at a URL, and gives the reasons that it speaks of and
// itself.
func (a *asker) crl(ctx context.Context, target string, judge judgeCRLFunc) (Judgement, reasonMask, crlOutcome) {
	o := a.fetcher.crl(ctx, target)
	if o.err != nil {
		return rejected(o.err, nil), 0, o
	}
	signer, err := findCRLSigner(o.list, a.issuer, a.above)
	if err != nil {
		return rejected(err, nil), 0, o
	}
	j, reasons := judge(o.list, signer, a.cert, a.issuer, a.checker.now())
	return j, reasons, o
}
