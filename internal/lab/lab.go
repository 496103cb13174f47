package lab

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ocsp"
)

// backendTimeout bounds the look whether a given backend is there.
const backendTimeout = 3 * time.Second

// Options say where a lab works and what its endpoints lead to.
type Options struct {
	Dir       string     // gets ca.pem, client.pem and client-key.pem; must exist
	Backend   string     // host:port that speaks plain RESP; an embedded server if empty
	Scenarios []Scenario // those to set up
}

// Endpoint is a scenario that can be dialled.
type Endpoint struct {
	Scenario
	Addr string // host:port on loopback
}

// Lab is a set of running endpoints below one authority.
type Lab struct {
	CAFile     string // the root, PEM
	ClientCert string // a client certificate that the endpoints accept, PEM
	ClientKey  string
	Endpoints  []Endpoint

	root          *Authority
	intermediate  *Authority
	revokedIssuer *Authority
	foreign       *Authority        // an intermediate below a root that is not in CAFile
	stages        map[string]*Stage // by the kind of their issuer's key
	responder     *Responder
	backend       string
	closers       []func()
}

// Start sets the scenarios up. The caller closes the lab.
func Start(o Options) (*Lab, error) {
	l := &Lab{backend: o.Backend, stages: map[string]*Stage{}}
	if err := l.start(o); err != nil {
		l.Close()
		return nil, fmt.Errorf("lab: %w", err)
	}
	return l, nil
}

// Close ends every listener of the lab and waits for them.
func (l *Lab) Close() {
	for _, closer := range l.closers {
		closer()
	}
	l.closers = nil
}

func (l *Lab) start(o Options) error {
	responder, err := StartResponder()
	if err != nil {
		return err
	}
	l.responder = responder
	l.closers = append(l.closers, func() { _ = responder.Close() })
	if l.backend == "" {
		l.backend, err = l.startBackend("")
	} else {
		err = reachable(l.backend)
	}
	if err != nil {
		return err
	}
	if err := l.authorities(); err != nil {
		return err
	}
	if err := l.writeFiles(o.Dir); err != nil {
		return err
	}
	for _, s := range o.Scenarios {
		addr, err := l.endpoint(s)
		if err != nil {
			return fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		l.Endpoints = append(l.Endpoints, Endpoint{s, addr})
	}
	return nil
}

func (l *Lab) startBackend(password string) (string, error) {
	b, err := StartBackend()
	if err != nil {
		return "", err
	}
	if password != "" {
		b.RequirePassword(password)
	}
	l.closers = append(l.closers, b.Close)
	return b.Addr(), nil
}

func (l *Lab) authorities() error {
	var err error
	if l.root, err = NewRoot("vkcheck lab root"); err != nil {
		return err
	}
	foreignRoot, err := NewRoot("vkcheck lab foreign root")
	if err != nil {
		return err
	}
	l.responder.Add(l.root)
	l.responder.Add(foreignRoot)
	if l.intermediate, err = l.newIntermediate(l.root, "vkcheck lab intermediate", ocsp.Good); err != nil {
		return err
	}
	if l.foreign, err = l.newIntermediate(foreignRoot, "vkcheck lab foreign intermediate", ocsp.Good); err != nil {
		return err
	}
	l.revokedIssuer, err = l.newIntermediate(l.root, "vkcheck lab revoked intermediate", ocsp.Revoked)
	return err
}

func (l *Lab) newIntermediate(root *Authority, name string, status int) (*Authority, error) {
	a, err := root.NewIntermediate(name, l.responder.URL(), "")
	if err != nil {
		return nil, err
	}
	l.responder.Add(a)
	l.responder.Set(a.Cert, Answer{Status: status})
	return a, nil
}

func (l *Lab) writeFiles(dir string) error {
	l.CAFile = filepath.Join(dir, "ca.pem")
	if err := l.root.WriteFile(l.CAFile); err != nil {
		return err
	}
	client, err := l.intermediate.Issue(LeafOptions{CommonName: "vkcheck lab client", Names: []string{"client.example"}, ClientAuth: true})
	if err != nil {
		return err
	}
	l.ClientCert, l.ClientKey, err = client.WriteFiles(dir, "client")
	return err
}

// endpoint sets one scenario up and gives its address.
func (l *Lab) endpoint(s Scenario) (string, error) {
	if s.Server.Closed {
		return l.refusing()
	}
	backend := l.backend
	if s.Server.Password != "" {
		var err error
		if backend, err = l.startBackend(s.Server.Password); err != nil {
			return "", err
		}
	}
	if s.Server.Plain {
		return backend, nil
	}
	certificate, err := l.certificate(s)
	if err != nil {
		return "", err
	}
	front := FrontOptions{Certificate: certificate, Backend: backend}
	if s.Certificate.DemandsClientCerts {
		front.RequireClientCert = true
		front.ClientCAs = x509.NewCertPool()
		front.ClientCAs.AddCert(l.root.Cert)
	}
	f, err := StartFront(front)
	if err != nil {
		return "", err
	}
	l.closers = append(l.closers, f.Close)
	return f.Addr(), nil
}

// certificate is what the scenario's front shows.
func (l *Lab) certificate(s Scenario) (tls.Certificate, error) {
	if s.Staple.Forgery+s.Responder.Forgery != "" {
		return l.forge(s)
	}
	issuer := l.issuer(s.Certificate)
	leaf, err := l.leaf(s, issuer)
	if err != nil {
		return tls.Certificate{}, err
	}
	certificate := leaf.TLS()
	certificate.OCSPStaple, err = s.staple(issuer, leaf)
	return certificate, err
}

func (l *Lab) issuer(c Certificate) *Authority {
	switch {
	case c.ForeignCA:
		return l.foreign
	case c.RevokedIssuer:
		return l.revokedIssuer
	}
	return l.intermediate
}

func (l *Lab) leaf(s Scenario, issuer *Authority) (*Leaf, error) {
	o := LeafOptions{Names: []string{"localhost", "127.0.0.1"}, CommonName: s.Name + ".lab.example", MustStaple: s.Certificate.MustStaple}
	if s.Certificate.Name != "" {
		o.Names = []string{s.Certificate.Name}
	}
	if s.Certificate.From != 0 || s.Certificate.Until != 0 {
		o.NotBefore, o.NotAfter = time.Now().Add(s.Certificate.From), time.Now().Add(s.Certificate.Until)
	}
	if !s.Certificate.NoResponder {
		url := l.responder.URL()
		if s.Responder.Down {
			addr, err := l.refusing()
			if err != nil {
				return nil, err
			}
			url = "http://" + addr
		}
		o.OCSP = []string{url}
		o.IssuerURLs = []string{l.responder.ServeIssuer("issuer-"+issuer.Cert.SerialNumber.Text(16), issuer.Cert)}
	}
	if s.CRL.Named {
		o.CRLs = []string{l.responder.CRLURL(s.Name)}
	}
	if s.CRL.Instead {
		o.OCSP = nil
	}
	leaf, err := issuer.Issue(o)
	if err != nil {
		return nil, err
	}
	if err := l.serveCRL(s, issuer, leaf); err != nil {
		return nil, err
	}
	if s.Certificate.OmitIntermediate {
		leaf.Chain = leaf.Chain[:1]
	}
	l.responder.Set(leaf.Cert, s.Responder.Answer)
	return leaf, nil
}

// staple makes the scenario's staple, nil for none.
func (s Scenario) staple(issuer *Authority, leaf *Leaf) ([]byte, error) {
	if s.Staple.Answer == nil {
		return nil, nil
	}
	answer := *s.Staple.Answer
	if s.Staple.Expired {
		answer.ThisUpdate = time.Now().Add(-72 * time.Hour)
		answer.NextUpdate = time.Now().Add(-24 * time.Hour)
	}
	if s.Staple.Forged {
		impostor, err := NewRoot(issuer.Cert.Subject.CommonName)
		if err != nil {
			return nil, err
		}
		// The impostor's key under the issuer's name, for the issuer's CertID.
		issuer = &Authority{Cert: issuer.Cert, Key: impostor.Key}
	}
	return Staple(issuer, leaf.Cert, answer)
}

// reachable says whether a backend takes connections.
func reachable(addr string) error {
	c, err := net.DialTimeout("tcp", addr, backendTimeout)
	if err != nil {
		return fmt.Errorf("backend: %w", err)
	}
	return c.Close()
}

// refusing is an address that refuses connections as long as the lab stands.
func (l *Lab) refusing() (string, error) {
	r, err := StartRefusing()
	if err != nil {
		return "", err
	}
	l.closers = append(l.closers, r.Close)
	return r.Addr(), nil
}
