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
	Certs              []*x509.Certificate // enclosed; those that crypto/x509 cannot read are left out
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
	if len(raw) > maxResponseSize {
		return nil, reject(CodeOCSPResponderTooLarge, "OCSP response of %d bytes exceeds %d", len(raw), maxResponseSize)
	}
	input := cryptobyte.String(raw)
	var outer, explicit cryptobyte.String
	var status int
	var present bool
	if !input.ReadASN1(&outer, der.SEQUENCE) {
		return nil, malformed("OCSPResponse")
	}
	if !input.Empty() {
		return nil, reject(CodeOCSPResponseTrailingData, "%d bytes follow the OCSP response", len(input))
	}
	if !outer.ReadASN1Enum(&status) ||
		!outer.ReadOptionalASN1(&explicit, &present, der.Tag(0).ContextSpecific().Constructed()) ||
		!outer.Empty() {
		return nil, malformed("OCSPResponse")
	}
	if status != 0 {
		return nil, statusError(status)
	}
	if !present {
		return nil, reject(CodeOCSPResponseBytesMissing, "OCSP response is successful but empty")
	}
	return parseResponseBytes(explicit)
}

func statusError(status int) error {
	if code, ok := statusCodes[status]; ok {
		return reject(code, "OCSP responder answered %s (%d)", code[len("ocsp-responder-"):], status)
	}
	return reject(CodeOCSPResponderStatusUndefined, "OCSP responder answered the undefined status %d", status)
}

func malformed(what string) error {
	return reject(CodeOCSPResponseMalformed, "OCSP response: malformed %s", what)
}

func parseResponseBytes(explicit cryptobyte.String) (*Response, error) {
	var responseBytes, octets cryptobyte.String
	var oid asn1.ObjectIdentifier
	if !explicit.ReadASN1(&responseBytes, der.SEQUENCE) || !explicit.Empty() ||
		!responseBytes.ReadASN1ObjectIdentifier(&oid) ||
		!responseBytes.ReadASN1(&octets, der.OCTET_STRING) || !responseBytes.Empty() {
		return nil, malformed("ResponseBytes")
	}
	if !oid.Equal(oidBasicResponse) {
		return nil, reject(CodeOCSPResponseTypeUnknown, "OCSP response of the unknown type %v", oid)
	}
	var basic cryptobyte.String
	if !octets.ReadASN1(&basic, der.SEQUENCE) {
		return nil, malformed("BasicOCSPResponse")
	}
	if !octets.Empty() {
		return nil, reject(CodeOCSPResponseTrailingData, "%d bytes follow the BasicOCSPResponse", len(octets))
	}
	return parseBasic(basic)
}

func parseBasic(basic cryptobyte.String) (*Response, error) {
	var r Response
	var tbs, algorithm, certs cryptobyte.String
	var hasCerts bool
	if !basic.ReadASN1Element(&tbs, der.SEQUENCE) ||
		!basic.ReadASN1(&algorithm, der.SEQUENCE) ||
		!basic.ReadASN1BitStringAsBytes(&r.Signature) ||
		!basic.ReadOptionalASN1(&certs, &hasCerts, der.Tag(0).ContextSpecific().Constructed()) ||
		!basic.Empty() {
		return nil, malformed("BasicOCSPResponse")
	}
	r.TBS = tbs
	if len(r.Signature) == 0 {
		return nil, reject(CodeOCSPSignatureMissing, "OCSP response is not signed")
	}
	var ok bool
	if r.SignatureOID, r.SignatureAlgorithm, ok = readSignatureAlgorithm(algorithm); !ok {
		return nil, malformed("signature AlgorithmIdentifier")
	}
	if hasCerts {
		if err := r.parseCerts(certs); err != nil {
			return nil, err
		}
	}
	if err := r.parseData(tbs); err != nil {
		return nil, err
	}
	return &r, nil
}

func (r *Response) parseCerts(explicit cryptobyte.String) error {
	var list cryptobyte.String
	if !explicit.ReadASN1(&list, der.SEQUENCE) || !explicit.Empty() {
		return malformed("list of certificates")
	}
	for count := 0; !list.Empty(); count++ {
		var raw cryptobyte.String
		if count == maxEnclosedCerts || !list.ReadASN1Element(&raw, der.SEQUENCE) {
			return malformed("list of certificates")
		}
		if cert, err := x509.ParseCertificate(raw); err == nil {
			r.Certs = append(r.Certs, cert)
		}
	}
	return nil
}

// parseData reads ResponseData.
func (r *Response) parseData(tbs cryptobyte.String) error {
	var data, responses, extensions cryptobyte.String
	var version int
	var hasExtensions bool
	if !tbs.ReadASN1(&data, der.SEQUENCE) ||
		!data.ReadOptionalASN1Integer(&version, der.Tag(0).ContextSpecific().Constructed(), 0) {
		return malformed("ResponseData")
	}
	if version != 0 {
		return reject(CodeOCSPVersionUnsupported, "OCSP response of version %d", version+1)
	}
	if !r.readResponderID(&data) {
		return malformed("ResponderID")
	}
	var err error
	if r.ProducedAt, err = readTime(&data); err != nil {
		return err
	}
	if !data.ReadASN1(&responses, der.SEQUENCE) ||
		!data.ReadOptionalASN1(&extensions, &hasExtensions, der.Tag(1).ContextSpecific().Constructed()) ||
		!data.Empty() {
		return malformed("ResponseData")
	}
	if hasExtensions {
		if r.Extensions, err = readExtensions(extensions); err != nil {
			return err
		}
	}
	return r.parseSingles(responses)
}

// readResponderID reads byName [1] or byKey [2], both explicit.
func (r *Response) readResponderID(data *cryptobyte.String) bool {
	var id, name, key cryptobyte.String
	switch {
	case data.PeekASN1Tag(der.Tag(1).ContextSpecific().Constructed()):
		ok := data.ReadASN1(&id, der.Tag(1).ContextSpecific().Constructed()) &&
			id.ReadASN1Element(&name, der.SEQUENCE) && id.Empty()
		r.ResponderName = name
		return ok
	case data.PeekASN1Tag(der.Tag(2).ContextSpecific().Constructed()):
		ok := data.ReadASN1(&id, der.Tag(2).ContextSpecific().Constructed()) &&
			id.ReadASN1(&key, der.OCTET_STRING) && id.Empty()
		r.ResponderKeyHash = key
		return ok && len(key) > 0
	}
	return false
}

func (r *Response) parseSingles(responses cryptobyte.String) error {
	if responses.Empty() {
		return reject(CodeOCSPNoResponses, "OCSP response speaks of no certificate")
	}
	for !responses.Empty() {
		var single cryptobyte.String
		if len(r.Singles) == maxSingles || !responses.ReadASN1(&single, der.SEQUENCE) {
			return malformed("list of SingleResponses")
		}
		parsed, err := parseSingle(single)
		if err != nil {
			return err
		}
		r.Singles = append(r.Singles, parsed)
	}
	return nil
}
