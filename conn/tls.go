package conn

import (
	"context"
	"crypto/tls"
	"errors"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// handshake goes through the TLS handshake and judges the server's chain.
func (l *link) handshake(ctx context.Context) error {
	s := l.rec.begin(PhaseTLS, l.peer.Addr)
	armed := l.arm(ctx, l.o.TLSTimeout)
	defer armed.disarm()
	client := tls.Client(l.raw, l.tlsConfig())
	if err := client.Handshake(); err != nil {
		failed := l.fail(ctx, PhaseTLS, handshakeCode(err, l.peer.ClientCertRequested, l.cert != nil), err)
		var record tls.RecordHeaderError
		if errors.As(err, &record) {
			failed.Reply = string(record.RecordHeader[:])
		}
		s.end(failed)
		return failed
	}
	s.end(nil)
	l.stream = client
	return nil
}

// awaitConfirm begins the phase in which a TLS 1.3 server may still refuse
// our certificate.
func (l *link) awaitConfirm() {
	if l.peer.Version >= tls.VersionTLS13 && l.peer.ClientCertRequested {
		l.unconfirmed = l.rec.begin(PhaseTLSConfirm, l.peer.Addr)
	}
}

// tlsConfig turns Go's own verification off and ours on, so that what the
// server sent is kept whether it is trusted or not; that decides on a resumed
// session too.
func (l *link) tlsConfig() *tls.Config {
	t := l.o.TLS
	server := t.ServerName
	if server == "" {
		server = l.hostName()
	}
	return &tls.Config{
		ServerName:         server,
		MinVersion:         t.minVersion(),
		MaxVersion:         t.MaxVersion,
		CurvePreferences:   l.curves,
		CipherSuites:       t.CipherSuites,
		ClientSessionCache: t.Sessions,
		InsecureSkipVerify: true, // VerifyConnection decides
		VerifyConnection: func(state tls.ConnectionState) error {
			return l.verify(state, server)
		},
		GetClientCertificate: func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			l.peer.ClientCertRequested = true
			l.peer.AcceptableCAs = asked.AcceptableCAs
			if l.cert == nil {
				return new(tls.Certificate), nil
			}
			return l.cert, nil
		},
	}
}

// verify fills the peer and judges its chain.
func (l *link) verify(state tls.ConnectionState, server string) error {
	t, p := l.o.TLS, l.peer
	p.ServerName, p.Version, p.CipherSuite, p.Curve = state.ServerName, state.Version, state.CipherSuite, state.CurveID
	p.Sent, p.Staple = state.PeerCertificates, state.OCSPResponse
	name, at := t.VerifyName, t.Now()
	if name == "" {
		name = server
	}
	p.Name, p.Roots = name, l.roots.Pool()
	p.Resumed = state.DidResume
	if t.Verify == VerifyNone {
		return nil
	}
	p.Chain, p.ChainErr = l.roots.BuildChain(p.Sent, name, at)
	switch {
	case p.ChainErr == nil, t.Verify == VerifyOptional:
		return nil
	case t.InsecureName:
		_, err := l.roots.BuildChain(p.Sent, "", at)
		return fatal(err)
	}
	return fatal(p.ChainErr)
}

// fatal is nil for a chain whose one fault is a weak key: no client of Go's
// refuses it, so it is told by Peer.ChainErr and the connection goes on.
func fatal(err error) error {
	var chain *ocspcheck.ChainError
	if errors.As(err, &chain) && chain.Code == ocspcheck.CodeWeakKey {
		return nil
	}
	return err
}

// confirm waits for what a TLS 1.3 server says of our certificate: it comes
// with the first read (RFC 8446 4.4.2.4), so a PING asks for one. Any reply
// confirms, NOAUTH and silence too: only an alert or a close is a refusal.
func (l *link) confirm(ctx context.Context) error {
	if l.unconfirmed == nil {
		return nil
	}
	armed := l.arm(ctx, l.o.TLSTimeout)
	defer armed.disarm()
	// A refused write is no news: the alert that tells why was sent before.
	_, _ = l.stream.Write(resp.AppendCommand(nil, "PING"))
	_, err := l.reader.Read()
	var failed error
	if code := confirmCode(err, l.cert != nil); code != "" {
		failed = l.fail(ctx, PhaseTLSConfirm, code, err)
	}
	l.confirmed(failed)
	return failed
}

// confirmed reports the tls-confirm phase, once.
func (l *link) confirmed(err error) {
	if l.unconfirmed != nil {
		l.unconfirmed.end(err)
		l.unconfirmed = nil
	}
}

// confirmCode is the code for the first read after a TLS 1.3 handshake in
// which the server asked for a certificate; empty if it did not refuse.
func confirmCode(err error, shown bool) string {
	switch code := alertCode(err, true, shown); {
	case err == nil:
		return ""
	case code != "":
		return code
	case isClosed(err):
		return CodeTLSClosedEarly
	}
	return ""
}
