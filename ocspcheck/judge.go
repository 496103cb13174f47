package ocspcheck

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"slices"
	"time"
)

// Judgement is what one response is worth for one certificate.
type Judgement struct {
	Verdict Verdict  // Good, Revoked or Unknown; Undetermined if the response was rejected
	Code    string   // the primary code
	Codes   []string // further codes and remarks
	Err     error    // why it was rejected; nil otherwise

	ThisUpdate time.Time
	NextUpdate time.Time // zero if absent
	ProducedAt time.Time
	RevokedAt  time.Time         // zero unless revoked
	Reason     string            // CRLReason as in RFC 5280 5.3.1, empty if absent
	Signer     *x509.Certificate // the issuer or its delegate; nil if rejected
}

// valid says whether the source said anything that counts.
func (j Judgement) valid() bool { return j.Verdict != Undetermined }

// verdictCodes are the primary codes of valid responses.
var verdictCodes = map[Verdict]string{
	Good:    CodeOCSPCertGood,
	Revoked: CodeOCSPCertRevoked,
	Unknown: CodeOCSPCertUnknown,
}

// JudgeResponse judges the DER of one OCSP response about cert at a time,
// wherever it came from: stapled, asked for, or read from a file. The issuer
// must be trusted already, as the second certificate of a chain of
// [BuildChain] is; its key alone proves who signed.
func (c Checker) JudgeResponse(raw []byte, cert, issuer *x509.Certificate, at time.Time) Judgement {
	if cert == nil || issuer == nil {
		return rejected(reject(CodeOCSPSignerNotFound, "OCSP response: no issuer to judge it by"), nil)
	}
	r, err := ParseResponse(raw)
	if err != nil {
		return rejected(err, nil)
	}
	signer, codes, err := findSigner(r, issuer, c.Memo.verified())
	if err != nil {
		return rejected(err, codes)
	}
	if err := checkDelegate(signer, issuer, at, c.Memo.verified()); err != nil {
		return rejected(err, nil)
	}
	singles, err := matching(r, cert, issuer)
	if err != nil {
		return rejected(err, nil)
	}
	if err := checkCritical(r, singles); err != nil {
		return rejected(err, nil)
	}
	j := c.weigh(r, singles, cert, at)
	if j.valid() {
		j.Signer = signer
		j.Codes = append(j.Codes, signatureRemarks(r, signer, issuer)...)
	}
	return j
}

// rejected makes the judgement of a source that says nothing.
func rejected(err error, codes []string) Judgement {
	j := Judgement{Verdict: Undetermined, Code: CodeOCSPResponseMalformed, Codes: codes, Err: err}
	var source *SourceError
	if errors.As(err, &source) {
		j.Code = source.Code
	}
	return j
}

// severity orders answers about one certificate: the worst wins.
var severity = map[Verdict]int{Good: 1, Unknown: 2, Revoked: 3}

// weigh combines all answers about the certificate. An answer outside its
// window counts only if it says revoked: nobody comes back from that.
func (c Checker) weigh(r *Response, singles []SingleResponse, cert *x509.Certificate, at time.Time) Judgement {
	j := Judgement{Verdict: Undetermined}
	var firstErr error
	conflict := false
	for _, s := range singles {
		remark, err := checkWindow(s, r.ProducedAt, at, cert, c.Policy)
		if err != nil && firstErr == nil {
			firstErr = err
		}
		if err != nil && s.Status != Revoked {
			continue
		}
		conflict = conflict || j.valid() && j.Verdict != s.Status
		if severity[s.Status] > severity[j.Verdict] {
			j = answer(s, at)
			var late *SourceError
			if errors.As(err, &late) {
				remark = late.Code
			}
			if remark != "" {
				j.Codes = append(j.Codes, remark)
			}
		}
	}
	if !j.valid() {
		return rejected(firstErr, nil)
	}
	if conflict {
		j.Codes = append(j.Codes, CodeOCSPConflictingResponses)
	}
	j.ProducedAt = r.ProducedAt
	return j
}

// answer turns a SingleResponse into a judgement, its time aside.
func answer(s SingleResponse, at time.Time) Judgement {
	j := Judgement{
		Verdict:    s.Status,
		Code:       verdictCodes[s.Status],
		ThisUpdate: s.ThisUpdate,
		NextUpdate: s.NextUpdate,
		RevokedAt:  s.RevokedAt,
	}
	if s.Status != Revoked {
		return j
	}
	if s.RevokedAt.After(at) {
		j.Codes = append(j.Codes, CodeOCSPRevokedInFuture)
	}
	name, ok := reasonNames[s.Reason]
	switch {
	case s.Reason == -1:
	case !ok:
		j.Codes = append(j.Codes, CodeOCSPReasonInvalid)
	case name == "certificateHold":
		j.Codes = append(j.Codes, CodeOCSPCertOnHold)
	}
	j.Reason = name
	return j
}

// reasonNames are the CRLReasons of RFC 5280 5.3.1; 7 is not used.
var reasonNames = map[int]string{
	0:  "unspecified",
	1:  "keyCompromise",
	2:  "cACompromise",
	3:  "affiliationChanged",
	4:  "superseded",
	5:  "cessationOfOperation",
	6:  "certificateHold",
	8:  "removeFromCRL",
	9:  "privilegeWithdrawn",
	10: "aACompromise",
}

// Extensions that may be critical without harm, because they change nothing
// in what the response says: nonce and extended-revoke (RFC 6960 4.4.1,
// 4.4.8); CRL references and archive cutoff (4.4.2, 4.4.4), reason code and
// invalidity date (RFC 5280 5.3), the SCT list (RFC 6962 3.3).
var (
	knownResponseExtensions = []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}, {1, 3, 6, 1, 5, 5, 7, 48, 1, 9}}
	knownSingleExtensions   = []asn1.ObjectIdentifier{
		{1, 3, 6, 1, 5, 5, 7, 48, 1, 3},
		{1, 3, 6, 1, 5, 5, 7, 48, 1, 6},
		{2, 5, 29, 21},
		{2, 5, 29, 24},
		{1, 3, 6, 1, 4, 1, 11129, 2, 4, 5},
	}
)

// checkCritical refuses what the responder says must be understood.
func checkCritical(r *Response, singles []SingleResponse) error {
	err := checkKnown(r.Extensions, knownResponseExtensions)
	for _, s := range singles {
		if err == nil {
			err = checkKnown(s.Extensions, knownSingleExtensions)
		}
	}
	return err
}

func checkKnown(extensions []pkix.Extension, known []asn1.ObjectIdentifier) error {
	for _, e := range extensions {
		if e.Critical && !slices.ContainsFunc(known, e.Id.Equal) {
			return reject(CodeOCSPCriticalExtension, "OCSP response has the unknown critical extension %v", e.Id)
		}
	}
	return nil
}
