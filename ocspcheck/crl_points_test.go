package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
)

// TestIssuingPointCovers: which kinds of certificates a limited CRL is for.
func TestIssuingPointCovers(t *testing.T) {
	t.Parallel()
	user := &x509.Certificate{Version: 3, BasicConstraintsValid: true}
	ca := &x509.Certificate{Version: 3, BasicConstraintsValid: true, IsCA: true}
	plain, old := &x509.Certificate{Version: 3}, &x509.Certificate{Version: 1}
	tests := []struct {
		name          string
		point         issuingPoint
		covered, none []*x509.Certificate
	}{
		{"no limit", issuingPoint{}, []*x509.Certificate{user, ca, plain, old}, nil},
		{"users", issuingPoint{onlyUser: true}, []*x509.Certificate{user, plain}, []*x509.Certificate{ca, old}},
		{"authorities", issuingPoint{onlyCA: true}, []*x509.Certificate{ca}, []*x509.Certificate{user, plain, old}},
		{"attributes", issuingPoint{onlyAttributes: true}, nil, []*x509.Certificate{user, ca, plain, old}},
	}
	for _, tt := range tests {
		for _, cert := range tt.covered {
			if !tt.point.covers(cert) {
				t.Errorf("%s: does not cover %+v", tt.name, cert)
			}
		}
		for _, cert := range tt.none {
			if tt.point.covers(cert) {
				t.Errorf("%s: covers %+v", tt.name, cert)
			}
		}
	}
}

// TestPointNames matches the names of points in both spellings: whole, and
// relative to the issuer (RFC 5280 4.2.1.13).
func TestPointNames(t *testing.T) {
	t.Parallel()
	attribute := func(text string) pkix.AttributeTypeAndValue {
		return pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: text}
	}
	rdns := func(texts ...string) []byte {
		var sequence pkix.RDNSequence
		for _, text := range texts {
			sequence = append(sequence, pkix.RelativeDistinguishedNameSET{attribute(text)})
		}
		return must(asn1.Marshal(sequence))(t)
	}
	wrap := func(tag int, content []byte) []byte {
		return must(asn1.Marshal(asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: content}))(t)
	}
	issuer := &x509.Certificate{RawSubject: rdns("CA")}
	relative := wrap(0, wrap(1, must(asn1.Marshal(attribute("one")))(t)))
	whole := wrap(0, wrap(0, wrap(4, rdns("CA", "one"))))
	other := wrap(0, wrap(0, wrap(4, rdns("CA", "two"))))
	printed := wrap(0, wrap(0, wrap(4, bytes.ReplaceAll(bytes.ReplaceAll(rdns("CA", "one"), []byte{asn1.TagPrintableString, 3}, []byte{asn1.TagUTF8String, 3}), []byte("one"), []byte("ONE")))))
	ofIssuer := wrap(0, wrap(0, wrap(4, rdns("CA"))))
	sequence := func(content []byte) []byte {
		return must(asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: content}))(t)
	}
	certificate := func(point []byte) *x509.Certificate {
		value := sequence(sequence(point))
		return &x509.Certificate{RawIssuer: issuer.RawSubject, Extensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 31}, Value: value}}}
	}
	tests := []struct {
		name      string
		crl, cert []byte
		want      bool
	}{
		{"whole, whole", whole, whole, true},
		{"relative, whole", relative, whole, true},
		{"whole, relative", whole, relative, true},
		{"relative, relative", relative, relative, true},
		{"in another kind of string and case", printed, whole, true},
		{"another", other, relative, false},
		{"the issuer's own name", ofIssuer, relative, true},
	}
	for _, tt := range tests {
		point, ok := readIssuingPoint(sequence(tt.crl), issuer.RawSubject)
		if !ok {
			t.Fatalf("%s: malformed", tt.name)
		}
		cert := certificate(tt.cert)
		if _, got := point.namedBy(distributionPoints(cert), issuer); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		if _, err := crlURLs(cert); codeOf(err) != CodeCRLSchemeLDAP {
			t.Errorf("%s: a directory name alone: %v", tt.name, err)
		}
	}
}
