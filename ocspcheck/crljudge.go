package ocspcheck

import (
	"crypto/x509"
	"io"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// JudgeCRL judges a CRL, DER or PEM and at most 64 MiB, for cert at a time,
// wherever it came from. It is read as a stream: nothing is kept but the
// entries of the certificate. The issuer must be trusted already, as the
// second certificate of a chain of [BuildChain] is. above are the
// certificates of that chain above the issuer: one that bears the issuer's
// name may have signed as well, as after a change of keys.
func (c Checker) JudgeCRL(crl io.Reader, cert, issuer *x509.Certificate, at time.Time, above ...*x509.Certificate) Judgement {
	j, reasons := c.judgeCRL(crl, cert, issuer, at, above)
	j, _ = new(sharedReasons).add(j, reasons)
	return j
}

// judgeCRL is JudgeCRL for one of several CRLs: it gives the reasons for
// which it vouches too.
func (c Checker) judgeCRL(crl io.Reader, cert, issuer *x509.Certificate, at time.Time, above []*x509.Certificate) (Judgement, reasonMask) {
	list, err := readCRL(crl, serialOf(cert))
	if err != nil {
		return rejected(err, nil), 0
	}
	signer, err := findCRLSigner(list, issuer, above)
	if err != nil {
		return rejected(err, nil), 0
	}
	return c.judgeVerified(list, signer, cert, issuer, at)
}

// serialOf gives the content of a certificate's serialNumber as a CRL must
// write it: without superfluous bytes, which [rawSerial] keeps.
func serialOf(cert *x509.Certificate) []byte {
	var b cryptobyte.Builder
	b.AddASN1BigInt(cert.SerialNumber)
	whole := cryptobyte.String(b.BytesOrPanic()) // no integer is too long
	var serial cryptobyte.String
	whole.ReadASN1(&serial, der.INTEGER)
	return serial
}

// judgeVerified judges a CRL whose signature holds. It gives the reasons for
// which the CRL vouches for the certificate, which only together with other
// CRLs may be all.
func (c Checker) judgeVerified(l *revocationList, signer, cert, issuer *x509.Certificate, at time.Time) (Judgement, reasonMask) {
	j, reasons := c.judgeListed(l, signer, cert, issuer, at)
	switch {
	case !l.isDelta() || !j.valid():
		return j, reasons
	case j.Verdict != Revoked: // what a delta does not list is for its base to say
		return rejected(reject(CodeCRLDeltaUnsupported, "CRL is a delta: it says only what is new"), nil), 0
	}
	j.addCode(CodeCRLDeltaUnsupported)
	return j, reasons
}

// judgeListed is judgeVerified for a CRL that need not be complete: good is
// what it does not list.
func (c Checker) judgeListed(l *revocationList, signer, cert, issuer *x509.Certificate, at time.Time) (Judgement, reasonMask) {
	reasons, err := checkCRLScope(l, cert, issuer)
	if err != nil {
		return rejected(err, nil), 0
	}
	j := Judgement{
		Verdict: Good, Code: CodeCRLCertGood,
		ThisUpdate: l.thisUpdate, NextUpdate: l.nextUpdate, Signer: signer, Algorithm: l.algorithm,
	}
	for _, entry := range l.entries.find(serialOf(cert)) {
		switch {
		case entry.reason != removeFromCRL || !l.isDelta():
			j.weighEntry(entry, at)
		case j.Verdict == Good:
			j.Reason = reasonNames[removeFromCRL]
		}
	}
	remark, late := checkCRLWindow(l, at, c.Policy)
	switch {
	case late == nil && remark != "":
		j.Codes = append(j.Codes, remark)
	case late != nil && j.Verdict == Revoked && !j.held():
		j.Codes = append(j.Codes, late.Code) // nobody comes back from that
	case late != nil:
		return rejected(late, nil), 0
	}
	if l.algorithm == x509.SHA1WithRSA || l.algorithm == x509.ECDSAWithSHA1 {
		j.Codes = append(j.Codes, CodeCRLSignatureSHA1)
	}
	return j, reasons
}

// The CRLReasons (RFC 5280 5.3.1) that can be taken back.
const (
	onHold        = 6
	removeFromCRL = 8
)

// weighEntry adds what one entry says about the certificate: the worst of
// several counts. removeFromCRL takes a revocation back, but has no place in
// a CRL that is no delta.
func (j *Judgement) weighEntry(entry crlEntry, at time.Time) {
	name, known := reasonNames[entry.reason]
	if entry.reason == removeFromCRL || !known && entry.reason != noReason {
		j.addCode(CodeCRLReasonInvalid)
	}
	if entry.reason == removeFromCRL {
		return
	}
	if entry.reason == onHold {
		j.addCode(CodeCRLCertOnHold)
	}
	when := crlTime(entry.date)
	if when.After(at) {
		j.addCode(CodeCRLRevokedInFuture)
	}
	if j.Verdict == Good || j.held() {
		j.Verdict, j.Code, j.RevokedAt, j.Reason = Revoked, CodeCRLCertRevoked, when, name
	}
}

// addCode adds the code once.
func (j *Judgement) addCode(code string) {
	if !slices.Contains(j.Codes, code) {
		j.Codes = append(j.Codes, code)
	}
}

// checkCRLWindow judges the times of a CRL (RFC 5280 5.1.2.4 and 5.1.2.5)
// with the policy's skew either way. It gives a remark, or none, beside a
// nil error.
func checkCRLWindow(l *revocationList, at time.Time, p Policy) (remark string, err *SourceError) {
	skew, age := p.skew(), at.Sub(l.thisUpdate)
	switch {
	case age < -skew:
		return "", reject(CodeCRLNotYetValid, "CRL is valid from %s", stamp(l.thisUpdate))
	case !l.nextUpdate.IsZero() && !at.Before(l.nextUpdate.Add(skew)):
		return "", reject(CodeCRLExpired, "CRL expired at %s", stamp(l.nextUpdate))
	case age > p.maxAge(l.nextUpdate.IsZero())+skew:
		return "", reject(CodeCRLTooOld, "CRL of %s is too old", stamp(l.thisUpdate))
	case l.nextUpdate.IsZero():
		return CodeCRLNextUpdateMissing, nil
	}
	return "", nil
}
