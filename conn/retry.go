package conn

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Retry says whether and when to try again. It is a value without state:
// connections with the same Retry share nothing. The zero value tries once.
type Retry struct {
	// Backoff gives the pauses; nil makes none.
	Backoff Backoff
	// Retries are the attempts after the first; negative is for ever. Where it
	// is 0 but OnTimeout or On is set, there is one.
	Retries int
	// OnTimeout takes timeouts, too, for worth another attempt.
	OnTimeout bool
	// On names the codes of [Error] that are worth another attempt.
	On []string
}

// Wants is true for errors that r was told to retry: those with a code in On,
// and timeouts where OnTimeout is set. A failed command is retried for these
// alone, because it may have been carried out.
func (r Retry) Wants(err error) bool {
	return slices.Contains(r.On, CodeOf(err)) || r.OnTimeout && errors.Is(err, ErrTimeout)
}

// WantsDial is true for errors after which r dials again: those that it
// wants, and all that are [Transient].
func (r Retry) WantsDial(err error) bool { return r.Wants(err) || Transient(CodeOf(err)) }

// Do calls attempt until it succeeds, fails with an error that retryable does
// not take, or the retries are used up, and returns the last error. failed is
// told each error that retryable takes, also the last; nil for nobody. The
// end of ctx ends Do at once, in a pause too.
func (r Retry) Do(ctx context.Context, attempt func(context.Context) error, retryable func(error) bool, failed func(error)) error {
	var pause time.Duration
	for failures := 1; ; failures++ {
		err := attempt(ctx)
		if err == nil || !retryable(err) {
			return err
		}
		if failed != nil {
			failed(err)
		}
		if retries := r.retries(); retries >= 0 && failures > retries {
			return err
		}
		if r.Backoff != nil {
			pause = r.Backoff.Pause(failures, pause)
		}
		if !sleep(ctx, pause) {
			return err
		}
	}
}

// retries are Retries, or the one that On or OnTimeout alone stand for.
func (r Retry) retries() int {
	if r.Retries == 0 && (r.OnTimeout || len(r.On) > 0) {
		return 1
	}
	return r.Retries
}

// sleep is false where ctx ended before d had passed.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return !over(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
