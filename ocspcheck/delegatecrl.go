package ocspcheck

import (
	"bytes"
	"context"
	"crypto/x509"
)

// withDelegate gives a valid judgement back unless the delegate that signed
// the response is revoked itself. RFC 6960 4.2.2.2.1 leaves it to the client
// how to find out, where the delegate has no ocsp-nocheck; here its CRLs are
// read, if it names any. To ask a responder would be to ask the delegate. A
// CRL that is of no use changes nothing.
func (a *asker) withDelegate(ctx context.Context, j Judgement) Judgement {
	if !j.needsDelegate(a.issuer) || a.checker.Policy.NoResponder {
		return j
	}
	delegate := &asker{checker: a.checker, fetcher: a.fetcher, cert: j.Signer, issuer: a.issuer, above: a.above}
	urls, _ := crlURLs(j.Signer)
	for _, target := range firstN(urls, maxURLs) {
		if of, _, _ := delegate.crl(ctx, target, a.checker.judgeVerified); of.Verdict == Revoked {
			j = rejected(reject(CodeOCSPDelegateRevoked, "OCSP signer is revoked, says the CRL at %s", target), nil)
			last := &a.attempts[len(a.attempts)-1]
			last.Code, last.Codes, last.Err = j.Code, nil, j.Err
			return j
		}
	}
	return j
}

// needsDelegate says whether a valid judgement rests on a delegate that may be
// revoked itself.
func (j Judgement) needsDelegate(issuer *x509.Certificate) bool {
	return j.valid() && j.Signer != nil && !sameKey(j.Signer, issuer) && !hasNoCheck(j.Signer)
}

// withDelegateIn is withDelegate by the CRLs among saved files.
func (c Checker) withDelegateIn(files []File, j Judgement, issuer *x509.Certificate, above []*x509.Certificate) Judgement {
	if !j.needsDelegate(issuer) {
		return j
	}
	for _, f := range files {
		if !f.CRL {
			continue
		}
		if of, _ := c.judgeCRL(bytes.NewReader(f.Data), j.Signer, issuer, c.now(), above); of.Verdict == Revoked {
			return rejected(reject(CodeOCSPDelegateRevoked, "OCSP signer is revoked, says the CRL %s", f.Name), nil)
		}
	}
	return j
}
