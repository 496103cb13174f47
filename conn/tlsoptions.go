package conn

import (
	"crypto/tls"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// VerifyMode says what an untrusted certificate of the server leads to.
type VerifyMode int

// The modes, as valkey-py names them in ssl_cert_reqs.
const (
	// VerifyRequired refuses a chain that is not trusted.
	VerifyRequired VerifyMode = iota
	// VerifyOptional judges the chain, says in Peer.ChainErr why it is not
	// trusted, and goes on: credentials then go to a stranger.
	VerifyOptional
	// VerifyNone does not judge the chain at all.
	VerifyNone
)

// TLSOptions say whom to trust and what to show. The zero value verifies the
// server's chain and name with the system's roots, by TLS 1.2 or newer. Files
// are read on every dial, so that a renewed one is used by the next.
type TLSOptions struct {
	// ServerName is the SNI sent; the host of Addr by default. An IP address
	// is never sent as SNI.
	ServerName string
	// VerifyName is what the certificate must be for; ServerName by default.
	VerifyName string

	// CAFile, CADir and CAData name the roots to trust, in PEM: a bundle, a
	// directory of files, the bytes. They add up; with none of them the
	// system's roots are trusted.
	CAFile, CADir string
	CAData        []byte

	// CertFile and KeyFile are the client certificate's chain and key in
	// PEM. KeyFile is CertFile by default.
	CertFile, KeyFile string
	// KeyPassphrase decrypts the key: PKCS #8 with PBES2, or the older PEM of
	// RFC 1421. It is not needed, and not looked at, for a key in the clear.
	KeyPassphrase Secret

	// Verify is what an untrusted chain leads to: VerifyRequired by default.
	Verify VerifyMode
	// InsecureName verifies the chain, but goes on where the certificate is
	// for another name, as valkey-cli always does.
	InsecureName bool

	// MinVersion is tls.VersionTLS12 by default, MaxVersion the newest.
	MinVersion, MaxVersion uint16
	// CipherSuites are those offered for TLS 1.2 and older, see
	// [ParseCipherSuites]; Go's choice by default. Those of TLS 1.3 cannot be
	// chosen.
	CipherSuites []uint16

	// Sessions keeps TLS sessions for the next dials, which then save most of
	// the handshake; nil, the default, for a full handshake every time. The
	// chain is judged again, but the server knows a resumed session by the
	// client certificate of the first. It excludes Revocation, because a
	// resumed session replays the old staple.
	Sessions tls.ClientSessionCache

	// Revocation has the server's chain checked before any credential is
	// sent; nil, the default, does not check it.
	Revocation *Revocation

	// Clock gives the time to verify at; time.Now by default.
	Clock func() time.Time
}

// Revocation says how to learn whether the server's certificates are
// revoked. The zero value refuses a chain that no source vouches for.
// A certificate that is revoked, or unknown to its responder, is refused
// always, and so is a staple that does not stand up. Each question is bounded
// by Checker.Policy.Timeout, all of them by the context alone.
type Revocation struct {
	// Staple and Responder choose the sources: the OCSP staple of the
	// handshake, and the responders that the certificates name. With both a
	// responder is asked even where the staple says good; with neither only
	// where the staple is missing or says nothing.
	Staple, Responder bool
	// MustStaple refuses a server without a staple, as a certificate with the
	// TLS feature extension of RFC 7633 does by itself.
	MustStaple bool
	// Soft goes on where no source could tell, and records it in the phase
	// and in Peer.Revocation.
	Soft bool
	// ExpectedFile holds the one certificate that the server must show, in
	// PEM; empty for any. It is valkey-py's ssl_ocsp_expected_cert.
	ExpectedFile string
	// Checker asks and judges. Its Roots and Clock are those of TLSOptions
	// where it has none.
	Checker ocspcheck.Checker
}

// Now is the time to verify at; that of the system also without options.
func (t *TLSOptions) Now() time.Time {
	if t == nil || t.Clock == nil {
		return time.Now()
	}
	return t.Clock()
}
