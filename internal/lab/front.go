package lab

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// frontLinger is how long a front reads on after a failed handshake: a close
// with unread bytes would be a reset, and take the alert with it.
const frontLinger = time.Second

// FrontOptions say what a [Front] shows and where it leads.
type FrontOptions struct {
	Certificate       tls.Certificate // what it shows; its OCSPStaple is stapled where set
	ClientCAs         *x509.CertPool  // asks for a client certificate and verifies it, where set
	RequireClientCert bool            // refuses clients without a certificate
	MinVersion        uint16          // TLS 1.0 and up; Go's default if 0
	MaxVersion        uint16          // the newest if 0
	Backend           string          // host:port that speaks plain text
}

// Front is a TLS listener on loopback that passes the bytes on to a plain
// backend, like stunnel before an old server.
type Front struct {
	*doors
	config  *tls.Config
	backend string
}

// StartFront listens with TLS on a free loopback port before o.Backend.
func StartFront(o FrontOptions) (*Front, error) {
	if o.Backend == "" {
		return nil, errors.New("front: no backend")
	}
	if len(o.Certificate.Certificate) == 0 {
		return nil, errors.New("front: no certificate")
	}
	d, err := listen()
	if err != nil {
		return nil, err
	}
	f := &Front{d, frontConfig(o), o.Backend}
	d.open(f.serve)
	return f, nil
}

func frontConfig(o FrontOptions) *tls.Config {
	c := &tls.Config{
		Certificates: []tls.Certificate{o.Certificate},
		ClientCAs:    o.ClientCAs,
		MinVersion:   o.MinVersion,
		MaxVersion:   o.MaxVersion,
	}
	switch {
	case o.RequireClientCert && o.ClientCAs != nil:
		c.ClientAuth = tls.RequireAndVerifyClientCert
	case o.RequireClientCert:
		c.ClientAuth = tls.RequireAnyClientCert
	case o.ClientCAs != nil:
		c.ClientAuth = tls.VerifyClientCertIfGiven
	}
	return c
}

func (f *Front) serve(raw net.Conn) {
	defer raw.Close()
	stop := context.AfterFunc(f.ctx, func() { _ = raw.Close() })
	defer stop()
	client := tls.Server(raw, f.config)
	if err := client.HandshakeContext(f.ctx); err != nil {
		linger(raw)
		return
	}
	server, err := new(net.Dialer).DialContext(f.ctx, "tcp", f.backend)
	if err != nil {
		return
	}
	defer server.Close()
	stopServer := context.AfterFunc(f.ctx, func() { _ = server.Close() })
	defer stopServer()
	join(client, server)
}

// linger lets the client read the alert before the connection goes.
func linger(raw net.Conn) {
	if half, ok := raw.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = raw.SetReadDeadline(time.Now().Add(frontLinger))
	_, _ = io.Copy(io.Discard, raw)
}

// join copies both ways until either side ends, then ends both.
func join(client, server net.Conn) {
	var up sync.WaitGroup
	up.Go(func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	})
	_, _ = io.Copy(client, server)
	_ = client.Close()
	up.Wait()
}
