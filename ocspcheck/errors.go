package ocspcheck

import (
	"crypto/x509"
	"fmt"
)

// SourceError says why one source (a response, a responder, a fetched
// issuer) was rejected.
type SourceError struct {
	Code string // one of this package's Code constants
	Err  error
}

// Error gives the reason in words, without the code.
func (e *SourceError) Error() string { return e.Err.Error() }

// Unwrap gives the cause, such as a *net.DNSError.
func (e *SourceError) Unwrap() error { return e.Err }

func reject(code, format string, args ...any) *SourceError {
	return &SourceError{Code: code, Err: fmt.Errorf(format, args...)}
}

// ChainError says why [BuildChain] does not vouch for a chain.
type ChainError struct {
	Code string            // one of this package's Code constants
	Cert *x509.Certificate // the certificate at fault; for a missing issuer its child
	Err  error
}

// Error gives the reason in words, without the code.
func (e *ChainError) Error() string { return e.Err.Error() }

// Unwrap gives the cause, mostly an error of crypto/x509.
func (e *ChainError) Unwrap() error { return e.Err }
