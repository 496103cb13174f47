package ocspcheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// crlOutcome is a CRL read whole, or a [*SourceError].
type crlOutcome struct {
	list *revocationList
	raw  []byte // what was read, if it is to be kept
	err  error
}

func crlCost(key string, o crlOutcome) int {
	cost := 1024 + len(key) + len(o.raw)
	if l := o.list; l != nil {
		cost += l.entries.size() + len(l.issuer) + len(l.signed) + len(l.signature)
		for _, e := range l.extensions {
			cost += len(e.Value)
		}
	}
	return cost
}

// crl fetches and reads a CRL, once in a run, whatever certificates it is
// for. Its signature is not verified yet.
func (f *fetcher) crl(ctx context.Context, target string) crlOutcome {
	key := strconv.FormatBool(f.guard.allowPrivate) + " " + target
	started := time.Now()
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
		return crlOutcome{err: crlFault(gaveUp(ctx, started, err))}
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
	faultRedirect:    CodeCRLHTTPStatus,
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
