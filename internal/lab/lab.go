package lab

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/readfile"
)

// backendTimeout bounds the look whether a given backend is there.
const backendTimeout = 3 * time.Second

// Options say where a lab works and what its endpoints lead to.
type Options struct {
	Dir       string     // gets ca.pem, client.pem and client.key, in place of an earlier lab's alone; must exist
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

	root         *Authority
	intermediate *Authority
	others       map[string]*Authority // by their names in [issuers]
	stages       map[string]*Stage     // by the kind of their issuer's key
	responder    *Responder
	backend      string
	closers      []func()
}

// Start sets the scenarios up. The caller closes the lab.
func Start(o Options) (*Lab, error) {
	l := &Lab{backend: o.Backend, others: map[string]*Authority{}, stages: map[string]*Stage{}}
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
	l.responder.Add(l.root)
	l.intermediate, err = l.below(l.root, "good", ocsp.Good, nil)
	return err
}

// below makes an intermediate about which the responder says the status.
func (l *Lab) below(above *Authority, name string, status int, change func(*x509.Certificate)) (*Authority, error) {
	a, err := above.NewIntermediateWith("vkcheck lab "+name+" intermediate", func(c *x509.Certificate) {
		c.OCSPServer = []string{l.responder.URL()}
		if change != nil {
			change(c)
		}
	})
	if err != nil {
		return nil, err
	}
	l.responder.Add(a)
	l.responder.Set(a.Cert, Answer{Status: status})
	return a, nil
}

func (l *Lab) writeFiles(dir string) error {
	l.CAFile = filepath.Join(dir, "ca.pem")
	if err := l.spare(l.CAFile, filepath.Join(dir, "client.pem"), filepath.Join(dir, "client.key")); err != nil {
		return err
	}
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

// spare is an error where some files are there, of which the first tells that they are
// not an earlier lab's.
func (l *Lab) spare(files ...string) error {
	held, _ := readfile.AtMost(files[0], maxCA)
	if block, _ := pem.Decode(held); block != nil {
		if ca, err := x509.ParseCertificate(block.Bytes); err == nil && bytes.Equal(ca.RawSubject, l.root.Cert.RawSubject) {
			return nil
		}
	}
	for _, name := range files {
		if _, err := os.Lstat(name); err == nil {
			return fmt.Errorf("%s is there and no lab's, and would be replaced: name another directory", name)
		}
	}
	return nil
}

// maxCA is more than the certificate of a lab takes.
const maxCA = 64 << 10

// endpoint sets one scenario up and gives its address: from the backend on to
// what the client meets first.
func (l *Lab) endpoint(s Scenario) (addr string, err error) {
	if s.Server.Closed {
		return l.refusing()
	}
	addr = l.backend
	if s.Server.Password != "" {
		if addr, err = l.startBackend(s.Server.Password); err != nil {
			return "", err
		}
	}
	if addr, err = l.between(s.Server.Behind, addr); err != nil {
		return "", err
	}
	if !s.Server.Plain {
		if addr, err = l.front(s, addr); err != nil {
			return "", err
		}
	}
	return l.between(s.Server.Before, addr)
}

// between puts a plan before an address, if there is one.
func (l *Lab) between(plan func(addr string) Plan, addr string) (string, error) {
	if plan == nil {
		return addr, nil
	}
	f, err := StartFault(plan(addr))
	if err != nil {
		return "", err
	}
	l.closers = append(l.closers, f.Close)
	return f.Addr(), nil
}

func (l *Lab) front(s Scenario, backend string) (string, error) {
	certificate, err := l.certificate(s)
	if err != nil {
		return "", err
	}
	front := FrontOptions{Certificate: certificate, Backend: backend, MaxVersion: s.Server.Version}
	if s.Server.Version != 0 {
		front.MinVersion = tls.VersionTLS10
	}
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
