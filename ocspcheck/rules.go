package ocspcheck

import (
	"crypto/x509"
	"time"
)

// matter is what a rule looks at: a response, the certificate that it is
// asked about, and, as far as the judge has come, who may have signed it and
// which of its answers is meant.
type matter struct {
	response     *Response
	cert, issuer *x509.Certificate
	at           time.Time
	policy       Policy
	nonce        []byte      // what the request carried; nil for none
	known        *signatures // those verified before; may be nil

	signer *x509.Certificate // the candidate, later the signer
	single *SingleResponse   // the answer
}

// rule is one thing that must be so. Its error is a [*SourceError].
type rule struct {
	name  string
	check func(*matter) error
}

// rulebook holds every rule by what it looks at, in the order of judging.
// Tests take a rule out and see what it kept away.
type rulebook struct {
	form      []rule // how the response is written
	algorithm []rule // how it is signed
	signer    []rule // is this candidate the signer?
	delegate  []rule // may a signer that is not the issuer speak for it?
	whole     []rule // what the response says of itself
	subject   []rule // is this answer about the certificate?
	single    []rule // can an answer about it be understood?
	answer    []rule // is this answer in its time?

	outweighs func(a, b Verdict) bool // of two answers about the certificate
}

// theRules are those that judge every response.
var theRules = rulebook{
	form: []rule{
		{"trailing-data", noted(CodeOCSPResponseTrailingData)},
		{"status", notedStatus},
		{"type", noted(CodeOCSPResponseTypeUnknown)},
		{"signature-present", noted(CodeOCSPSignatureMissing)},
		{"version", noted(CodeOCSPVersionUnsupported)},
		{"fields", noted(CodeOCSPResponseMalformed)},
		{"time-form", noted(CodeOCSPTimeMalformed)},
		{"one-status", noted(CodeOCSPCertStatusInvalid)},
		{"duplicate-extension", noted(CodeOCSPDuplicateExtension)},
	},
	algorithm: []rule{
		{"signature-md5", refuseMD5},
		{"signature-algorithm", refuseUnknownAlgorithm},
	},
	signer: []rule{
		{"responder-id", namedByResponse},
		{"signature", madeSignature},
	},
	delegate: []rule{
		{"delegate-issuer-name", delegateBearsIssuersName},
		{"delegate-issuer-key", delegateSignedByIssuer},
		{"delegate-eku", delegateMaySignOCSP},
		{"delegate-not-before", delegateHasBegun},
		{"delegate-not-after", delegateHasNotEnded},
		{"delegate-key-usage", delegateMaySign},
		{"delegate-critical-extension", delegateIsUnderstood},
	},
	subject: []rule{
		{"serial", aboutSerial},
		{"certid-hash", knownHash},
		{"issuer-name", aboutIssuerName},
		{"issuer-key", aboutIssuerKey},
	},
	single: []rule{
		{"critical-single-extension", singleExtensionsKnown},
	},
	whole: []rule{
		{"critical-response-extension", responseExtensionsKnown},
		{"nonce", nonceEchoed},
	},
	answer: []rule{
		{"next-before-this", nextAfterThis},
		{"this-update", begun},
		{"next-update", notEnded},
		{"age", youngEnough},
		{"produced-in-future", producedInThePast},
		{"produced-outside-cert", producedWithinCert},
	},
	outweighs: func(a, b Verdict) bool { return severity[a] > severity[b] },
}

// severity orders answers about one certificate: the worst wins.
var severity = map[Verdict]int{Good: 1, Unknown: 2, Revoked: 3}

// allHold gives the error of the first rule that does not hold.
func allHold(rules []rule, m *matter) error {
	for _, r := range rules {
		if err := r.check(m); err != nil {
			return err
		}
	}
	return nil
}

// noted makes a rule of a breach that the reader notes.
func noted(code string) func(*matter) error {
	return func(m *matter) error {
		for _, b := range m.response.breaches {
			if b.Code == code {
				return b
			}
		}
		return nil
	}
}
