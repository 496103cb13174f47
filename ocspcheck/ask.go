package ocspcheck

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
)

// maxGET is the longest encoded request that travels in a URL (RFC 6960
// A.1): proxies keep such answers, and longer URLs fail at some responders.
const maxGET = 255

// asker asks responders about one certificate.
type asker struct {
	checker      Checker
	fetcher      *fetcher
	cert, issuer *x509.Certificate
	attempts     []Attempt
}

// responder asks one URL: with the SHA-1 CertID that every responder knows,
// and again with SHA-256 where the responder does not recognise it.
func (a *asker) responder(ctx context.Context, target string) Judgement {
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

// getFailures are those after which POST may still work.
var getFailures = []string{
	CodeOCSPResponderHTTPStatus,
	CodeOCSPResponderRedirectRefused,
	CodeOCSPResponderEmpty,
	CodeOCSPResponderHTML,
	CodeOCSPResponderTooLarge,
	CodeOCSPResponseMalformed,
}

func (a *asker) withHash(ctx context.Context, target string, hash crypto.Hash) Judgement {
	request, err := ocsp.CreateRequest(a.cert, a.issuer, &ocsp.RequestOptions{Hash: hash})
	if err != nil {
		return rejected(fmt.Errorf("OCSP request: %w", err), nil)
	}
	encoded, short := encodeGET(request)
	if !short {
		return a.exchange(ctx, http.MethodPost, target, "", request)
	}
	j := a.exchange(ctx, http.MethodGet, target, encoded, nil)
	if !slices.Contains(getFailures, j.Code) {
		return j
	}
	j = a.exchange(ctx, http.MethodPost, target, "", request)
	if j.valid() {
		j.Codes = append(j.Codes, CodeOCSPGetFailedPostOK)
	}
	return j
}

// encodeGET gives the request as the last segment of a URL, percent-encoded
// as RFC 6960 A.1 asks, and whether it is short enough to travel there.
func encodeGET(request []byte) (segment string, short bool) {
	segment = url.QueryEscape(base64.StdEncoding.EncodeToString(request))
	return segment, len(segment) <= maxGET
}

// exchange sends one request and judges the answer.
func (a *asker) exchange(ctx context.Context, method, target, encoded string, body []byte) Judgement {
	started := time.Now()
	full, contentType := target, "application/ocsp-request"
	if method == http.MethodGet {
		full, contentType = strings.TrimSuffix(target, "/")+"/"+encoded, ""
	}
	r, err := a.fetcher.do(ctx, method, full, contentType, body)
	var j Judgement
	if err != nil {
		j = rejected(ocspFault(err), nil)
	} else {
		j = a.judge(r)
	}
	a.attempts = append(a.attempts, Attempt{
		Mechanism: MechanismOCSP,
		URL:       target,
		Method:    method,
		Code:      j.Code,
		Codes:     slices.Clone(j.Codes),
		Err:       j.Err,
		Duration:  time.Since(started),
	})
	return j
}

func (a *asker) judge(r reply) Judgement {
	media, _, _ := mime.ParseMediaType(r.contentType)
	switch {
	case len(r.body) == 0:
		return rejected(reject(CodeOCSPResponderEmpty, "OCSP responder sent an empty answer"), nil)
	case media == "text/html" || bytes.HasPrefix(bytes.TrimSpace(r.body), []byte("<")):
		return rejected(reject(CodeOCSPResponderHTML, "OCSP responder sent a web page"), nil)
	}
	j := a.checker.JudgeResponse(r.body, a.cert, a.issuer, a.checker.now())
	if media != "application/ocsp-response" {
		j.Codes = append(j.Codes, CodeOCSPContentType)
	}
	return j
}

// ocspFaults are the codes of HTTP failures at a responder.
var ocspFaults = map[fault]string{
	faultUnreachable: CodeOCSPResponderUnreachable,
	faultDNS:         CodeOCSPResponderDNS,
	faultRefused:     CodeOCSPResponderRefused,
	faultTimeout:     CodeOCSPResponderTimeout,
	faultInterrupted: CodeRevocationInterrupted,
	faultPrivate:     CodeOCSPResponderPrivateAddress,
	faultURL:         CodeOCSPURLInvalid,
	faultStatus:      CodeOCSPResponderHTTPStatus,
	faultRedirect:    CodeOCSPResponderRedirectRefused,
	faultTooLarge:    CodeOCSPResponderTooLarge,
}

func ocspFault(err error) error {
	kind := faultUnreachable
	var failed *fetchError
	if errors.As(err, &failed) {
		kind = failed.fault
	}
	return &SourceError{Code: ocspFaults[kind], Err: fmt.Errorf("OCSP responder: %w", err)}
}
