package probe

import (
	"crypto/tls"
	"slices"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// tlsView is the report's view of a handshake.
func (e *examination) tlsView(p *conn.Peer) *report.TLS {
	t := &report.TLS{
		Version: tls.VersionName(p.Version), CipherSuite: tls.CipherSuiteName(p.CipherSuite),
		ServerName: p.ServerName, Stapled: p.Staple != nil,
		ClientCertRequested: p.ClientCertRequested, ClientCertRequired: e.certRequired(p),
	}
	if p.Curve != 0 {
		t.KeyExchange = p.Curve.String()
	}
	return t
}

// certRequired is whether the server turns clients without a certificate away:
// known where it did, or went on without ours. Since TLS 1.3 it says so only
// after the handshake.
func (e *examination) certRequired(p *conn.Peer) *bool {
	if p.ClientCertRequested && e.o.Conn.TLS.CertFile != "" {
		return nil
	}
	refused := slices.ContainsFunc(e.target.Phases, func(x report.Phase) bool { return x.Code == conn.CodeClientCertRequired })
	last := conn.PhaseTLS
	if p.ClientCertRequested && p.Version >= tls.VersionTLS13 {
		last = conn.PhaseTLSConfirm
	}
	passed := slices.ContainsFunc(e.target.Phases, func(x report.Phase) bool { return x.OK && x.Phase == string(last) })
	if !refused && !passed {
		return nil
	}
	return &refused
}
