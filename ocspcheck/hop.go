package ocspcheck

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
)

const maxRedirects = 3

// open sends a request, follows 307 and 308, which keep method and body, and
// gives the response of status 200 with its body unread; the caller closes
// it. Every error is a [*fetchError].
func (f *fetcher) open(ctx context.Context, r request) (*http.Response, error) {
	at, err := checkURL(r.url)
	if err != nil {
		return nil, err
	}
	for range maxRedirects + 1 {
		resp, next, err := f.hop(ctx, at, r)
		if err != nil || next == nil {
			return resp, err
		}
		at = next
	}
	return nil, faulty(faultRedirectLoop, "more than %d redirects", maxRedirects)
}

func checkURL(target string) (*url.URL, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, &fetchError{fault: faultURL, err: err}
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, faulty(faultURL, "URL %q is neither http nor https", target)
	}
	return u, nil
}

// hop does one exchange: it gives a response, or where to go next.
func (f *fetcher) hop(ctx context.Context, at *url.URL, r request) (*http.Response, *url.URL, error) {
	req, err := http.NewRequestWithContext(ctx, r.method(), at.String(), bytes.NewReader(r.post))
	if err != nil {
		return nil, nil, &fetchError{fault: faultURL, err: err}
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	if r.post != nil {
		// A question may be asked twice: let a connection that the responder
		// has closed meanwhile be replaced without a word. A key of no value
		// is not sent.
		req.Header["Idempotency-Key"] = nil
	}
	if proxy, err := f.proxy(req); err == nil && proxy != nil {
		req = req.WithContext(context.WithValue(ctx, viaProxy{}, true))
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, nil, &fetchError{fault: classifyNet(ctx, err), err: err}
	}
	encoding := resp.Header.Get("Content-Encoding")
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		next, err := redirect(at, resp)
		_ = resp.Body.Close()
		return nil, next, err
	case resp.StatusCode != http.StatusOK:
		_ = resp.Body.Close()
		return nil, nil, statusFault(resp)
	case encoding != "" && encoding != "identity":
		_ = resp.Body.Close()
		return nil, nil, faulty(faultEncoding, "answer is compressed (%s) although nobody asked for that", encoding)
	}
	return resp, nil, nil
}

// redirect follows only what keeps the request as it is: 301 to 303 would
// turn a POST into an empty GET.
func redirect(from *url.URL, resp *http.Response) (*url.URL, error) {
	refused := func(why string) error {
		to := ""
		if l := resp.Header.Get("Location"); l != "" {
			to = fmt.Sprintf(" to %.200q", l)
		}
		return faulty(faultRedirect, "HTTP status %s%s: %s", resp.Status, to, why)
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
