package conn

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const ms = time.Millisecond

// The formulas of valkey-py: base * 2^failures up to the cap, and shares of it.
func TestRow89Backoffs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		backoff    Backoff
		failures   int
		previous   time.Duration
		least, max time.Duration
	}{
		{NoBackoff(), 1, 0, 0, 0},
		{NoBackoff(), math.MaxInt32, 0, 0, 0},
		{ConstantBackoff(50 * ms), 1, 0, 50 * ms, 50 * ms},
		{ConstantBackoff(50 * ms), math.MaxInt32, 0, 50 * ms, 50 * ms},
		{ExponentialBackoff(8*ms, 512*ms), 1, 0, 16 * ms, 16 * ms},
		{ExponentialBackoff(8*ms, 512*ms), 5, 0, 256 * ms, 256 * ms},
		{ExponentialBackoff(8*ms, 512*ms), 6, 0, 512 * ms, 512 * ms},
		{ExponentialBackoff(8*ms, 512*ms), 7, 0, 512 * ms, 512 * ms},
		{ExponentialBackoff(time.Second, ms), 1, 0, ms, ms},
		{ExponentialBackoff(0, time.Second), 100, 0, 0, 0},
		{ExponentialBackoff(-1, -1), 100, 0, 0, 0},
		{FullJitter(8*ms, 512*ms), 2, 0, 0, 32 * ms},
		{EqualJitter(8*ms, 512*ms), 2, 0, 16 * ms, 32 * ms},
		{DefaultBackoff(), 1, 0, 8 * ms, 16 * ms},
		{DefaultBackoff(), 100, 0, 256 * ms, 512 * ms},
		{DecorrelatedJitter(8*ms, 512*ms), 1, 0, 8 * ms, 8 * ms},
		{DecorrelatedJitter(8*ms, 512*ms), 2, 20 * ms, 8 * ms, 60 * ms},
		{DecorrelatedJitter(8*ms, 512*ms), 2, math.MaxInt64, 8 * ms, 512 * ms},
	} {
		t.Run(fmt.Sprintf("%v after %d and %v", tt.backoff, tt.failures, tt.previous), func(t *testing.T) {
			t.Parallel()
			var low, high int
			middle := tt.least + (tt.max-tt.least)/2
			for range 1000 {
				got := tt.backoff.Pause(tt.failures, tt.previous)
				if got < tt.least || got > tt.max {
					t.Fatalf("%v is not from %v to %v", got, tt.least, tt.max)
				}
				if got < middle {
					low++
				} else if got > middle {
					high++
				}
			}
			// A fair coin shows one side less than 400 times in 1000 once in 10^10.
			if tt.least < tt.max && (low < 400 || high < 400) {
				t.Errorf("%d pauses in the lower half, %d in the upper", low, high)
			}
		})
	}
}

// valkey-py raises OverflowError after some 1030 failures.
func TestBug12BackoffOverflows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.Custom(func(t *rapid.T) time.Duration { return time.Duration(rapid.Int64().Draw(t, "time")) })
		b := growing(rapid.SampledFrom(backoffKinds[3:]).Draw(t, "kind"), times.Draw(t, "base"), times.Draw(t, "cap"))
		pause := b.Pause(rapid.IntMin(1).Draw(t, "failures"), times.Draw(t, "previous"))
		if pause < 0 || pause > b.Cap {
			t.Fatalf("%v pauses for %v", b, pause)
		}
	})
}

func TestParseBackoff(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Backoff{
		"none":                              NoBackoff(),
		"default":                           EqualJitter(8*ms, 512*ms),
		"constant,base=1s":                  ConstantBackoff(time.Second),
		"constant":                          ConstantBackoff(8 * ms),
		"exponential":                       ExponentialBackoff(8*ms, 512*ms),
		"full-jitter,cap=1s":                FullJitter(8*ms, time.Second),
		"equal-jitter,base=8ms,cap=512ms":   DefaultBackoff(),
		"decorrelated-jitter,cap=1s,base=0": DecorrelatedJitter(0, time.Second),
	} {
		got, err := ParseBackoff(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
		again, err := ParseBackoff(fmt.Sprint(got))
		if diff := cmp.Diff(want, again); err != nil || diff != "" {
			t.Errorf("%s, read back from %v: %v\n%s", text, got, err, diff)
		}
	}
}

func TestParseBackoffFaults(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"":                              "unknown backoff",
		"equal_jitter":                  `"equal-jitter"`,
		"none,base=1s":                  "none has no base",
		"default,cap=1s":                "default has no cap",
		"constant,cap=1s":               "constant has no cap",
		"exponential,basis=1s":          `did you mean "base"?`,
		"exponential,base":              "base of a backoff is a time",
		"exponential,base=8":            "base of a backoff is a time",
		"exponential,cap=-1s":           "cap of a backoff is a time",
		"exponential,base=1s":           "above its cap",
		"exponential,base=1s,base=1s":   "more than once",
		"equal-jitter,base=1s,cap=10ms": "above its cap",
	} {
		if b, err := ParseBackoff(text); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v, %v, want an error with %q", text, b, err, word)
		}
	}
}
