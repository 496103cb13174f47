package ocspcheck

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// wantsCRL says whether, after staple and responders, a CRL is of interest.
func (a *asker) wantsCRL(s Status) bool {
	p := a.checker.Policy
	if p.CRL {
		return s.Verdict != Revoked
	}
	return s.Mechanism == "" && !p.NoResponder
}

// crls reads the CRLs that the certificate names, one after the other, until
// one says revoked or they vouch for it: most say for which reasons alone,
// some share the reasons among them.
func (a *asker) crls(ctx context.Context, s *Status) {
	urls, err := crlURLs(a.cert)
	if err != nil {
		a.noteCRL(s, "", rejected(err, nil), nil, time.Now())
	}
	if err == nil && len(urls) == 0 && a.checker.Policy.CRL {
		s.addCodes(CodeCRLURLMissing)
	}
	var all sharedReasons
	var complete []*revocationList // those that vouch for it, or hold it
	for _, target := range firstN(urls, maxURLs) {
		started := time.Now()
		j, reasons, o := a.crl(ctx, target, a.checker.judgeVerified)
		if j.Verdict == Good || j.held() {
			complete = append(complete, o.list)
		}
		j, waits := all.add(j, reasons)
		a.recordCRL(target, j, o.raw, started)
		if waits {
			continue
		}
		a.withDeltas(ctx, s, j, complete)
		if j.valid() {
			return
		}
	}
	all.end(s, MechanismCRL)
}

func (a *asker) noteCRL(s *Status, target string, j Judgement, raw []byte, started time.Time) {
	a.recordCRL(target, j, raw, started)
	s.consider(MechanismCRL, j)
}

func (a *asker) recordCRL(target string, j Judgement, raw []byte, started time.Time) {
	attempt := j.attempt(MechanismCRL, started)
	attempt.URL, attempt.Raw = target, raw
	if target != "" {
		attempt.Method = http.MethodGet
	}
	a.attempts = append(a.attempts, attempt)
}

// crlURLs gives the http and https URLs of the certificate's CRLs. The error
// says why there are none although it names CRLs.
func crlURLs(cert *x509.Certificate) ([]string, error) {
	points := distributionPoints(cert)
	if points == nil && len(cert.CRLDistributionPoints) > 0 {
		return nil, reject(CodeCRLMalformed, "CRL: the certificate's extension that names it is malformed")
	}
	return pointURLs(points)
}

// pointURLs is crlURLs for points that have been read.
func pointURLs(points []distributionPoint) (urls []string, fault error) {
	for _, point := range points {
		if point.indirect {
			fault = reject(CodeCRLIndirectUnsupported, "CRL: the certificate says that another than its issuer issues it")
			continue
		}
		for _, name := range point.names {
			target := string(name.value)
			scheme := strings.ToLower(target[:max(0, strings.Index(target, ":"))])
			switch {
			case name.tag == tagURI && (scheme == "http" || scheme == "https"):
				urls = append(urls, target)
			case fault == nil:
				fault = reject(CodeCRLSchemeLDAP, "CRL: it is named neither by http nor by https")
			}
		}
	}
	if len(urls) > 0 {
		return urls, nil
	}
	return nil, fault
}

// judgeCRLFunc judges a CRL whose signature holds, as [Checker.judgeVerified]
// does.
type judgeCRLFunc func(l *revocationList, signer, cert, issuer *x509.Certificate, at time.Time) (Judgement, reasonMask)

// crl judges the CRL at a URL, and gives the reasons that it speaks of and
// itself.
func (a *asker) crl(ctx context.Context, target string, judge judgeCRLFunc) (Judgement, reasonMask, crlOutcome) {
	o := a.fetcher.crl(ctx, target)
	if o.err != nil {
		return rejected(o.err, nil), 0, o
	}
	signer, err := findCRLSigner(o.list, a.issuer, a.above)
	if err != nil {
		return rejected(err, nil), 0, o
	}
	j, reasons := judge(o.list, signer, a.cert, a.issuer, a.checker.now())
	return j, reasons, o
}

// crlOutcome is a CRL read whole, or a [*SourceError].
type crlOutcome struct {
	list *revocationList
	raw  []byte // what was read, if it is to be kept
	err  error
}

func crlCost(key string, o crlOutcome) int {
	cost := 1024 + len(key) + len(o.raw)
	if o.list != nil {
		cost += o.list.entries.size()
	}
	return cost
}

// crl fetches and reads a CRL, once in a run, whatever certificates it is
// for. Its signature is not verified yet.
func (f *fetcher) crl(ctx context.Context, target string) crlOutcome {
	key := strconv.FormatBool(f.guard.allowPrivate) + " " + target
	o, err := f.memo.lists.do(ctx, key, func(ctx context.Context) crlOutcome {
		var o crlOutcome
		_, err := f.insist(ctx, request{url: target}, func(ctx context.Context, r request) (reply, error) {
			var header http.Header
			var err error
			o, header, err = f.streamCRL(ctx, r)
			return reply{header: header}, err
		})
		o.err = crlFault(err)
		return o
	})
	if err != nil {
		return crlOutcome{err: crlFault(&fetchError{fault: classifyNet(ctx, err), err: err})}
	}
	return o
}

// streamCRL reads a CRL as it arrives.
func (f *fetcher) streamCRL(ctx context.Context, r request) (crlOutcome, http.Header, error) {
	resp, err := f.open(ctx, r)
	if err != nil {
		return crlOutcome{}, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.ContentLength > maxCRLSize {
		return crlOutcome{}, resp.Header, faulty(faultTooLarge, "CRL of %d bytes exceeds %d", resp.ContentLength, maxCRLSize)
	}
	var kept bytes.Buffer
	body := io.Reader(bodyReader{ctx, resp.Body})
	if f.keep {
		body = io.TeeReader(body, &kept)
	}
	list, err := readCRL(body, nil)
	return crlOutcome{list: list, raw: kept.Bytes()}, resp.Header, err
}

// bodyReader gives the errors of the network their kind.
type bodyReader struct {
	ctx  context.Context
	body io.Reader
}

func (b bodyReader) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &fetchError{fault: classifyNet(b.ctx, err), err: err}
	}
	return n, err
}

// crlFaults are the codes of HTTP failures at a distribution point; all
// others are crl-fetch-failed.
var crlFaults = map[fault]string{
	faultStatus:      CodeCRLHTTPStatus,
	faultTooLarge:    CodeCRLTooLarge,
	faultPrivate:     CodeCRLPrivateAddress,
	faultInterrupted: CodeRevocationInterrupted,
}

// crlFault gives an error of fetching its code; one of reading has one.
func crlFault(err error) error {
	var failed *fetchError
	if !errors.As(err, &failed) {
		return err
	}
	code := CodeCRLFetchFailed
	if known, ok := crlFaults[failed.fault]; ok {
		code = known
	}
	return &SourceError{Code: code, Err: fmt.Errorf("CRL: %w", failed)}
}
