package ocspcheck

import (
	"crypto/x509"
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
	RevokedAt  time.Time               // zero unless revoked
	Reason     string                  // CRLReason as in RFC 5280 5.3.1, empty if absent
	Signer     *x509.Certificate       // the issuer or its delegate; nil if rejected
	Algorithm  x509.SignatureAlgorithm // of its signature
}

// valid says whether the source said anything that counts.
func (j Judgement) valid() bool { return j.Verdict != Undetermined }

// attempt is the judgement as an attempt that has begun at a time. Its codes
// are its own: the judgement may get more.
func (j Judgement) attempt(m Mechanism, started time.Time) Attempt {
	return Attempt{Mechanism: m, Code: j.Code, Codes: slices.Clone(j.Codes), Err: j.Err, Duration: time.Since(started)}
}

// JudgeResponse judges the DER of one OCSP response about cert at a time,
// wherever it came from: stapled, asked for, or read from a file. The issuer
// must be trusted already, as the second certificate of a chain of
// [BuildChain] is; its key alone proves who signed.
func (c Checker) JudgeResponse(raw []byte, cert, issuer *x509.Certificate, at time.Time) Judgement {
	return c.judgeAnswer(raw, cert, issuer, at, nil)
}

// judgeAnswer is JudgeResponse for the answer to a request with a nonce, nil
// for none.
func (c Checker) judgeAnswer(raw []byte, cert, issuer *x509.Certificate, at time.Time, nonce []byte) Judgement {
	m := &matter{cert: cert, issuer: issuer, at: at, policy: c.Policy, nonce: nonce, known: c.Memo.verified()}
	return theRules.judge(raw, m)
}

func (book rulebook) judge(raw []byte, m *matter) Judgement {
	if m.cert == nil || m.issuer == nil {
		return rejected(reject(CodeOCSPSignerNotFound, "OCSP response: no issuer to judge it by"), nil)
	}
	r, err := readResponse(raw)
	m.response = r
	if breach := allHold(book.form, m); breach != nil {
		return rejected(breach, nil)
	}
	if err != nil {
		return rejected(err, nil)
	}
	if err := allHold(book.algorithm, m); err != nil {
		return rejected(err, nil)
	}
	if codes, err := book.findSigner(m); err != nil {
		return rejected(err, codes)
	}
	singles, err := book.matching(m)
	if err != nil {
		return rejected(err, nil)
	}
	if err := allHold(book.whole, m); err != nil {
		return rejected(err, nonceRemarks(m))
	}
	j := book.weigh(m, singles)
	if j.valid() {
		j.Signer, j.Algorithm, j.ProducedAt = m.signer, r.SignatureAlgorithm, r.ProducedAt
		j.Codes = append(j.Codes, remarks(m)...)
	}
	return j
}

// remarks are what a valid response has about it that is worth a word.
func remarks(m *matter) []string {
	codes := signatureRemarks(m)
	codes = append(codes, nonceRemarks(m)...)
	if m.response.nonDER {
		codes = append(codes, CodeOCSPNonDER)
	}
	return codes
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
