package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"math"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// revocationList is a CRL (RFC 5280 5.1) that was read and not judged. It
// is not changed after that.
type revocationList struct {
	version    int    // 1 or 2
	issuer     []byte // DER of the Name
	thisUpdate time.Time
	nextUpdate time.Time // zero if absent
	entries    crlEntries
	extensions []pkix.Extension

	algorithm x509.SignatureAlgorithm
	signed    []byte // the hash of what was signed, or itself where the algorithm hashes nothing
	signature []byte
}

// readCRL reads a CRL as a stream, strictly: DER or PEM, nothing after it. It
// keeps the entries of one serial number (the content of the INTEGER), or
// all if that is nil. Every error is a [*SourceError]; errors of the reader
// that are none yet are crl-fetch-failed.
func readCRL(r io.Reader, serial []byte) (*revocationList, error) {
	s := newDERStream(openCRL(r))
	list := &revocationList{version: 1, entries: crlEntries{wanted: serial}}
	err := list.read(s)
	if s.signed != nil {
		list.signed = s.signed.sum()
	}
	if err != nil {
		return nil, readFault(s.err, err)
	}
	return list, nil
}

// readFault blames the reader for an error of reading, if it is to blame.
func readFault(reader, err error) error {
	var known *SourceError
	var failed *fetchError
	var corrupt base64.CorruptInputError
	switch {
	case errors.As(reader, &known):
		return known
	case errors.As(reader, &failed):
		return &SourceError{Code: CodeCRLFetchFailed, Err: reader}
	case reader == nil, errors.Is(reader, io.EOF), errors.Is(reader, io.ErrUnexpectedEOF), errors.As(reader, &corrupt):
		return err
	}
	return &SourceError{Code: CodeCRLFetchFailed, Err: reader}
}

func malformedCRL(what string) error { return reject(CodeCRLMalformed, "CRL: malformed %s", what) }

// read reads CertificateList.
func (l *revocationList) read(s *derStream) error {
	end, ok := s.enter(math.MaxInt64)
	if !ok {
		return malformedCRL("CertificateList")
	}
	s.beginSigned()
	algorithm, err := l.readTBS(s, end)
	if err != nil {
		return err
	}
	s.endSigned()
	outer, _, ok := s.element(der.SEQUENCE)
	if !ok || !bytes.Equal(outer, algorithm) { // RFC 5280 5.1.1.2
		return malformedCRL("signatureAlgorithm")
	}
	whole, _, ok := s.element(der.BIT_STRING)
	bits := cryptobyte.String(whole)
	if !ok || !readSignature(&bits, &l.signature) || s.position() != end {
		return malformedCRL("signature")
	}
	l.signature = bytes.Clone(l.signature)
	if !s.atEnd() {
		return reject(CodeCRLMalformed, "CRL: bytes follow it")
	}
	return nil
}

// readTBS reads TBSCertList and gives its AlgorithmIdentifier.
func (l *revocationList) readTBS(s *derStream, limit int64) (algorithm []byte, err error) {
	start := s.position()
	end, ok := s.enter(limit)
	if !ok {
		return nil, malformedCRL("TBSCertList")
	}
	if s.tag(end) == der.INTEGER {
		if _, version, ok := s.element(der.INTEGER); !ok || !bytes.Equal(version, []byte{1}) {
			return nil, malformedCRL("version")
		}
		l.version = 2
	}
	whole, content, ok := s.element(der.SEQUENCE)
	if !ok {
		return nil, malformedCRL("signature AlgorithmIdentifier")
	}
	algorithm = bytes.Clone(whole)
	if s.signed, err = l.readAlgorithm(bytes.Clone(content), int(end-start)); err != nil {
		return nil, err
	}
	if err := l.readHead(s, end); err != nil {
		return nil, err
	}
	if err := l.readLists(s, end); err != nil {
		return nil, err
	}
	if s.position() != end {
		return nil, malformedCRL("TBSCertList")
	}
	return algorithm, nil
}

// readAlgorithm gives what must see the signed bytes, which are so many.
func (l *revocationList) readAlgorithm(content cryptobyte.String, length int) (signedPart, error) {
	oid, algorithm, ok := readSignatureAlgorithm(content)
	if !ok {
		return nil, malformedCRL("signature AlgorithmIdentifier")
	}
	l.algorithm = algorithm
	switch h := signatureHashes[algorithm]; {
	case h != 0:
		return newHashedPart(h, length), nil
	case algorithm == x509.PureEd25519:
		return &signedBytes{length: length}, nil
	case algorithm == x509.MD5WithRSA:
		return nil, reject(CodeCRLSignatureMD5, "CRL is signed with MD5")
	}
	return nil, reject(CodeCRLSignatureAlgorithmUnsupported, "CRL is signed with the unknown algorithm %v", oid)
}

// readHead reads issuer, thisUpdate and nextUpdate.
func (l *revocationList) readHead(s *derStream, end int64) error {
	issuer, _, ok := s.element(der.SEQUENCE)
	if !ok {
		return malformedCRL("issuer")
	}
	l.issuer = bytes.Clone(issuer)
	if l.thisUpdate, ok = readCRLTime(s, end); !ok {
		return malformedCRL("thisUpdate")
	}
	if tag := s.tag(end); tag == der.UTCTime || tag == der.GeneralizedTime {
		if l.nextUpdate, ok = readCRLTime(s, end); !ok {
			return malformedCRL("nextUpdate")
		}
	}
	return nil
}

// readLists reads revokedCertificates and crlExtensions. An empty list of the
// former is to be left out (RFC 5280 5.1.2.6); cfssl and others that make CRLs
// by Go's first function for it write it as long as nobody is revoked, and
// there is no doubt about what it says.
func (l *revocationList) readLists(s *derStream, end int64) error {
	if s.tag(end) == der.SEQUENCE {
		listEnd, ok := s.enter(end)
		if !ok {
			return malformedCRL("revokedCertificates")
		}
		if !l.entries.read(s, listEnd, l.version) {
			return malformedCRL("entry in revokedCertificates")
		}
	}
	explicit := der.Tag(0).ContextSpecific().Constructed()
	if l.version == 1 || s.tag(end) != explicit {
		return nil
	}
	_, content, ok := s.element(explicit)
	if !ok {
		return malformedCRL("crlExtensions")
	}
	if l.extensions, ok = readCRLExtensions(bytes.Clone(content)); !ok {
		return malformedCRL("crlExtensions")
	}
	return nil
}

// isDelta says whether the CRL lists only what has changed since another (RFC
// 5280 5.2.4).
func (l *revocationList) isDelta() bool {
	_, delta := valueOf(l.extensions, oidDelta)
	return delta
}

// signatureHashes are the hashes of the algorithms that sign a hash.
var signatureHashes = map[x509.SignatureAlgorithm]crypto.Hash{
	x509.SHA1WithRSA:      crypto.SHA1,
	x509.SHA256WithRSA:    crypto.SHA256,
	x509.SHA384WithRSA:    crypto.SHA384,
	x509.SHA512WithRSA:    crypto.SHA512,
	x509.SHA256WithRSAPSS: crypto.SHA256,
	x509.SHA384WithRSAPSS: crypto.SHA384,
	x509.SHA512WithRSAPSS: crypto.SHA512,
	x509.ECDSAWithSHA1:    crypto.SHA1,
	x509.ECDSAWithSHA256:  crypto.SHA256,
	x509.ECDSAWithSHA384:  crypto.SHA384,
	x509.ECDSAWithSHA512:  crypto.SHA512,
}
