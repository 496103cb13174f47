package ocspcheck

import (
	"bytes"
	"context"
	"crypto/x509"
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
// trusted no more than one sent: where the way ends at an unknown root, the
// error says so; where it breaks off, fault stands.
func (c Checker) repair(ctx context.Context, f *fetcher, p Presented, fault error) (chain []*x509.Certificate, attempts []Attempt, err error) {
	sent, last := slices.Clone(p.Sent), fault
	for range maxRepairs {
		child := topmost(sent)
		if bytes.Equal(child.RawIssuer, child.RawSubject) {
			return nil, attempts, last
		}
		issuers, tried := fetchIssuers(ctx, f, child, sent)
		attempts = append(attempts, tried...)
		if len(issuers) == 0 {
			return nil, attempts, fault
		}
		sent = append(sent, issuers...)
		if chain, last = BuildChain(sent, c.Roots, p.Name, c.now()); chain != nil {
			return chain, attempts, last
		}
	}
	if top := topmost(sent); !bytes.Equal(top.RawIssuer, top.RawSubject) {
		attempts = append(attempts, aiaAttempt("", reject(CodeAIALoop, "more than %d issuers, one above the other, and no trusted root", maxRepairs)))
	}
	return nil, attempts, last
}

func aiaAttempt(target string, err *SourceError) Attempt {
	a := Attempt{Mechanism: MechanismAIA, URL: target, Code: CodeAIAFetched}
	if target != "" {
		a.Method = http.MethodGet
	}
	if err != nil {
		a.Code, a.Err = err.Code, err
	}
	return a
}

// fetchIssuers gives the certificates whose key signed child and that are none
// of those known: several where others have certified that key too, for only
// one of them may lead to a trusted root.
func fetchIssuers(ctx context.Context, f *fetcher, child *x509.Certificate, known []*x509.Certificate) (issuers []*x509.Certificate, attempts []Attempt) {
	if len(child.IssuingCertificateURL) == 0 {
		return nil, []Attempt{aiaAttempt("", reject(CodeAIAMissing, "%s does not say where its issuer is", child.Subject))}
	}
	for _, target := range firstN(child.IssuingCertificateURL, maxURLs) {
		started := time.Now()
		issuers, err := fetchFrom(ctx, f, target, child)
		issuers = slices.DeleteFunc(issuers, func(c *x509.Certificate) bool { return slices.ContainsFunc(known, c.Equal) })
		if err == nil && len(issuers) == 0 {
			err = reject(CodeAIALoop, "issuer fetched, %s, is known already, and leads to no trusted root", child.Issuer)
		}
		attempt := aiaAttempt(target, err)
		attempt.Duration = time.Since(started)
		attempts = append(attempts, attempt)
		if len(issuers) > 0 {
			return issuers, attempts
		}
	}
	return nil, attempts
}

// fetchFrom gives the certificates at a URL whose key signed child.
func fetchFrom(ctx context.Context, f *fetcher, target string, child *x509.Certificate) (issuers []*x509.Certificate, _ *SourceError) {
	r, err := f.do(ctx, request{url: target})
	if err != nil {
		return nil, aiaFault(err)
	}
	found := parseIssuers(r.body)
	if len(found) == 0 {
		return nil, reject(CodeAIANotACertificate, "issuer fetched is no certificate")
	}
	for _, issuer := range found {
		if bytes.Equal(issuer.RawSubject, child.RawIssuer) && !hasHugeKey(issuer) && child.CheckSignatureFrom(issuer) == nil {
			issuers = append(issuers, issuer)
		}
	}
	if len(issuers) == 0 {
		return nil, reject(CodeAIAIssuerMismatch, "issuer fetched, %s, did not sign %s", found[0].Subject, child.Subject)
	}
	return issuers, nil
}

// aiaFaults are the codes of HTTP failures at an issuer's URL; all others
// are aia-fetch-failed.
var aiaFaults = map[fault]string{
	faultURL:         CodeAIASchemeUnsupported,
	faultStatus:      CodeAIAHTTPStatus,
	faultRedirect:    CodeAIAHTTPStatus,
	faultTooLarge:    CodeAIATooLarge,
	faultPrivate:     CodeAIAPrivateAddress,
	faultInterrupted: CodeRevocationInterrupted,
}

func aiaFault(err error) *SourceError {
	code, ok := aiaFaults[faultOf(err)]
	if !ok {
		code = CodeAIAFetchFailed
	}
	return &SourceError{Code: code, Err: fmt.Errorf("issuer: %w", err)}
}

func firstN[T any](s []T, n int) []T { return s[:min(n, len(s))] }
