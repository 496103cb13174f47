package conn

import (
	"crypto/tls"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// A resumed session is judged as a full handshake is, at its own time and for
// its own name, and shows the staple of the first.
func TestResumedSessionIsJudged(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	cert := p.server.TLS()
	cert.OCSPStaple = []byte("staple")
	for _, version := range tlsVersions {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			addr := startFront(t, lab.FrontOptions{Certificate: cert, MaxVersion: version.version})
			sessions := tls.NewLRUClientSessionCache(1)
			dial := func(t *testing.T, o TLSOptions) (*Peer, error) {
				o.Sessions, o.CAFile = sessions, p.ca
				c, err := Dial(testContext(t), Options{Addr: addr, TLS: &o})
				if err != nil {
					return wantError(t, err, PhaseTLS, CodeOf(err)).Peer, err
				}
				defer c.Close()
				return c.Peer(), nil
			}
			later := func() time.Time { return time.Now().AddDate(1, 0, 0) }
			for _, tt := range []struct {
				name string
				o    TLSOptions
				code string
			}{
				{"trusted", TLSOptions{}, ""},
				{"expired by now", TLSOptions{Clock: later}, ocspcheck.CodeExpired},
				{"for another name", TLSOptions{VerifyName: "other.example"}, ocspcheck.CodeNameMismatch},
			} {
				// Go forgets a session that was refused, so each needs a new one.
				if _, err := dial(t, TLSOptions{}); err != nil {
					t.Fatal(err)
				}
				peer, err := dial(t, tt.o)
				if CodeOf(err) != tt.code {
					t.Errorf("%s: got %v, want %q", tt.name, err, tt.code)
				}
				if !peer.Resumed || string(peer.Staple) != "staple" || len(peer.Sent) == 0 {
					t.Errorf("%s: peer %+v", tt.name, peer)
				}
			}
		})
	}
}

// A server that demands a client certificate knows a resumed session by it,
// and asks for none.
func TestResumedSessionWithClientCertificate(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca, AuthClients: "yes"})
	for _, version := range tlsVersions {
		t.Run(version.name, func(t *testing.T) {
			t.Parallel()
			o := Options{Addr: v.TLSAddr, TLS: &TLSOptions{
				CAFile: p.ca, CertFile: p.clientCert, KeyFile: p.cKey,
				MaxVersion: version.version, Sessions: tls.NewLRUClientSessionCache(1),
			}}
			for i := range 2 {
				if peer := pings(t, o); peer.Resumed != (i > 0) || peer.ClientCertRequested != (i == 0) {
					t.Errorf("connection %d: resumed %t, asked for a certificate %t", i, peer.Resumed, peer.ClientCertRequested)
				}
			}
		})
	}
}

// A second opinion is a handshake of its own, which resumes nothing.
func TestSecondOpinionResumesNothing(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca})
	o := Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, Sessions: tls.NewLRUClientSessionCache(0)}}
	for range 2 {
		do(t, dialed(t, o), "PING")
	}
	if peer, err := SpeaksTLS(testContext(t), o); err != nil || peer.Resumed {
		t.Errorf("resumed %v, %v", peer.Resumed, err)
	}
}
