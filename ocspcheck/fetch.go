package ocspcheck

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"
)

const (
	maxRedirects = 3
	idleTimeout  = 10 * time.Second
)

// fetcher does the few HTTP requests of one [Checker.Chain]: bounded in
// time, size and redirects, and guarded at dial.
type fetcher struct {
	client  *http.Client
	proxy   func(*http.Request) (*url.URL, error)
	timeout time.Duration
	close   func()
}

// newFetcher makes a client of its own for each chain: connections that the
// guard allowed for one server are never reused for another.
func newFetcher(given *http.Client, p Policy, g guard) *fetcher {
	f := &fetcher{proxy: http.ProxyFromEnvironment, timeout: p.timeout(), close: func() {}}
	if given != nil {
		f.client = withoutRedirects(*given)
	} else {
		dialer := &net.Dialer{ControlContext: g.control}
		transport := &http.Transport{
			Proxy:                  func(r *http.Request) (*url.URL, error) { return f.proxy(r) },
			DialContext:            dialer.DialContext,
			IdleConnTimeout:        idleTimeout,
			MaxResponseHeaderBytes: maxResponseSize,
			DisableCompression:     true, // a small gzip of a large page counts by its real size
		}
		f.client, f.close = withoutRedirects(http.Client{Transport: transport}), transport.CloseIdleConnections
	}
	return f
}

func withoutRedirects(client http.Client) *http.Client {
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// fault is the kind of an HTTP failure; OCSP and AIA have codes of their own
// for each.
type fault int

const (
	faultUnreachable fault = iota
	faultDNS
	faultRefused
	faultTimeout
	faultInterrupted
	faultPrivate
	faultURL
	faultStatus
	faultRedirect
	faultTooLarge
)

type fetchError struct {
	fault fault
	err   error
}

func (e *fetchError) Error() string { return e.err.Error() }
func (e *fetchError) Unwrap() error { return e.err }

// reply is a 200.
type reply struct {
	contentType string
	body        []byte
}

// do sends one request and follows 307 and 308, which keep method and body.
// Every error is a [*fetchError].
func (f *fetcher) do(ctx context.Context, method, target, contentType string, body []byte) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	at, err := checkURL(target)
	if err != nil {
		return reply{}, err
	}
	for range maxRedirects + 1 {
		r, next, err := f.hop(ctx, method, at, contentType, body)
		if err != nil || next == nil {
			return r, err
		}
		at = next
	}
	return reply{}, &fetchError{faultRedirect, fmt.Errorf("more than %d redirects", maxRedirects)}
}

func checkURL(target string) (*url.URL, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, &fetchError{faultURL, err}
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, &fetchError{faultURL, fmt.Errorf("URL %q is neither http nor https", target)}
	}
	return u, nil
}

// hop does one exchange: it gives a reply, or where to go next.
func (f *fetcher) hop(ctx context.Context, method string, at *url.URL, contentType string, body []byte) (reply, *url.URL, error) {
	req, err := http.NewRequestWithContext(ctx, method, at.String(), bytes.NewReader(body))
	if err != nil {
		return reply{}, nil, &fetchError{faultURL, err}
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if proxy, err := f.proxy(req); err == nil && proxy != nil {
		req = req.WithContext(context.WithValue(ctx, viaProxy{}, true))
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return reply{}, nil, &fetchError{classifyNet(ctx, err), err}
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		next, err := redirect(at, resp)
		return reply{}, next, err
	case resp.StatusCode != http.StatusOK:
		return reply{}, nil, &fetchError{faultStatus, fmt.Errorf("HTTP status %s", resp.Status)}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponseSize+1))
	switch {
	case err != nil:
		return reply{}, nil, &fetchError{classifyNet(ctx, err), err}
	case len(data) > maxResponseSize:
		return reply{}, nil, &fetchError{faultTooLarge, fmt.Errorf("answer exceeds %d bytes", maxResponseSize)}
	}
	return reply{resp.Header.Get("Content-Type"), data}, nil, nil
}

// redirect follows only what keeps the request as it is: 301 to 303 would
// turn a POST into an empty GET.
func redirect(from *url.URL, resp *http.Response) (*url.URL, error) {
	refused := func(why string) error {
		return &fetchError{faultRedirect, fmt.Errorf("HTTP status %s: %s", resp.Status, why)}
	}
	if resp.StatusCode != http.StatusTemporaryRedirect && resp.StatusCode != http.StatusPermanentRedirect {
		return nil, refused("only 307 and 308 are followed")
	}
	to, err := resp.Location()
	switch {
	case err != nil:
		return nil, refused("no location")
	case to.Scheme != "http" && to.Scheme != "https":
		return nil, refused("to neither http nor https")
	case from.Scheme == "https" && to.Scheme == "http":
		return nil, refused("from https to http")
	}
	return to, nil
}

func classifyNet(ctx context.Context, err error) fault {
	var private *privateAddressError
	var dns *net.DNSError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return faultInterrupted
	case errors.As(err, &private):
		return faultPrivate
	case errors.As(err, &dns): // also one that timed out
		return faultDNS
	case errors.Is(err, context.DeadlineExceeded) || os.IsTimeout(err):
		return faultTimeout
	case errors.Is(err, syscall.ECONNREFUSED):
		return faultRefused
	}
	return faultUnreachable
}
