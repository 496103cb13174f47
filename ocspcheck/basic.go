package ocspcheck

import (
	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// readBasic reads a BasicOCSPResponse (RFC 6960 4.2.1).
func (r *Response) readBasic(basic cryptobyte.String) error {
	var tbs, algorithm, certs cryptobyte.String
	var hasCerts bool
	if !basic.ReadASN1Element(&tbs, der.SEQUENCE) ||
		!basic.ReadASN1(&algorithm, der.SEQUENCE) ||
		!readSignature(&basic, &r.Signature) ||
		!basic.ReadOptionalASN1(&certs, &hasCerts, der.Tag(0).ContextSpecific().Constructed()) {
		return malformed("BasicOCSPResponse")
	}
	r.ended(basic, "BasicOCSPResponse")
	r.TBS = tbs
	if len(r.Signature) == 0 {
		r.note(CodeOCSPSignatureMissing, "OCSP response is not signed")
	}
	oid, known, ok := readSignatureAlgorithm(algorithm)
	if !ok {
		return malformed("signature AlgorithmIdentifier")
	}
	r.SignatureOID, r.SignatureAlgorithm = oid, known
	if hasCerts {
		if err := r.readCerts(certs); err != nil {
			return err
		}
	}
	return r.readData(tbs)
}

func (r *Response) readCerts(explicit cryptobyte.String) error {
	var list cryptobyte.String
	if !explicit.ReadASN1(&list, der.SEQUENCE) || !explicit.Empty() {
		return malformed("list of certificates")
	}
	for count := 0; !list.Empty(); count++ {
		var raw cryptobyte.String
		if count == maxEnclosedCerts || !list.ReadASN1Element(&raw, der.SEQUENCE) {
			return malformed("list of certificates")
		}
		if cert, err := ParseCertificate(raw); err == nil {
			r.Certs = append(r.Certs, cert)
		}
	}
	return nil
}

// readData reads ResponseData.
func (r *Response) readData(tbs cryptobyte.String) error {
	var data, responses, extensions cryptobyte.String
	var hasExtensions bool
	if !tbs.ReadASN1(&data, der.SEQUENCE) || !r.readVersion(&data) {
		return malformed("ResponseData")
	}
	if !r.readResponderID(&data) {
		return malformed("ResponderID")
	}
	var err error
	if r.ProducedAt, err = r.readTime(&data); err != nil {
		return err
	}
	if !data.ReadASN1(&responses, der.SEQUENCE) ||
		!data.ReadOptionalASN1(&extensions, &hasExtensions, der.Tag(1).ContextSpecific().Constructed()) {
		return malformed("ResponseData")
	}
	r.ended(data, "ResponseData")
	if hasExtensions {
		if r.Extensions, err = r.readExtensions(extensions); err != nil {
			return err
		}
	}
	return r.readSingles(responses)
}

// readVersion reads the version, v1 (0) by default. Many responders write the
// default out, which DER forbids.
func (r *Response) readVersion(data *cryptobyte.String) bool {
	tag := der.Tag(0).ContextSpecific().Constructed()
	r.nonDER = r.nonDER || data.PeekASN1Tag(tag)
	var version int
	if !data.ReadOptionalASN1Integer(&version, tag, 0) {
		return false
	}
	if version != 0 {
		r.note(CodeOCSPVersionUnsupported, "OCSP response of version %d", version+1)
	}
	return true
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

func (r *Response) readSingles(responses cryptobyte.String) error {
	if responses.Empty() {
		return reject(CodeOCSPNoResponses, "OCSP response speaks of no certificate")
	}
	for !responses.Empty() {
		var body cryptobyte.String
		if len(r.Singles) == maxSingles || !responses.ReadASN1(&body, der.SEQUENCE) {
			return malformed("list of SingleResponses")
		}
		single, err := r.readSingle(body)
		if err != nil {
			return err
		}
		r.Singles = append(r.Singles, single)
	}
	return nil
}
