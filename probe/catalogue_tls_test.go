//go:build linux

package probe

import (
	"crypto/tls"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// handshakeRows fail in the TLS handshake, before any certificate.
func handshakeRows(w *world) []failure {
	row := func(code string, exit int, show func(t *testing.T) report.Target) failure {
		return failure{code: code, phase: conn.PhaseTLS, exit: exit, show: show}
	}
	says := func(words string) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			return connect(t, w.trusting(startFault(t, lab.Say(words, lab.HangUp))))
		}
	}
	return []failure{
		row(conn.CodeTLSToPlaintextPort, ExitFailed, func(t *testing.T) report.Target {
			return connectWithin(t, w.trusting(w.locked.Addr), 2*w.patience)
		}),
		row(conn.CodeTimeoutTLS, ExitUndetermined, func(t *testing.T) report.Target {
			v := w.secure(t, "no")
			freeze(t, v)
			return connectWithin(t, w.trusting(v.TLSAddr), w.patience)
		}),
		row(CodeTLSClientHelloDropped, ExitFailed, func(t *testing.T) report.Target {
			return connectWithin(t, w.trusting(startFault(t, lab.DropLargeHello(w.open.TLSAddr, 1000))), 2*w.patience)
		}),
		// The server has no place left, and can say so in plain text only.
		row(conn.CodeTLSClosedEarly, ExitUndetermined, func(t *testing.T) report.Target {
			v := w.secure(t, "no", "--maxclients", "1")
			fill(t, v.Addr)
			return connect(t, w.trusting(v.TLSAddr))
		}),
		{code: CodeProxyProtocolRequired, about: "before TLS", phase: conn.PhaseTLS, exit: ExitFailed, show: func(t *testing.T) report.Target {
			return connect(t, w.trusting(startFault(t, lab.WantProxyLine(w.open.TLSAddr))))
		}},
		row(conn.CodeTLSVersion, ExitFailed, func(t *testing.T) report.Target {
			o := w.trusting(w.secure(t, "no", "--tls-protocols", "TLSv1.3").TLSAddr)
			o.TLS.MaxVersion = tls.VersionTLS12
			return connect(t, o)
		}),
		row(conn.CodeTLSNoCommonCipher, ExitFailed, func(t *testing.T) report.Target {
			// Suites that want an RSA key, and a server whose key is none.
			return connect(t, w.trusting(w.secure(t, "no", "--tls-protocols", "TLSv1.2", "--tls-ciphers", "ECDHE-RSA-AES128-GCM-SHA256").TLSAddr))
		}),
		row(conn.CodeTLSUnrecognizedName, ExitFailed, func(t *testing.T) report.Target {
			s, err := lab.StartOpenSSLServer(w.leaf, nil, "-servername", "cache.example", "-servername_fatal", "-cert2", w.cert, "-key2", w.key)
			lab.Need(t, err)
			t.Cleanup(func() { _ = s.Close() })
			o := w.trusting(s.Addr)
			o.TLS.ServerName = "other.example"
			return connect(t, o)
		}),
		row(conn.CodeTLSALPN, ExitFailed, says(lab.Alert(120))), // vkcheck offers no protocol that a server could refuse
		row(conn.CodeTLSBadRecord, ExitFailed, func(t *testing.T) report.Target {
			return connect(t, w.trusting(startFault(t, lab.Behind(w.open.TLSAddr, nil, lab.LongerRecord))))
		}),
	}
}

// clientCertRows are what a server says of the client's certificate: in the
// handshake by TLS 1.2, and after it by TLS 1.3.
func clientCertRows(w *world) []failure {
	real := func(code, about string, phase conn.Phase, version uint16, certificate func(t *testing.T) *lab.Leaf) failure {
		return failure{code: code, about: about, phase: phase, exit: ExitFailed, show: func(t *testing.T) report.Target {
			o := w.trusting(w.secure(t, "yes").TLSAddr)
			o.TLS.MaxVersion = version
			if certificate != nil {
				o.TLS.CertFile, o.TLS.KeyFile = w.files(t, code, certificate(t))
			}
			return connect(t, o)
		}}
	}
	injected := func(code, about string, number byte) failure {
		return failure{code: code, about: about, phase: conn.PhaseTLS, exit: ExitFailed, show: func(t *testing.T) report.Target {
			return connect(t, w.trusting(startFault(t, lab.Say(lab.Alert(number), lab.HangUp))))
		}}
	}
	return []failure{
		real(conn.CodeClientCertRequired, "", conn.PhaseTLSConfirm, tls.VersionTLS13, nil),
		real(conn.CodeClientCertRequired, "TLS 1.2", conn.PhaseTLS, tls.VersionTLS12, nil),
		real(conn.CodeClientCertUnknownCA, "", conn.PhaseTLSConfirm, tls.VersionTLS13, func(t *testing.T) *lab.Leaf {
			return must(must(lab.NewRoot("stranger"))(t).Issue(lab.LeafOptions{CommonName: "stranger", ClientAuth: true}))(t)
		}),
		real(conn.CodeClientCertExpired, "", conn.PhaseTLSConfirm, tls.VersionTLS13, func(t *testing.T) *lab.Leaf {
			return must(w.root.Issue(expiredBy(hour, lab.LeafOptions{CommonName: "client", ClientAuth: true})))(t)
		}),
		real(conn.CodeClientCertWrongUsage, "", conn.PhaseTLSConfirm, tls.VersionTLS13, func(t *testing.T) *lab.Leaf {
			return must(w.root.Issue(lab.LeafOptions{CommonName: "server"}))(t)
		}),
		injected(conn.CodeClientCertRevoked, "", 44), // valkey-server reads no CRL
		injected(conn.CodeClientCertRejected, "bad certificate", 42),
		injected(conn.CodeClientCertRejected, "unknown certificate", 46),
		injected(conn.CodeClientCertRejected, "access denied", 49),
	}
}
