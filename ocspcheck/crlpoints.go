package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// The tags of the GeneralNames that can name a distribution point.
const (
	tagDirectoryName = der.Tag(4 | 0xa0)
	tagURI           = der.Tag(6 | 0x80)
)

var (
	oidPoints      = asn1.ObjectIdentifier{2, 5, 29, 31} // CRLDistributionPoints
	oidFreshestCRL = asn1.ObjectIdentifier{2, 5, 29, 46} // written in the same way
)

// generalName is one name of a distribution point.
type generalName struct {
	tag   der.Tag
	value []byte
}

// distributionPoint is where a certificate says its CRL is (RFC 5280
// 4.2.1.13). crypto/x509 gives the URLs alone, of all kinds of points.
type distributionPoint struct {
	names    []generalName
	reasons  reasonMask // for which its CRL is
	indirect bool       // another than the certificate's issuer issues the CRL
}

// distributionPoints reads those of a certificate; none if there are none or
// the extension is malformed.
func distributionPoints(cert *x509.Certificate) []distributionPoint {
	return pointsIn(cert.Extensions, oidPoints, cert.RawIssuer)
}

// pointsIn reads the points in an extension of what the issuer, DER of a Name,
// has signed.
func pointsIn(extensions []pkix.Extension, oid asn1.ObjectIdentifier, issuer []byte) []distributionPoint {
	value, ok := valueOf(extensions, oid)
	var list cryptobyte.String
	if !ok || !value.ReadASN1(&list, der.SEQUENCE) || !value.Empty() {
		return nil
	}
	var points []distributionPoint
	for !list.Empty() {
		point, ok := readPoint(&list, issuer)
		if !ok {
			return nil
		}
		points = append(points, point)
	}
	return points
}

func readPoint(list *cryptobyte.String, issuer []byte) (p distributionPoint, ok bool) {
	var point, name, reasons, issuers cryptobyte.String
	var hasName, hasReasons bool
	if !list.ReadASN1(&point, der.SEQUENCE) ||
		!point.ReadOptionalASN1(&name, &hasName, der.Tag(0).ContextSpecific().Constructed()) ||
		!point.ReadOptionalASN1(&reasons, &hasReasons, der.Tag(1).ContextSpecific()) ||
		!point.ReadOptionalASN1(&issuers, &p.indirect, der.Tag(2).ContextSpecific().Constructed()) || !point.Empty() {
		return p, false
	}
	if p.reasons, ok = readReasons(reasons, hasReasons); !ok {
		return p, false
	}
	if hasName {
		p.names, ok = readPointName(name, issuer)
	}
	return p, ok
}

// readPointName reads DistributionPointName. A name relative to the issuer
// is made whole.
func readPointName(in cryptobyte.String, issuer []byte) ([]generalName, bool) {
	var body cryptobyte.String
	var tag der.Tag
	if !in.ReadAnyASN1(&body, &tag) || !in.Empty() || body.Empty() {
		return nil, false
	}
	switch tag {
	case der.Tag(0).ContextSpecific().Constructed():
		var names []generalName
		for !body.Empty() {
			var name generalName
			value := cryptobyte.String(nil)
			if !body.ReadAnyASN1(&value, &name.tag) {
				return nil, false
			}
			name.value = value
			names = append(names, name)
		}
		return names, true
	case der.Tag(1).ContextSpecific().Constructed():
		whole, err := belowName(issuer, body)
		return []generalName{{tagDirectoryName, whole}}, err == nil
	}
	return nil, false
}

// belowName adds a RelativeDistinguishedName to a Name.
func belowName(name, relative []byte) ([]byte, error) {
	in, rdns := cryptobyte.String(name), cryptobyte.String(nil)
	in.ReadASN1(&rdns, der.SEQUENCE)
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(rdns)
		b.AddASN1(der.SET, func(b *cryptobyte.Builder) { b.AddBytes(relative) })
	})
	return b.Bytes()
}

// crlURLs gives the http and https URLs of the certificate's CRLs. The error
// says why there are none although it names CRLs.
func crlURLs(cert *x509.Certificate) ([]string, error) {
	points := distributionPoints(cert)
	if points == nil && len(cert.CRLDistributionPoints) > 0 {
		return nil, reject(CodeCRLMalformed, "CRL: the certificate's extension that names it is malformed")
	}
	return pointURLs(points)
}

// pointURLs is crlURLs for points that have been read.
func pointURLs(points []distributionPoint) (urls []string, fault error) {
	for _, point := range points {
		if point.indirect {
			fault = reject(CodeCRLIndirectUnsupported, "CRL: the certificate says that another than its issuer issues it")
			continue
		}
		for _, name := range point.names {
			target := string(name.value)
			scheme := strings.ToLower(target[:max(0, strings.Index(target, ":"))])
			switch {
			case name.tag == tagURI && (scheme == "http" || scheme == "https"):
				urls = append(urls, target)
			case fault == nil:
				fault = reject(CodeCRLSchemeLDAP, "CRL: it is named neither by http nor by https")
			}
		}
	}
	if len(urls) > 0 {
		return urls, nil
	}
	return nil, fault
}

// same compares names: those of directories by their rules, all others byte
// by byte, as Chrome does.
func (n generalName) same(other generalName) bool {
	if n.tag != other.tag {
		return false
	}
	return bytes.Equal(n.value, other.value) || n.tag == tagDirectoryName && sameName(n.value, other.value)
}
