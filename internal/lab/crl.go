package lab

import (
	"cmp"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// CRL says what a CRL looks like. The zero value is of version 2, lists
// nobody, was just issued, is valid for an hour and signed by the issuer.
type CRL struct {
	Entries      []CRLEntry
	ThisUpdate   time.Time // default: a minute ago
	NextUpdate   time.Time // default: in an hour
	NoNextUpdate bool      // leaves nextUpdate out
	Version1     bool      // leaves the version and all extensions out
	Extensions   []pkix.Extension

	Name           []byte                  // DER of the issuer's name; default: that of its certificate
	Algorithm      x509.SignatureAlgorithm // default: what suits the key, with SHA-256
	OuterAlgorithm []byte                  // DER of the AlgorithmIdentifier outside; default: as inside
	List           []byte                  // content of revokedCertificates instead of Entries
	Change         func(tbs []byte) []byte // what no field above says, before it is signed
}

// CRLEntry is one revoked certificate.
type CRLEntry struct {
	Serial     *big.Int
	At         time.Time // default: an hour ago
	Reason     int       // CRLReason (RFC 5280 5.3.1); 0 is left out
	Extensions []pkix.Extension
}

// The extensions of CRLs (RFC 5280 5.2 and 5.3).
var (
	oidReason       = asn1.ObjectIdentifier{2, 5, 29, 21}
	oidIssuingPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
)

// CRL makes the DER of a CRL, field by field as RFC 5280 5.1 has them.
func (a *Authority) CRL(c CRL) ([]byte, error) {
	model, _, err := signResponse(nil, a.Key, c.Algorithm)
	if err != nil {
		return nil, err
	}
	tbs, err := c.tbs(a.Cert.RawSubject, model)
	if err != nil {
		return nil, err
	}
	algorithm, signature, err := signResponse(tbs, a.Key, c.Algorithm)
	if err != nil {
		return nil, err
	}
	if c.OuterAlgorithm != nil {
		algorithm = c.OuterAlgorithm
	}
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		b.AddBytes(algorithm)
		b.AddASN1BitString(signature)
	})
	return b.Bytes()
}

func (c CRL) tbs(name, algorithm []byte) ([]byte, error) {
	if c.Name != nil {
		name = c.Name
	}
	now := time.Now()
	this, next := firstTime(c.ThisUpdate, now.Add(-time.Minute)), firstTime(c.NextUpdate, now.Add(time.Hour))
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		if !c.Version1 {
			b.AddASN1Int64(1)
		}
		b.AddBytes(algorithm)
		b.AddBytes(name)
		addTime(b, this)
		if !c.NoNextUpdate {
			addTime(b, next)
		}
		c.addEntries(b)
		if len(c.Extensions) > 0 && !c.Version1 {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.MarshalASN1(c.Extensions) })
		}
	})
	raw, err := b.Bytes()
	if err == nil && c.Change != nil {
		raw = c.Change(raw)
	}
	return raw, err
}

func (c CRL) addEntries(b *cryptobyte.Builder) {
	if c.List == nil && len(c.Entries) == 0 {
		return
	}
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(c.List)
		for _, e := range c.Entries {
			e.add(b)
		}
	})
}

func (e CRLEntry) add(b *cryptobyte.Builder) {
	extensions := e.Extensions
	if e.Reason != 0 {
		reason := pkix.Extension{Id: oidReason, Value: []byte{byte(der.ENUM), 1, byte(e.Reason)}}
		extensions = append([]pkix.Extension{reason}, extensions...)
	}
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(e.Serial)
		addTime(b, firstTime(e.At, time.Now().Add(-time.Hour)))
		if len(extensions) > 0 {
			b.MarshalASN1(extensions)
		}
	})
}

// addTime writes a time as RFC 5280 5.1.2.4 asks.
func addTime(b *cryptobyte.Builder, t time.Time) {
	t = t.UTC()
	if t.Year() >= 2050 {
		b.AddASN1GeneralizedTime(t)
		return
	}
	b.AddASN1UTCTime(t)
}

func firstTime(t, fallback time.Time) time.Time {
	if t.IsZero() {
		return fallback
	}
	return t
}

// IssuingPoint says which certificates a CRL speaks of (RFC 5280 5.2.5).
type IssuingPoint struct {
	URL                                        string
	OnlyUser, OnlyCA, Indirect, OnlyAttributes bool
	Reasons                                    []byte // BIT STRING: count of unused bits, then the bits
}

// Extension makes the critical extension that says so.
func (p IssuingPoint) Extension() (pkix.Extension, error) {
	var b cryptobyte.Builder
	flag := func(b *cryptobyte.Builder, n uint8, set bool) {
		if set {
			b.AddASN1(der.Tag(n).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddUint8(0xff) })
		}
	}
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		if p.URL != "" {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
				b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
					b.AddASN1(der.Tag(6).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes([]byte(p.URL)) })
				})
			})
		}
		flag(b, 1, p.OnlyUser)
		flag(b, 2, p.OnlyCA)
		if p.Reasons != nil {
			b.AddASN1(der.Tag(3).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(p.Reasons) })
		}
		flag(b, 4, p.Indirect)
		flag(b, 5, p.OnlyAttributes)
	})
	value, err := b.Bytes()
	return pkix.Extension{Id: oidIssuingPoint, Critical: true, Value: value}, err
}

// ServeCRL serves a CRL at /name.crl and gives the URL.
func (r *Responder) ServeCRL(name string, crl []byte) string {
	r.serveCRL(name, Answer{Raw: crl})
	return r.CRLURL(name)
}

func (r *Responder) serveCRL(name string, a Answer) {
	a.ContentType = cmp.Or(a.ContentType, crlType)
	r.serve(name+".crl", a)
}

// CRLURL is where [Responder.ServeCRL] serves the CRL of a name, now or
// later: its certificate may have to exist first.
func (r *Responder) CRLURL(name string) string { return r.URL() + "/" + name + ".crl" }
