package lab

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
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

	BySHA256Alone bool // "unauthorized" where the request names the certificate by SHA-1

	First *Answer // given to the first request, before this one

	Raw []byte // sent as it is instead of an OCSP response
	Delivery
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
	files    map[string]Answer // by path: Raw, and how it is delivered
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
		files:    map[string]Answer{},
	}
	// The handler is called directly: http.ServeMux would merge the "//" that
	// base64 may contain.
	r.server = &http.Server{Handler: http.HandlerFunc(r.handle), ReadHeaderTimeout: 10 * time.Second, ConnState: r.count}
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
	return r.serve(name+".cer", Answer{Raw: cert.Raw, Delivery: Delivery{ContentType: certType}})
}

// serve serves the answer's Raw, as the answer says, and gives its URL.
func (r *Responder) serve(file string, a Answer) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files["/"+file] = a
	return r.URL() + "/" + file
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

func (r *Responder) handle(w http.ResponseWriter, req *http.Request) {
	if file, ok := r.file(req.URL.Path); ok {
		file.send(w, req, file.Raw)
		return
	}
	answer, body := r.answer(req)
	answer.send(w, req, body)
}

// file gives what is served at a path: what names a CRL or a certificate and
// is none is not found, all else is an OCSP request.
func (r *Responder) file(path string) (Answer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	file, ok := r.files[path]
	if !ok && (strings.HasSuffix(path, ".crl") || strings.HasSuffix(path, ".cer")) {
		return Answer{Delivery: Delivery{HTTPStatus: http.StatusNotFound}}, true
	}
	if !ok {
		r.requests++
	}
	return file, ok
}
