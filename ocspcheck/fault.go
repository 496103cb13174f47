package ocspcheck

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/vkcheck/vkcheck/internal/errno"
)

// fault is the kind of an HTTP failure; OCSP, AIA and CRL have codes of
// their own for each.
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
	faultRedirectLoop
	faultTooLarge
	faultEncoding
)

type fetchError struct {
	fault fault
	err   error
	// passing is true where the same request may succeed in a moment: a
	// status of 5xx, a connection that broke.
	passing bool
	// after is how long the server asks to wait (Retry-After), 0 if it does
	// not say.
	after time.Duration
}

func (e *fetchError) Error() string { return e.err.Error() }
func (e *fetchError) Unwrap() error { return e.err }

func faulty(kind fault, format string, args ...any) *fetchError {
	return &fetchError{fault: kind, err: fmt.Errorf(format, args...)}
}

func statusFault(resp *http.Response) *fetchError {
	e := faulty(faultStatus, "HTTP status %s", resp.Status)
	e.passing, e.after = resp.StatusCode >= 500, retryAfter(resp.Header)
	return e
}

// faultOf gives the kind of an error of [fetcher.do].
func faultOf(err error) fault {
	var failed *fetchError
	if errors.As(err, &failed) {
		return failed.fault
	}
	return faultUnreachable
}

// hasty is less time than a server can be asked to answer in.
const hasty = 50 * time.Millisecond

// gaveUp is the error of one whose own time ended while others were asked: where it
// was up almost before that began, nobody was slow to answer.
func gaveUp(ctx context.Context, started time.Time, err error) *fetchError {
	e := &fetchError{fault: classifyNet(ctx, err), err: err}
	if e.fault == faultTimeout && time.Since(started) < hasty {
		e.fault = faultInterrupted
	}
	return e
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
	case errno.Is(err, syscall.ECONNREFUSED):
		return faultRefused
	}
	return faultUnreachable
}
