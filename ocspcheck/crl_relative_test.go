package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// relativePoint is a DistributionPointName: nameRelativeToCRLIssuer, a common
// name of one letter.
func relativePoint(letter byte) []byte {
	return []byte{0xa0, 12, 0xa1, 10, 6, 3, 0x55, 4, 3, 0x0c, 3, 'o', 'n', letter}
}

// withPoints gives the DER of a certificate with CRLDistributionPoints of one
// point. Nobody issues what crypto/x509 refuses, so that the signature, which
// nobody looks at here, is another's.
func withPoints(t *testing.T, issuer *lab.Authority, point []byte) []byte {
	value := slices.Concat([]byte{0x30, byte(len(point) + 2), 0x30, byte(len(point))}, point)
	leaf := must(issuer.Issue(lab.LeafOptions{Names: []string{"localhost"}, Change: func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 99}, Value: value})
	}}))(t)
	return bytes.Replace(leaf.Cert.Raw, []byte{6, 3, 0x55, 0x1d, 99}, []byte{6, 3, 0x55, 0x1d, 31}, 1)
}

// TestRelativePoint judges a certificate that crypto/x509 refuses to read by
// the CRL that it names relative to its issuer.
func TestRelativePoint(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	raw := withPoints(t, root, relativePoint('e'))
	if _, err := x509.ParseCertificate(raw); err == nil {
		t.Error("crypto/x509 reads it now: no need for cutPoints")
	}
	cert := must(ParseCertificate(raw))(t)
	if !bytes.Equal(cert.Raw, raw) || !bytes.Contains(cert.RawTBSCertificate, relativePoint('e')) {
		t.Error("not the bytes that were read")
	}
	judge := func(letter byte, entries ...lab.CRLEntry) Judgement {
		point := relativePoint(letter)
		list := lab.CRL{Extensions: rawPoint(append([]byte{0x30, byte(len(point))}, point...)...), Entries: entries}
		return Checker{}.JudgeCRL(bytes.NewReader(must(root.CRL(list))(t)), cert, root.Cert, time.Now())
	}
	for name, test := range map[string]struct {
		got  Judgement
		want string
	}{
		"its CRL":         {judge('e'), CodeCRLCertGood},
		"listed":          {judge('e', lab.CRLEntry{Serial: cert.SerialNumber}), CodeCRLCertRevoked},
		"another":         {judge('f'), CodeCRLIDPMismatch},
		"another, listed": {judge('f', lab.CRLEntry{Serial: cert.SerialNumber}), CodeCRLIDPMismatch},
	} {
		if test.got.Code != test.want {
			t.Errorf("%s: code %s (%v), want %s", name, test.got.Code, test.got.Err, test.want)
		}
	}
}

// TestPointsThatNobodyReads: what this package cannot read either, crypto/x509
// has the last word on.
func TestPointsThatNobodyReads(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	for name, point := range map[string][]byte{
		"a third kind of name": {0xa0, 2, 0xa2, 0},
		"no name":              {0xa0, 0},
	} {
		raw := withPoints(t, root, point)
		_, want := x509.ParseCertificate(raw)
		if _, err := ParseCertificate(raw); want == nil || err == nil || err.Error() != want.Error() {
			t.Errorf("%s: error %v, crypto/x509 says %v", name, err, want)
		}
	}
}
