package conn

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func coded(code string) error { return &Error{Phase: PhaseCommand, Code: code} }

// attempts runs r with a failure of each code in turn, the last of them for
// ever, and gives the times at which it was tried.
func attempts(ctx context.Context, r Retry, retryable func(error) bool, codes ...string) (at []time.Duration, failed int, err error) {
	start := time.Now()
	err = r.Do(ctx, func(context.Context) error {
		code := codes[min(len(at), len(codes)-1)]
		at = append(at, time.Since(start))
		if code == "" {
			return nil
		}
		return coded(code)
	}, retryable, func(error) { failed++ })
	return at, failed, err
}

func TestRow06RetryOnTimeout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		retry Retry
		code  string
		want  int
	}{
		{Retry{}, CodeTimeoutCommand, 1},
		{Retry{OnTimeout: true}, CodeTimeoutCommand, 2},
		{Retry{OnTimeout: true}, CodeTimeoutConnect, 2},
		{Retry{OnTimeout: true}, CodeDNSTimeout, 2},
		{Retry{OnTimeout: true}, CodeLoading, 1},
		{Retry{OnTimeout: true, Retries: 3}, CodeTimeoutCommand, 4},
	} {
		at, _, err := attempts(t.Context(), tt.retry, tt.retry.Wants, tt.code)
		if len(at) != tt.want || CodeOf(err) != tt.code {
			t.Errorf("%+v: %d attempts at %s, %v, want %d", tt.retry, len(at), tt.code, err, tt.want)
		}
	}
}

func TestRow07RetryOnErrorAlone(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		retry Retry
		want  int
	}{
		"neither":            {Retry{}, 1},
		"a list alone":       {Retry{On: []string{CodeLoading}}, 2},
		"a list and retries": {Retry{On: []string{CodeLoading}, Retries: 2}, 3},
		"another list":       {Retry{On: []string{CodeOOM}, Retries: 2}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, failed, err := attempts(t.Context(), tt.retry, tt.retry.Wants, CodeLoading)
			if len(at) != tt.want || CodeOf(err) != CodeLoading {
				t.Errorf("%d attempts, %v, want %d", len(at), err, tt.want)
			}
			if wanted := tt.retry.Wants(err); wanted && failed != tt.want || !wanted && failed != 0 {
				t.Errorf("%d failures told of %d", failed, tt.want)
			}
		})
	}
}

// Each run starts with the first pause, also beside another of the same Retry.
func TestRow07RetryIsCopied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := Retry{Backoff: ExponentialBackoff(10*ms, time.Second), Retries: 2}
		want := []time.Duration{0, 20 * ms, 60 * ms}
		results := make(chan []time.Duration)
		for range 2 {
			go func() {
				at, _, _ := attempts(t.Context(), r, passing, CodeLoading)
				results <- at
			}()
		}
		for range 2 {
			if diff := cmp.Diff(want, <-results); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		}
	})
}

func passing(err error) bool { return Transient(CodeOf(err)) }

// A command is tried again for the listed errors alone, a dial for whatever
// may pass.
func TestRow08CommandsRetryListedErrorsOnly(t *testing.T) {
	t.Parallel()
	r := Retry{Retries: 1, On: []string{CodeLoading}}
	for code, want := range map[string]struct{ command, dial bool }{
		CodeLoading:           {true, true},
		CodeConnectionRefused: {false, true},
		CodeReadOnlyReplica:   {false, true},
		CodeTimeoutCommand:    {false, true},
		CodeWrongPassword:     {false, false},
		CodeCanceled:          {false, false},
	} {
		if command, dial := r.Wants(coded(code)), r.WantsDial(coded(code)); command != want.command || dial != want.dial {
			t.Errorf("%s: command %v, dial %v, want %+v", code, command, dial, want)
		}
	}
	if r.Wants(errors.New("no code")) || r.WantsDial(nil) {
		t.Error("an error without a code is retried")
	}
}

func TestRow88Retry(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		retry Retry
		codes []string
		at    []time.Duration
		code  string
	}{
		"at once":              {Retry{Retries: 2}, []string{CodeLoading}, []time.Duration{0, 0, 0}, CodeLoading},
		"recovers":             {Retry{Retries: 2, Backoff: ConstantBackoff(ms)}, []string{CodeLoading, ""}, []time.Duration{0, ms}, ""},
		"the last error":       {Retry{Retries: 1}, []string{CodeLoading, CodeOOM}, []time.Duration{0, 0}, CodeOOM},
		"an error for good":    {Retry{Retries: 9}, []string{CodeLoading, CodeWrongPassword}, []time.Duration{0, 0}, CodeWrongPassword},
		"for ever, if it must": {Retry{Retries: -1, Backoff: ConstantBackoff(time.Second)}, []string{CodeLoading, CodeLoading, CodeLoading, ""}, []time.Duration{0, time.Second, 2 * time.Second, 3 * time.Second}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				at, _, err := attempts(t.Context(), tt.retry, passing, tt.codes...)
				if diff := cmp.Diff(tt.at, at); diff != "" || CodeOf(err) != tt.code {
					t.Errorf("%v, want %q; attempts -want +got\n%s", err, tt.code, diff)
				}
			})
		})
	}
}

// Retries that are asked for by name pause, unless it is said that they do not.
func TestRetriesByNamePause(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]Backoff{
		"retries=3": DefaultBackoff(), "retries=-1&backoff=none": NoBackoff(), "backoff=none&retries=1": NoBackoff(),
		"retries=0": nil, "retry_on_timeout=true": nil,
	} {
		o, _, err := ParseTarget("valkey://host?" + query)
		if diff := cmp.Diff(want, o.Retry.Backoff); err != nil || diff != "" {
			t.Errorf("%s: %v, -want +got\n%s", query, err, diff)
		}
	}
}

// The pause before is handed to the backoff, and the end of the context cuts
// a pause short.
func TestRow88ContextEndsRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := Retry{Retries: -1, Backoff: DecorrelatedJitter(time.Hour, 24*time.Hour)}
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Minute)
		defer cancel()
		start := time.Now()
		_, _, err := attempts(ctx, r, passing, CodeLoading)
		if CodeOf(err) != CodeLoading || time.Since(start) != 90*time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		at, failed, _ := attempts(ctx, Retry{Retries: -1}, passing, CodeLoading)
		if len(at) != 1 || failed != 1 {
			t.Errorf("%d attempts in a context that had ended", len(at))
		}
	})
}

// late is a context whose deadline a socket has noticed first.
type late struct{ context.Context }

func (late) Deadline() (time.Time, bool) { return time.Now(), true }

func TestNoRetryBehindTheDeadline(t *testing.T) {
	t.Parallel()
	at, _, err := attempts(late{t.Context()}, Retry{Retries: 3}, passing, CodeTimeoutCommand)
	if len(at) != 1 || CodeOf(err) != CodeTimeoutCommand {
		t.Errorf("%d attempts, %v", len(at), err)
	}
}
