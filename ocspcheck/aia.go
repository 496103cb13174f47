package ocspcheck

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The bounds of a repair: certificates fetched above what was sent, and URLs
// tried for each.
const (
	maxRepairs = 3
	maxURLs    = 4
)

// repair fetches the issuers that the server left out (AIA caIssuers, RFC
// 5280 4.2.2.1), one above the other, until [BuildChain] finds a path. It
// gives what BuildChain then says, and every fetch. A certificate fetched is
// trusted no more than one sent.
func (c Checker) repair(ctx context.Context, f *fetcher, p Presented) (chain []*x509.Certificate, attempts []Attempt, err error) {
	sent := slices.Clone(p.Sent)
	for range maxRepairs {
		child := topmost(sent)
		if bytes.Equal(child.RawIssuer, child.RawSubject) {
			break
		}
		issuer, tried := fetchIssuer(ctx, f, child)
		attempts = append(attempts, tried...)
		if issuer == nil {
			break
		}
		sent = append(sent, issuer)
		if chain, err = BuildChain(sent, c.Roots, p.Name, c.now()); chain != nil {
			return chain, attempts, err
		}
	}
	return nil, attempts, err
}

// fetchIssuer gives the certificate that signed child, or nil.
func fetchIssuer(ctx context.Context, f *fetcher, child *x509.Certificate) (issuer *x509.Certificate, attempts []Attempt) {
	for _, target := range firstN(child.IssuingCertificateURL, maxURLs) {
		started := time.Now()
		issuer, err := fetchOne(ctx, f, target, child)
		attempt := Attempt{
			Mechanism: MechanismAIA,
			URL:       target,
			Method:    http.MethodGet,
			Code:      CodeAIAFetched,
			Duration:  time.Since(started),
		}
		if err != nil {
			attempt.Code, attempt.Err = err.Code, err
		}
		attempts = append(attempts, attempt)
		if issuer != nil {
			return issuer, attempts
		}
	}
	return nil, attempts
}

func fetchOne(ctx context.Context, f *fetcher, target string, child *x509.Certificate) (*x509.Certificate, *SourceError) {
	r, err := f.do(ctx, http.MethodGet, target, "", nil)
	if err != nil {
		return nil, aiaFault(err)
	}
	raw := r.body
	if block, _ := pem.Decode(raw); block != nil && block.Type == "CERTIFICATE" {
		raw = block.Bytes
	}
	issuer, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, reject(CodeAIANotACertificate, "issuer fetched: %w", err)
	}
	if !bytes.Equal(issuer.RawSubject, child.RawIssuer) {
		return nil, reject(CodeAIAIssuerMismatch, "issuer fetched is %s, not %s", issuer.Subject, child.Issuer)
	}
	if err := child.CheckSignatureFrom(issuer); err != nil {
		return nil, reject(CodeAIAIssuerMismatch, "issuer fetched did not sign %s: %w", child.Subject, err)
	}
	return issuer, nil
}

// aiaFaults are the codes of HTTP failures at an issuer's URL; all others
// are aia-fetch-failed.
var aiaFaults = map[fault]string{
	faultURL:         CodeAIASchemeUnsupported,
	faultStatus:      CodeAIAHTTPStatus,
	faultTooLarge:    CodeAIATooLarge,
	faultPrivate:     CodeAIAPrivateAddress,
	faultInterrupted: CodeRevocationInterrupted,
}

func aiaFault(err error) *SourceError {
	code := CodeAIAFetchFailed
	var failed *fetchError
	if errors.As(err, &failed) && aiaFaults[failed.fault] != "" {
		code = aiaFaults[failed.fault]
	}
	return &SourceError{Code: code, Err: fmt.Errorf("issuer: %w", err)}
}

func firstN[T any](s []T, n int) []T { return s[:min(n, len(s))] }
