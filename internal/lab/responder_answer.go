package lab

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/crypto/ocsp"
)

// answer gives what to say to an OCSP request, and how.
func (r *Responder) answer(req *http.Request) (Answer, []byte) {
	der, err := readRequest(req)
	if err != nil {
		return Answer{}, ocsp.MalformedRequestErrorResponse
	}
	issuer, answer, request, err := r.find(der)
	switch {
	case err != nil:
		return Answer{}, ocsp.MalformedRequestErrorResponse
	case issuer == nil:
		return Answer{}, ocsp.UnauthorizedErrorResponse
	case answer.Raw != nil || answer.HTTPStatus >= 300:
		return answer, answer.Raw
	case answer.BySHA256Alone && request.HashAlgorithm != crypto.SHA256:
		return answer, ocsp.UnauthorizedErrorResponse
	}
	if answer.EchoNonce {
		answer.Extensions = append(slices.Clone(answer.Extensions), requestExtensions(der)...)
	}
	body, err := respond(issuer, request.SerialNumber, request.HashAlgorithm, answer)
	if err != nil {
		return Answer{}, ocsp.InternalErrorErrorResponse
	}
	return answer, body
}

// find gives the issuer that a request asks, nil if it is none of ours, and
// the answer about the serial.
func (r *Responder) find(der []byte) (*Authority, Answer, *ocsp.Request, error) {
	request, err := ocsp.ParseRequest(der)
	if err != nil {
		return nil, Answer{}, nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, issuer := range r.issuers {
		name, key, err := issuerHashes(issuer.Cert, request.HashAlgorithm)
		if err != nil {
			return nil, Answer{}, nil, err
		}
		if !bytes.Equal(name, request.IssuerNameHash) || !bytes.Equal(key, request.IssuerKeyHash) {
			continue
		}
		return issuer, r.next(answerKey(issuer.Cert.RawSubject, request.SerialNumber)), request, nil
	}
	return nil, Answer{}, request, nil
}

// next gives the answer about a serial that is due; r.mu is held.
func (r *Responder) next(key string) Answer {
	answer, ok := r.answers[key]
	if !ok {
		return Answer{Status: ocsp.Unknown}
	}
	if first := answer.First; first != nil {
		answer.First = nil
		r.answers[key] = answer
		return *first
	}
	return answer
}

// readRequest takes the DER from a POST's body or from a GET's path
// (RFC 6960 A.1: base64, then percent-encoded).
func readRequest(req *http.Request) ([]byte, error) {
	switch req.Method {
	case http.MethodPost:
		return io.ReadAll(io.LimitReader(req.Body, 64<<10))
	case http.MethodGet:
		// RequestURI and not URL.Path, which may have been cleaned.
		text, err := url.PathUnescape(strings.TrimPrefix(req.RequestURI, "/"))
		if err != nil {
			return nil, err
		}
		return base64.StdEncoding.DecodeString(text)
	}
	return nil, errors.New("neither GET nor POST")
}

// requestExtensions gives those of an OCSPRequest, which x/crypto does not
// read.
func requestExtensions(request []byte) []pkix.Extension {
	tbs := ReadNode(request).At(0)
	last := tbs.At(len(tbs.Kids) - 1)
	if last.Tag != explicit(2) {
		return nil
	}
	raw, err := last.At(0).Bytes()
	if err != nil {
		return nil
	}
	var extensions []pkix.Extension
	if _, err := asn1.Unmarshal(raw, &extensions); err != nil {
		return nil
	}
	return extensions
}

// issuerHashes gives the two hashes of a CertID (RFC 6960 4.1.1).
func issuerHashes(issuer *x509.Certificate, hash crypto.Hash) (name, key []byte, err error) {
	if !hash.Available() {
		return nil, nil, fmt.Errorf("hash %v is not available", hash)
	}
	var info struct {
		Algorithm asn1.RawValue
		PublicKey asn1.BitString
	}
	if _, err := asn1.Unmarshal(issuer.RawSubjectPublicKeyInfo, &info); err != nil {
		return nil, nil, err
	}
	h := hash.New()
	h.Write(issuer.RawSubject)
	name = h.Sum(nil)
	h.Reset()
	h.Write(info.PublicKey.RightAlign())
	return name, h.Sum(nil), nil
}

func answerKey(issuerName []byte, serial *big.Int) string {
	return string(issuerName) + "\x00" + serial.Text(16)
}
