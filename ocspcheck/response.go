package ocspcheck

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// The bounds of a response that is worth reading.
const (
	maxResponseSize  = 64 << 10
	maxSingles       = 512
	maxEnclosedCerts = 16
	maxExtensions    = 32
)

// Response is a successful OCSP response with a BasicOCSPResponse inside
// (RFC 6960 4.2.1), read but not judged: see [Checker.JudgeResponse].
type Response struct {
	ResponderName    []byte // DER of the Name; nil if the ResponderID is by key
	ResponderKeyHash []byte // SHA-1 of the public key; nil if the ResponderID is by name
	ProducedAt       time.Time
	Singles          []SingleResponse // at least one
	Extensions       []pkix.Extension

	TBS                []byte // what was signed
	SignatureAlgorithm x509.SignatureAlgorithm
	SignatureOID       asn1.ObjectIdentifier // for messages where SignatureAlgorithm is unknown
	Signature          []byte
	Certs              []*x509.Certificate // enclosed; those that [ParseCertificate] cannot read are left out

	status   int // OCSPResponseStatus
	breaches []*SourceError
	nonDER   bool
}

// SingleResponse is what a response says about one certificate.
type SingleResponse struct {
	CertID     CertID
	Status     Verdict   // Good, Revoked or Unknown
	RevokedAt  time.Time // zero unless revoked
	Reason     int       // CRLReason (RFC 5280 5.3.1), -1 if absent
	ThisUpdate time.Time
	NextUpdate time.Time // zero if absent
	Extensions []pkix.Extension
}

// CertID names a certificate by serial number and hashes of its issuer.
type CertID struct {
	Hash           crypto.Hash // zero if this package does not know it
	HashOID        asn1.ObjectIdentifier
	IssuerNameHash []byte
	IssuerKeyHash  []byte
	Serial         *big.Int
	RawSerial      []byte // the content of its INTEGER, which need not be proper DER
}

var oidBasicResponse = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}

// statusCodes are the codes of OCSPResponseStatus; 4 is not used.
var statusCodes = map[int]string{
	1: CodeOCSPResponderMalformedRequest,
	2: CodeOCSPResponderInternalError,
	3: CodeOCSPResponderTryLater,
	5: CodeOCSPResponderSigRequired,
	6: CodeOCSPResponderUnauthorized,
}

// ParseResponse reads the DER of an OCSP response strictly: trailing bytes,
// times in other forms than RFC 5280's and ambiguous statuses are refused,
// as is anything above 64 KiB. Every error is a [*SourceError]; a response
// status other than successful is one too.
func ParseResponse(raw []byte) (*Response, error) {
	r, err := readResponse(raw)
	if breach := allHold(theRules.form, &matter{response: r}); breach != nil {
		return nil, breach
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// note writes a breach of form down, and the reader goes on: what it means is
// for the rules to say.
func (r *Response) note(code, format string, args ...any) {
	r.breaches = append(r.breaches, reject(code, format, args...))
}

// ended notes what is left behind the last field.
func (r *Response) ended(in cryptobyte.String, what string) {
	if !in.Empty() {
		r.note(CodeOCSPResponseMalformed, "OCSP response: %d bytes too many in %s", len(in), what)
	}
}

// readResponse reads as far as it can, and gives what it has read also with
// an error.
func readResponse(raw []byte) (*Response, error) {
	r := &Response{}
	if len(raw) > maxResponseSize {
		return r, reject(CodeOCSPResponderTooLarge, "OCSP response of %d bytes exceeds %d", len(raw), maxResponseSize)
	}
	input := cryptobyte.String(raw)
	var outer, explicit cryptobyte.String
	var present bool
	if !input.ReadASN1(&outer, der.SEQUENCE) {
		return r, malformed("OCSPResponse")
	}
	if !input.Empty() {
		r.note(CodeOCSPResponseTrailingData, "%d bytes follow the OCSP response", len(input))
	}
	if !outer.ReadASN1Enum(&r.status) ||
		!outer.ReadOptionalASN1(&explicit, &present, der.Tag(0).ContextSpecific().Constructed()) {
		return r, malformed("OCSPResponse")
	}
	r.ended(outer, "OCSPResponse")
	if !present {
		return r, reject(CodeOCSPResponseBytesMissing, "OCSP response is successful but empty")
	}
	return r, r.readResponseBytes(explicit)
}

// notedStatus refuses every status but successful, also where a response
// stands behind it (RFC 6960 4.2.1).
func notedStatus(m *matter) error {
	status := m.response.status
	if code, ok := statusCodes[status]; ok {
		return reject(code, "OCSP responder answered %s (%d)", code[len("ocsp-responder-"):], status)
	}
	if status != 0 {
		return reject(CodeOCSPResponderStatusUndefined, "OCSP responder answered the undefined status %d", status)
	}
	return nil
}

func malformed(what string) error {
	return reject(CodeOCSPResponseMalformed, "OCSP response: malformed %s", what)
}

func (r *Response) readResponseBytes(explicit cryptobyte.String) error {
	var responseBytes, octets, basic cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !explicit.ReadASN1(&responseBytes, der.SEQUENCE) || !explicit.Empty() ||
		!responseBytes.ReadASN1ObjectIdentifier(&oid) ||
		!responseBytes.ReadASN1(&octets, der.OCTET_STRING) || !responseBytes.Empty() {
		return malformed("ResponseBytes")
	}
	if !oid.Equal(oidBasicResponse) {
		r.note(CodeOCSPResponseTypeUnknown, "OCSP response of the unknown type %v", oid)
	}
	if !octets.ReadASN1(&basic, der.SEQUENCE) {
		return malformed("BasicOCSPResponse")
	}
	if !octets.Empty() {
		r.note(CodeOCSPResponseTrailingData, "%d bytes follow the BasicOCSPResponse", len(octets))
	}
	return r.readBasic(basic)
}
