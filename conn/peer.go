package conn

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// Peer is what a server showed before any credential was sent. [Handshake]
// returns it also with an error, so that a bad chain or a refused client
// certificate still yields a full report. Without TLS only Network, Addr and
// IP are set.
type Peer struct {
	Network string     // "tcp" or "unix"
	Addr    string     // remote address that answered, or the socket's path
	IP      netip.Addr // the remote IP; the zero Addr for a UNIX socket

	ServerName string         // the SNI sent
	Name       string         // what the certificate was verified for
	Roots      *x509.CertPool // whom Chain was verified against, not to be changed; nil for the system's roots
	// SkippedRoots are certificates of CAFile, CADir and CAData that could not be
	// read, where others could.
	SkippedRoots []SkippedRoot

	Version     uint16 // TLS version, 0 without TLS
	CipherSuite uint16
	Curve       tls.CurveID

	Sent  []*x509.Certificate // as the server sent them, leaf first
	Chain []*x509.Certificate // as verified, leaf to root; nil where no chain could be built
	// ChainErr says why Chain is not trusted, also where the connection goes
	// on all the same; nil where VerifyNone asked for no verdict.
	ChainErr error
	Staple   []byte // the OCSP staple of the leaf, DER; nil if none
	Resumed  bool   // a session of TLSOptions.Sessions was resumed: Sent and Staple are those of its first handshake
	// Revocation is what [TLSOptions.Revocation] learnt, leaf first; nil
	// where it was not asked for, or no chain to a trusted root stands.
	Revocation []ocspcheck.Status

	ClientCertRequested bool     // the server asked for a client certificate
	AcceptableCAs       [][]byte // the distinguished names it accepts, DER
}
