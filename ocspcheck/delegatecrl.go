package ocspcheck

import "context"

// withDelegate gives a valid judgement back unless the delegate that signed
// the response is revoked itself. RFC 6960 4.2.2.2.1 leaves it to the client
// how to find out, where the delegate has no ocsp-nocheck; here its CRLs are
// read, if it names any. To ask a responder would be to ask the delegate. A
// CRL that is of no use changes nothing.
func (a *asker) withDelegate(ctx context.Context, j Judgement) Judgement {
	if !j.valid() || j.Signer == nil || sameKey(j.Signer, a.issuer) || hasNoCheck(j.Signer) || a.checker.Policy.NoResponder {
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
