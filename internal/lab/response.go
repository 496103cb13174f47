package lab

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/ocsp"
)

// Single is an answer about one more certificate in the same response.
type Single struct {
	Cert   *x509.Certificate
	Issuer *x509.Certificate // whom the CertID names; nil for the issuer that answers
	Answer Answer            // status, times, reason and hash count, the rest does not
}

// respond makes the DER of a response: by x/crypto where it can say it, by
// our own builder otherwise.
func respond(issuer *Authority, serial *big.Int, hash crypto.Hash, a Answer) ([]byte, error) {
	a = a.complete(hash)
	odd := a.ByKey || a.Algorithm != 0 || len(a.Before)+len(a.Enclose)+len(a.Extensions) > 0 || !a.ProducedAt.IsZero() || a.Edit != nil
	if odd {
		return buildResponse(issuer, serial, a)
	}
	template := ocsp.Response{
		Status:           a.Status,
		SerialNumber:     serial,
		IssuerHash:       a.Hash,
		ThisUpdate:       a.ThisUpdate,
		NextUpdate:       a.NextUpdate,
		RevokedAt:        a.RevokedAt,
		RevocationReason: a.Reason,
	}
	signer, key := issuer.Cert, issuer.Key
	if a.Signer != nil {
		signer, key = a.Signer.Cert, a.Signer.Key
		template.Certificate = signer
	}
	return ocsp.CreateResponse(issuer.Cert, signer, template, key)
}

// complete fills in the defaults that [Answer] documents.
func (a Answer) complete(hash crypto.Hash) Answer {
	now := time.Now()
	if a.Hash == 0 {
		a.Hash = hash
	}
	if a.ThisUpdate.IsZero() {
		a.ThisUpdate = now.Add(-time.Minute)
	}
	switch {
	case a.NoNextUpdate:
		a.NextUpdate = time.Time{}
	case a.NextUpdate.IsZero():
		a.NextUpdate = now.Add(time.Hour)
	}
	if a.Status == ocsp.Revoked && a.RevokedAt.IsZero() {
		a.RevokedAt = now.Add(-time.Hour)
	}
	return a
}

func explicit(n uint8) der.Tag { return der.Tag(n).ContextSpecific().Constructed() }

// buildResponse writes RFC 6960 4.2.1 field by field.
func buildResponse(issuer *Authority, serial *big.Int, a Answer) ([]byte, error) {
	signer, key, enclosed := issuer.Cert, issuer.Key, a.Enclose
	if a.Signer != nil {
		signer, key = a.Signer.Cert, a.Signer.Key
		enclosed = append(enclosed[:len(enclosed):len(enclosed)], signer)
	}
	tbs, err := responseData(issuer.Cert, signer, serial, a)
	if err != nil {
		return nil, err
	}
	if a.Edit != nil {
		data := ReadNode(tbs)
		a.Edit(data)
		if tbs, err = data.Bytes(); err != nil {
			return nil, err
		}
	}
	algorithm, signature, err := signResponse(tbs, key, a.Algorithm)
	if err != nil {
		return nil, err
	}
	var basic cryptobyte.Builder
	basic.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		b.AddBytes(algorithm)
		b.AddASN1BitString(signature)
		if len(enclosed) > 0 {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
				b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
					for _, cert := range enclosed {
						b.AddBytes(cert.Raw)
					}
				})
			})
		}
	})
	body, err := basic.Bytes()
	if err != nil {
		return nil, err
	}
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Enum(int64(ocsp.Success))
		b.AddASN1(explicit(0), func(b *cryptobyte.Builder) {
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1})
				b.AddASN1OctetString(body)
			})
		})
	})
	return b.Bytes()
}

func responseData(issuer, signer *x509.Certificate, serial *big.Int, a Answer) ([]byte, error) {
	_, keyHash, err := issuerHashes(signer, crypto.SHA1)
	if err != nil {
		return nil, err
	}
	produced := a.ProducedAt
	if produced.IsZero() {
		produced = time.Now()
	}
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		if a.ByKey {
			b.AddASN1(explicit(2), func(b *cryptobyte.Builder) { b.AddASN1OctetString(keyHash) })
		} else {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { b.AddBytes(signer.RawSubject) })
		}
		b.AddASN1GeneralizedTime(produced.UTC())
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			for _, other := range a.Before {
				named := issuer
				if other.Issuer != nil {
					named = other.Issuer
				}
				addSingle(b, named, other.Cert.SerialNumber, other.Answer.complete(a.Hash))
			}
			addSingle(b, issuer, serial, a)
		})
		if len(a.Extensions) > 0 {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { b.MarshalASN1(a.Extensions) })
		}
	})
	return b.Bytes()
}

func addSingle(b *cryptobyte.Builder, issuer *x509.Certificate, serial *big.Int, a Answer) {
	hashes := map[crypto.Hash]asn1.ObjectIdentifier{
		crypto.SHA1:   {1, 3, 14, 3, 2, 26},
		crypto.SHA256: {2, 16, 840, 1, 101, 3, 4, 2, 1},
		crypto.SHA384: {2, 16, 840, 1, 101, 3, 4, 2, 2},
		crypto.SHA512: {2, 16, 840, 1, 101, 3, 4, 2, 3},
	}
	name, key, err := issuerHashes(issuer, a.Hash)
	if err != nil {
		b.SetError(err)
		return
	}
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			b.MarshalASN1(pkix.AlgorithmIdentifier{Algorithm: hashes[a.Hash], Parameters: asn1.NullRawValue})
			b.AddASN1OctetString(name)
			b.AddASN1OctetString(key)
			b.AddASN1BigInt(serial)
		})
		addStatus(b, a)
		b.AddASN1GeneralizedTime(a.ThisUpdate.UTC())
		if !a.NextUpdate.IsZero() {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1GeneralizedTime(a.NextUpdate.UTC()) })
		}
	})
}

func addStatus(b *cryptobyte.Builder, a Answer) {
	switch a.Status {
	case ocsp.Good, ocsp.Unknown:
		b.AddASN1(der.Tag(a.Status).ContextSpecific(), func(*cryptobyte.Builder) {})
	case ocsp.Revoked:
		b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
			b.AddASN1GeneralizedTime(a.RevokedAt.UTC())
			if a.Reason != 0 {
				b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1Enum(int64(a.Reason)) })
			}
		})
	default:
		b.SetError(fmt.Errorf("OCSP status %d", a.Status))
	}
}

// signResponse signs with a key of any kind. The AlgorithmIdentifier is taken
// from a certificate that crypto/x509 signs in the same way, so that its
// encoding is not our own opinion.
func signResponse(tbs []byte, key crypto.Signer, algorithm x509.SignatureAlgorithm) (identifier, signature []byte, err error) {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), SignatureAlgorithm: algorithm}
	model, err := sign(template, template, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	input := cryptobyte.String(model.Raw)
	var cert, id cryptobyte.String
	if !input.ReadASN1(&cert, der.SEQUENCE) || !cert.SkipASN1(der.SEQUENCE) || !cert.ReadASN1Element(&id, der.SEQUENCE) {
		return nil, nil, fmt.Errorf("no AlgorithmIdentifier for %v", algorithm)
	}
	digest, options := tbs, signerOptions(model.SignatureAlgorithm)
	if hash := options.HashFunc(); hash != 0 {
		h := hash.New()
		h.Write(tbs)
		digest = h.Sum(nil)
	}
	signature, err = key.Sign(rand.Reader, digest, options)
	return bytes.Clone(id), signature, err
}

func signerOptions(algorithm x509.SignatureAlgorithm) crypto.SignerOpts {
	pss := func(hash crypto.Hash) crypto.SignerOpts {
		return &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: hash}
	}
	switch algorithm {
	case x509.PureEd25519:
		return crypto.Hash(0)
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1:
		return crypto.SHA1
	case x509.SHA384WithRSA, x509.ECDSAWithSHA384:
		return crypto.SHA384
	case x509.SHA512WithRSA, x509.ECDSAWithSHA512:
		return crypto.SHA512
	case x509.SHA256WithRSAPSS:
		return pss(crypto.SHA256)
	case x509.SHA384WithRSAPSS:
		return pss(crypto.SHA384)
	case x509.SHA512WithRSAPSS:
		return pss(crypto.SHA512)
	}
	return crypto.SHA256
}
