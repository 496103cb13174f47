package ocspcheck

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
)

// maxGET is the longest encoded request that travels in a URL (RFC 6960
// A.1): proxies keep such answers, and longer URLs fail at some responders.
const maxGET = 255

// slow is how long an answer may take without a remark.
const slow = 2 * time.Second

// asker asks responders about one certificate.
type asker struct {
	checker      Checker
	fetcher      *fetcher
	cert, issuer *x509.Certificate
	above        []*x509.Certificate // the chain above the issuer
	attempts     []Attempt
}

// responder asks one URL: with the SHA-1 CertID that every responder knows,
// unless the policy says otherwise, and again with SHA-256 where the
// responder does not recognise it.
func (a *asker) responder(ctx context.Context, target string) Judgement {
	if retired(target) {
		return a.unasked(target)
	}
	if a.checker.Policy.SHA256 {
		return a.withHash(ctx, target, crypto.SHA256)
	}
	j := a.withHash(ctx, target, crypto.SHA1)
	if j.Code == CodeOCSPResponderUnauthorized || j.Code == CodeOCSPResponderMalformedRequest {
		again := a.withHash(ctx, target, crypto.SHA256)
		if again.valid() {
			return again
		}
		if again.Code != j.Code { // a forged second answer is not erased by the first
			j.Codes = append(append(j.Codes, again.Code), again.Codes...)
		}
	}
	return j
}

// unasked records a responder that nobody needs to wait for.
func (a *asker) unasked(target string) Judgement {
	j := rejected(reject(CodeOCSPResponderRetired, "OCSP responder %s was switched off for good", target), nil)
	a.attempts = append(a.attempts, Attempt{Mechanism: MechanismOCSP, URL: target, Code: j.Code, Err: j.Err})
	return j
}

// getFailures are those after which POST may still work.
var getFailures = []string{
	CodeOCSPResponderHTTPStatus,
	CodeOCSPResponderRedirectRefused,
	CodeOCSPResponderRedirectLoop,
	CodeOCSPResponderEmpty,
	CodeOCSPResponderHTML,
	CodeOCSPResponderTooLarge,
	CodeOCSPResponseMalformed,
	CodeOCSPResponderMalformedRequest, // as where a proxy has made one of the two slashes in base64
}

func (a *asker) withHash(ctx context.Context, target string, hash crypto.Hash) Judgement {
	var nonce []byte
	if a.checker.Policy.Nonce {
		nonce = newNonce()
	}
	der, err := newRequest(a.cert, a.issuer, hash, nonce)
	if err != nil {
		return rejected(fmt.Errorf("OCSP request: %w", err), nil)
	}
	post := request{url: target, post: der, contentType: "application/ocsp-request"}
	address, ok := getURL(target, der)
	if !ok {
		return a.exchange(ctx, target, post, nonce)
	}
	j := a.exchange(ctx, target, request{url: address}, nonce)
	if !slices.Contains(getFailures, j.Code) {
		return j
	}
	j = a.exchange(ctx, target, post, nonce)
	if j.valid() {
		j.Codes = append(j.Codes, CodeOCSPGetFailedPostOK)
	}
	return j
}

// getURL puts a request behind a responder's URL (RFC 6960 A.1): path kept,
// one slash between, base64 percent-encoded. It is false where the request
// must be posted: it is too long, or a query stands where it would go.
func getURL(target string, der []byte) (address string, ok bool) {
	segment := url.QueryEscape(base64.StdEncoding.EncodeToString(der))
	if len(segment) > maxGET || strings.ContainsAny(target, "?#") {
		return "", false
	}
	return strings.TrimSuffix(target, "/") + "/" + segment, true
}

// exchange sends one request, with this nonce in it or none, and judges the
// answer.
func (a *asker) exchange(ctx context.Context, target string, r request, nonce []byte) Judgement {
	started := time.Now()
	r.later = tryLater
	got, err := a.fetcher.do(ctx, r)
	var j Judgement
	if err != nil {
		j = rejected(ocspFault(err), nil)
	} else {
		j = a.judge(got, nonce)
		a.keep(got, &j)
	}
	if j.valid() && time.Since(started) >= slow {
		j.Codes = append(j.Codes, CodeOCSPResponderSlow)
	}
	if strings.HasPrefix(strings.ToLower(target), "https:") {
		j.Codes = append(j.Codes, CodeOCSPURLHTTPS)
	}
	attempt := j.attempt(MechanismOCSP, started)
	attempt.URL, attempt.Method, attempt.Raw = target, r.method(), a.checker.kept(got.body)
	a.attempts = append(a.attempts, attempt)
	return j
}

func tryLater(body []byte) bool { return bytes.Equal(body, ocsp.TryLaterErrorResponse) }

func (a *asker) judge(r reply, nonce []byte) Judgement {
	media, _, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	if fault := noResponse(r.body, media); fault != nil {
		return rejected(fault, nil)
	}
	j := a.checker.judgeAnswer(r.body, a.cert, a.issuer, a.checker.now(), nonce)
	if media != "application/ocsp-response" {
		j.Codes = append(j.Codes, CodeOCSPContentType)
	}
	return j
}

// noResponse is the fault of a body that is no attempt at a response.
func noResponse(body []byte, media string) error {
	switch {
	case len(body) == 0:
		return reject(CodeOCSPResponderEmpty, "OCSP responder sent an empty answer")
	case media == "text/html" || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")):
		return reject(CodeOCSPResponderHTML, "OCSP responder sent a web page")
	}
	return nil
}

// ocspFaults are the codes of HTTP failures at a responder.
var ocspFaults = map[fault]string{
	faultUnreachable:  CodeOCSPResponderUnreachable,
	faultDNS:          CodeOCSPResponderDNS,
	faultRefused:      CodeOCSPResponderRefused,
	faultTimeout:      CodeOCSPResponderTimeout,
	faultInterrupted:  CodeRevocationInterrupted,
	faultPrivate:      CodeOCSPResponderPrivateAddress,
	faultURL:          CodeOCSPURLInvalid,
	faultStatus:       CodeOCSPResponderHTTPStatus,
	faultRedirect:     CodeOCSPResponderRedirectRefused,
	faultRedirectLoop: CodeOCSPResponderRedirectLoop,
	faultTooLarge:     CodeOCSPResponderTooLarge,
	faultEncoding:     CodeOCSPResponseMalformed,
}

func ocspFault(err error) error {
	return &SourceError{Code: ocspFaults[faultOf(err)], Err: fmt.Errorf("OCSP responder: %w", err)}
}
