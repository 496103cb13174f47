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
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Answer is what the responder says about one certificate. The zero value is
// "good", just issued and valid for an hour, signed by the issuer.
type Answer struct {
	Status       int       // ocsp.Good, ocsp.Revoked or ocsp.Unknown
	RevokedAt    time.Time // default for a revoked one: an hour ago
	Reason       int       // CRLReason (RFC 5280 5.3.1); 0 is left out
	ThisUpdate   time.Time // default: a minute ago
	NextUpdate   time.Time // default: in an hour
	NoNextUpdate bool      // leaves nextUpdate out
	ProducedAt   time.Time // default: now
	Signer       *Leaf     // the delegate that signs and is enclosed; nil for the issuer

	// What x/crypto's CreateResponse cannot say, see buildResponse.
	ByKey      bool                    // ResponderID by key hash instead of by name
	Hash       crypto.Hash             // of the CertID; default the request's, SHA-1 in a staple
	Algorithm  x509.SignatureAlgorithm // default: what suits the key, with SHA-256
	Before     []Single                // other answers in the same response, before this one
	Enclose    []*x509.Certificate     // certificates enclosed before the signer's
	Extensions []pkix.Extension        // responseExtensions
	Edit       func(data *Node)        // changes ResponseData before it is signed
	EchoNonce  bool                    // puts the request's nonce into the response

	Raw         []byte            // sent as it is instead of an OCSP response
	HTTPStatus  int               // default 200
	ContentType string            // default application/ocsp-response
	Header      map[string]string // further HTTP headers
	Redirect    string            // Location, for an HTTPStatus of 3xx
	Delay       time.Duration     // before it answers
	Hang        bool              // never answers: holds the request until the client gives up
}

// Responder is an OCSP responder and a server of issuer certificates on a
// loopback port of its own. It is safe for concurrent use.
type Responder struct {
	listener net.Listener
	server   *http.Server
	served   chan struct{}

	mu       sync.Mutex
	issuers  []*Authority
	answers  map[string]Answer // by issuer and serial, see answerKey
	files    map[string][]byte // by path
	requests int
	opened   int // connections
}

// StartResponder listens on 127.0.0.1 on a free port. Close ends it.
func StartResponder() (*Responder, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // binds at once
	if err != nil {
		return nil, fmt.Errorf("responder: %w", err)
	}
	r := &Responder{
		listener: listener,
		served:   make(chan struct{}),
		answers:  map[string]Answer{},
		files:    map[string][]byte{},
	}
	// The handler is called directly: http.ServeMux would merge the "//" that
	// base64 may contain.
	r.server = &http.Server{Handler: http.HandlerFunc(r.serve), ReadHeaderTimeout: 10 * time.Second, ConnState: r.count}
	go func() {
		defer close(r.served)
		_ = r.server.Serve(listener) // always ends with ErrServerClosed
	}()
	return r, nil
}

// URL is the responder's address as a certificate's AIA extension names it.
func (r *Responder) URL() string { return "http://" + r.listener.Addr().String() }

// Close ends the responder and every request that it holds.
func (r *Responder) Close() error {
	err := r.server.Close()
	<-r.served
	return err
}

// Add makes the responder answer for issuer's certificates: "unknown" for
// every serial without a [Responder.Set]. For other issuers it answers
// "unauthorized".
func (r *Responder) Add(issuer *Authority) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.issuers = append(r.issuers, issuer)
}

// Set decides what is answered about cert from now on.
func (r *Responder) Set(cert *x509.Certificate, a Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[answerKey(cert.RawIssuer, cert.SerialNumber)] = a
}

// ServeIssuer serves cert as DER at /name.cer and gives the URL.
func (r *Responder) ServeIssuer(name string, cert *x509.Certificate) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files["/"+name+".cer"] = cert.Raw
	return r.URL() + "/" + name + ".cer"
}

// Requests counts the OCSP requests so far, without those for issuers.
func (r *Responder) Requests() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests
}

// Connections counts those made so far.
func (r *Responder) Connections() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.opened
}

func (r *Responder) count(_ net.Conn, state http.ConnState) {
	if state == http.StateNew {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.opened++
	}
}

// Staple makes the DER of an OCSP response about cert with a SHA-1 CertID,
// as a server would staple it.
func Staple(issuer *Authority, cert *x509.Certificate, a Answer) ([]byte, error) {
	if a.Raw != nil {
		return a.Raw, nil
	}
	return respond(issuer, cert.SerialNumber, crypto.SHA1, a)
}

func (r *Responder) serve(w http.ResponseWriter, req *http.Request) {
	isCRL := strings.HasSuffix(req.URL.Path, ".crl")
	if der, ok := r.file(req.URL.Path); ok {
		contentType := "application/pkix-cert" // RFC 5280 4.2.2.1 and 4.2.1.13
		if isCRL {
			contentType = "application/pkix-crl"
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(der)
		return
	} else if isCRL {
		http.NotFound(w, req)
		return
	}
	der, err := readRequest(req)
	if err != nil {
		writeOCSP(w, ocsp.MalformedRequestErrorResponse)
		return
	}
	issuer, answer, request, err := r.find(der)
	switch {
	case err != nil:
		writeOCSP(w, ocsp.MalformedRequestErrorResponse)
		return
	case issuer == nil:
		writeOCSP(w, ocsp.UnauthorizedErrorResponse)
		return
	case answer.Hang:
		<-req.Context().Done()
		return
	}
	time.Sleep(answer.Delay)
	body := answer.Raw
	if answer.EchoNonce {
		answer.Extensions = append(slices.Clone(answer.Extensions), requestExtensions(der)...)
	}
	if body == nil {
		body, err = respond(issuer, request.SerialNumber, request.HashAlgorithm, answer)
		if err != nil {
			writeOCSP(w, ocsp.InternalErrorErrorResponse)
			return
		}
	}
	w.Header().Set("Content-Type", firstOf(answer.ContentType, "application/ocsp-response"))
	for name, value := range answer.Header {
		w.Header().Set(name, value)
	}
	if answer.Redirect != "" {
		w.Header().Set("Location", answer.Redirect)
	}
	if answer.HTTPStatus != 0 {
		w.WriteHeader(answer.HTTPStatus)
	}
	_, _ = w.Write(body)
}

func (r *Responder) file(path string) ([]byte, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	der, ok := r.files[path]
	if !ok && !strings.HasSuffix(path, ".crl") {
		r.requests++
	}
	return der, ok
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
		answer, ok := r.answers[answerKey(issuer.Cert.RawSubject, request.SerialNumber)]
		if !ok {
			answer = Answer{Status: ocsp.Unknown}
		}
		return issuer, answer, request, nil
	}
	return nil, Answer{}, request, nil
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

func writeOCSP(w http.ResponseWriter, der []byte) {
	w.Header().Set("Content-Type", "application/ocsp-response")
	_, _ = w.Write(der)
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

func firstOf(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
