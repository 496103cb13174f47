package conn

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/vkcheck/vkcheck/internal/errno"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// alertCodes maps the text of a peer's alert (RFC 8446 6.2) to a code. Go
// hides the number over TCP, so the text is what there is; a test compares
// these with the running Go version.
var alertCodes = map[string]string{
	"handshake failure":              CodeTLSNoCommonCipher,
	"insufficient security level":    CodeTLSNoCommonCipher,
	"protocol version not supported": CodeTLSVersion,
	"no application protocol":        CodeTLSALPN,
	"unrecognized name":              CodeTLSUnrecognizedName,
	"certificate required":           CodeClientCertRequired,
	"unknown certificate authority":  CodeClientCertUnknownCA,
	"expired certificate":            CodeClientCertExpired,
	"unsupported certificate":        CodeClientCertWrongUsage,
	"revoked certificate":            CodeClientCertRevoked,
	"bad certificate":                CodeClientCertRejected,
	"unknown certificate":            CodeClientCertRejected,
	"access denied":                  CodeClientCertRejected,
}

// emptyCertificate are the alerts that some servers give by TLS 1.2 where they
// want a certificate and get none: those of Java, and of GnuTLS.
var emptyCertificate = []string{"bad certificate", "error decoding message"}

// alertCode is the code for an alert that the peer sent, or empty.
func alertCode(err error, asked, shown bool) string {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return ""
	}
	text := strings.TrimPrefix(op.Err.Error(), "tls: ")
	code, known := alertCodes[text]
	missing := asked && !shown
	switch {
	case missing && (code == CodeTLSNoCommonCipher || slices.Contains(emptyCertificate, text)):
		// The server picked a cipher before it asked for a certificate, so
		// it is not the cipher that does not fit: TLS 1.2 has no better alert.
		return CodeClientCertRequired
	case !known:
		return CodeTLSAlert
	case code == CodeTLSNoCommonCipher && asked:
		return CodeClientCertRejected
	}
	return code
}

// handshakeCode is the code for a failed handshake.
func handshakeCode(err error, asked, shown bool) string {
	var chain *ocspcheck.ChainError
	var record tls.RecordHeaderError
	switch code := alertCode(err, asked, shown); {
	case code != "":
		return code
	case errors.As(err, &chain):
		return chain.Code
	case errors.As(err, &record):
		if strings.HasPrefix(record.Msg, "first record does not look like a TLS handshake") {
			return CodeTLSToPlaintextPort
		}
		return CodeTLSBadRecord
	case isTimeout(err):
		return CodeTimeoutTLS
	case isClosed(err):
		return CodeTLSClosedEarly
	case strings.Contains(err.Error(), "selected unsupported protocol version"):
		return CodeTLSVersion
	}
	return CodeTLSFailed
}

// isTimeout is true for a deadline, of a context or of a socket.
func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// isReset is true where the peer threw the connection away.
func isReset(err error) bool {
	return errno.Is(err, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED)
}

// isClosed is true where the connection ended, one way or the other.
func isClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || isReset(err)
}
