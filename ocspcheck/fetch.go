package ocspcheck

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// fetcher does the HTTP requests of one [Checker.Chain]: bounded in time,
// size and redirects, guarded at dial, and each of them once in a [Memo].
type fetcher struct {
	client *http.Client
	proxy  func(*http.Request) (*url.URL, error)
	guard  guard
	policy Policy
	memo   *Memo
	keep   bool // keeps CRLs whole
}

// newFetcher gives a fetcher that dials by the guard, or by a given client.
func newFetcher(given *http.Client, p Policy, g guard, m *Memo) *fetcher {
	f := &fetcher{guard: g, policy: p, memo: m}
	if given != nil {
		f.client = withoutRedirects(*given)
		f.proxy = func(*http.Request) (*url.URL, error) { return nil, nil }
		return f
	}
	transport := m.transport(g)
	f.client, f.proxy = withoutRedirects(http.Client{Transport: transport}), transport.Proxy
	return f
}

func withoutRedirects(client http.Client) *http.Client {
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// request is what to send. The zero method is GET.
type request struct {
	url         string
	post        []byte // the body of a POST; nil for GET
	contentType string
	// later says whether an answer with status 200 asks to come again; nil
	// for never.
	later func(body []byte) bool
}

func (r request) method() string {
	if r.post != nil {
		return http.MethodPost
	}
	return http.MethodGet
}

// reply is a 200, whole.
type reply struct {
	header http.Header
	body   []byte
	once   *sync.Once // for what is done with it once, however many get it
}

// outcome is a reply or a [*fetchError].
type outcome struct {
	reply
	err error
}

// cost is about what remembering it takes.
func cost(key string, o outcome) int {
	cost := 1024 + len(key) + len(o.body)
	for name, values := range o.header {
		for _, value := range values {
			cost += len(name) + len(value)
		}
	}
	return cost
}

// do sends a request, again where it may help, and gives the reply. Who asks
// the same in the same run gets the same reply. Every error is a
// [*fetchError].
func (f *fetcher) do(ctx context.Context, r request) (reply, error) {
	key := strconv.FormatBool(f.guard.allowPrivate) + " " + r.url + "\x00" + string(r.post)
	started := time.Now()
	o, err := f.memo.replies.do(ctx, key, func(ctx context.Context) outcome {
		got, err := f.insist(ctx, r, f.once)
		return outcome{got, err}
	})
	if err != nil {
		return reply{}, gaveUp(ctx, started, err)
	}
	return o.reply, o.err
}

// once sends a request one time and reads the answer.
func (f *fetcher) once(ctx context.Context, r request) (reply, error) {
	resp, err := f.open(ctx, r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponseSize+1))
	switch {
	case err != nil:
		return reply{}, &fetchError{fault: classifyNet(ctx, err), err: err}
	case len(data) > maxResponseSize:
		return reply{}, faulty(faultTooLarge, "answer exceeds %d bytes", maxResponseSize)
	}
	return reply{resp.Header, data, new(sync.Once)}, nil
}
