package ocspcheck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/vkcheck/vkcheck/internal/errno"
)

// A request is sent at most maxTries times, with a pause between that grows
// from firstPause, or that the server asked for.
const (
	maxTries   = 3
	firstPause = 100 * time.Millisecond
)

// insist sends a request until it is answered or repeating it is of no use:
// what the server refuses (4xx) it will refuse again. All tries share the
// policy's timeout, and none is begun for which no time would be left.
func (f *fetcher) insist(ctx context.Context, r request, once func(context.Context, request) (reply, error)) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, f.policy.timeout())
	defer cancel()
	deadline, _ := ctx.Deadline()
	for try := 1; ; try++ {
		got, err := once(ctx, r)
		again, after := worthwhile(r, got, err)
		if !again || try == maxTries {
			return got, counted(err, try)
		}
		pause := max(after, jitter(firstPause<<(try-1)))
		if time.Until(deadline) <= pause {
			return got, counted(err, try)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return got, counted(err, try)
		}
	}
}

// worthwhile says whether the same request may fare better in a moment, and
// how long the server wants to be left alone.
func worthwhile(r request, got reply, err error) (again bool, after time.Duration) {
	var failed *fetchError
	if errors.As(err, &failed) {
		broken := errno.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		return failed.passing || failed.fault == faultUnreachable && broken, failed.after
	}
	return r.later != nil && r.later(got.body), retryAfter(got.header)
}

// counted says in the error how often it happened.
func counted(err error, tries int) error {
	var failed *fetchError
	if tries == 1 || !errors.As(err, &failed) {
		return err
	}
	again := *failed
	again.err = fmt.Errorf("%w (%d tries)", failed.err, tries)
	return &again
}

// jitter takes up to half away, so that many clients do not come back at once.
func jitter(d time.Duration) time.Duration { return d - rand.N(d/2) }

// retryAfter reads the header of RFC 9110 10.2.3, in seconds or as a date; 0
// where it is absent, past or malformed.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
