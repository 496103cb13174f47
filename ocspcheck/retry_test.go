package ocspcheck

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// script is an http.RoundTripper that gives its answers one after another,
// the last one for ever.
type script struct {
	answers []scripted
	sent    int
}

type scripted struct {
	status int
	header http.Header
	body   []byte
	err    error
	takes  time.Duration
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := s.answers[min(s.sent, len(s.answers)-1)]
	s.sent++
	select {
	case <-time.After(answer.takes):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	if answer.err != nil {
		return nil, answer.err
	}
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	if answer.header == nil {
		answer.header = http.Header{}
	}
	return &http.Response{
		StatusCode: answer.status,
		Status:     http.StatusText(answer.status),
		Header:     answer.header,
		Body:       io.NopCloser(bytes.NewReader(answer.body)),
		Request:    req,
	}, nil
}

func TestRetries(t *testing.T) {
	t.Parallel()
	ok := scripted{body: []byte("ok")}
	busy := scripted{status: 503}
	after := func(value string) scripted {
		return scripted{status: 503, header: http.Header{"Retry-After": {value}}}
	}
	later := scripted{body: ocsp.TryLaterErrorResponse}
	broken := scripted{err: syscall.ECONNRESET}
	tests := []struct {
		name     string
		answers  []scripted
		sent     int
		err      string
		atLeast  time.Duration
		lessThan time.Duration
	}{
		{"at once", []scripted{ok}, 1, "", 0, 1},
		{"busy once", []scripted{busy, ok}, 2, "", 50 * time.Millisecond, 101 * time.Millisecond},
		{"busy twice", []scripted{busy, busy, ok}, 3, "", 150 * time.Millisecond, 301 * time.Millisecond},
		{"busy for ever", []scripted{busy}, 3, "HTTP status Service Unavailable (3 tries)", 150 * time.Millisecond, 301 * time.Millisecond},
		{"try later once", []scripted{later, ok}, 2, "", 50 * time.Millisecond, 101 * time.Millisecond},
		{"reset once", []scripted{broken, ok}, 2, "", 50 * time.Millisecond, 101 * time.Millisecond},
		{"cut off once", []scripted{{err: io.ErrUnexpectedEOF}, ok}, 2, "", 50 * time.Millisecond, 101 * time.Millisecond},
		{"as long as asked", []scripted{after("2"), ok}, 2, "", 2 * time.Second, 2*time.Second + 1},
		{"longer than there is time", []scripted{after("3600"), ok}, 1, "HTTP status Service Unavailable", 0, 1},
		{"a date", []scripted{after("Sat, 01 Jan 2000 00:00:03 GMT"), ok}, 2, "", 3 * time.Second, 3*time.Second + 1}, // synctest begins with 2000
		{"a date past", []scripted{after("Sat, 01 Jan 1999 00:00:00 GMT"), ok}, 2, "", 50 * time.Millisecond, 101 * time.Millisecond},
		{"nonsense", []scripted{after("-1"), ok}, 2, "", 50 * time.Millisecond, 101 * time.Millisecond},
		{"not found", []scripted{{status: 404}, ok}, 1, "HTTP status Not Found", 0, 1},
		{"refused", []scripted{{err: syscall.ECONNREFUSED}, ok}, 1, `Get "http://ocsp.example/": connection refused`, 0, 1},
		{"slow beyond the timeout", []scripted{{takes: time.Minute}}, 1, `Get "http://ocsp.example/": context deadline exceeded`, 5 * time.Second, 5*time.Second + 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &script{answers: test.answers}
				f := newFetcher(&http.Client{Transport: server}, Policy{}, guard{}, NewMemo(0))
				started := time.Now()
				got, err := f.do(t.Context(), request{url: "http://ocsp.example/", later: tryLater})
				took := time.Since(started)
				if test.err == "" && (err != nil || string(got.body) != "ok") || test.err != "" && (err == nil || err.Error() != test.err) {
					t.Errorf("%q, %v; want error %q", got.body, err, test.err)
				}
				if server.sent != test.sent || took < test.atLeast || took >= test.lessThan {
					t.Errorf("%d requests in %v, want %d in %v to %v", server.sent, took, test.sent, test.atLeast, test.lessThan)
				}
			})
		})
	}
}

// Whoever gives up during a pause is not kept waiting.
func TestRetryEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{answers: []scripted{{status: 503, header: http.Header{"Retry-After": {"3"}}}}}
		f := newFetcher(&http.Client{Transport: server}, Policy{}, guard{}, NewMemo(0))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started := time.Now()
		_, err := f.do(ctx, request{url: "http://ocsp.example/"})
		if !errors.Is(err, context.DeadlineExceeded) || faultOf(err) != faultTimeout || time.Since(started) != time.Second {
			t.Errorf("%v after %v", err, time.Since(started))
		}
	})
}

// An answer that comes late is good, but remarked.
func TestSlowResponderIsRemarked(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	answer := must(lab.Staple(p.intermediate, leaf.Cert, lab.Answer{}))(t)
	now := time.Now() // synctest's clock begins with 2000
	for takes, want := range map[time.Duration][]string{time.Second: nil, 3 * time.Second: {CodeOCSPResponderSlow}} {
		synctest.Test(t, func(t *testing.T) {
			header := http.Header{"Content-Type": {"application/ocsp-response"}}
			c := p.checker()
			c.Clock = func() time.Time { return now }
			c.HTTP = &http.Client{Transport: &script{answers: []scripted{{header: header, body: answer, takes: takes}}}}
			statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, Chain: slices.Concat(leaf.Chain[:1], []*x509.Certificate{p.intermediate.Cert})})
			if err != nil || statuses[0].Verdict != Good || !slices.Equal(statuses[0].Codes, want) {
				t.Errorf("%v: %v, %s %v", takes, err, statuses[0].Verdict, statuses[0].Codes)
			}
		})
	}
}
