package probe

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/report"
)

// TestTimings: a step that was tried at two addresses took as long as both, and of one
// that failed the time is no part of the percentiles.
func TestTimings(t *testing.T) {
	t.Parallel()
	w := newStopwatch()
	connect := []report.Phase{{Phase: "connect", Seconds: 1}, {Phase: "connect", Seconds: 2, OK: true}}
	w.add(append(connect, report.Phase{Phase: "hello", Seconds: 4, OK: true}), 7*time.Second, false)
	w.add(append(connect, report.Phase{Phase: "hello", Seconds: 100}), 103*time.Second, true)
	want := []report.Timing{
		{Phase: "connect", Count: 2, P50: 3, P95: 3, P99: 3},
		{Phase: "hello", Count: 2, Failed: 1, P50: 4, P95: 4, P99: 4},
		{Phase: "total", Count: 2, Failed: 1, P50: 7, P95: 7, P99: 7},
	}
	if diff := cmp.Diff(want, w.timings()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
