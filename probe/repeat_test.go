package probe

import (
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// counting lets every connection through to the server but each n-th, which
// it resets.
func counting(backend string, n int64) lab.Plan {
	var seen atomic.Int64
	through := lab.Behind(backend, nil, nil)
	return func(client *net.TCPConn) {
		if seen.Add(1)%n == 0 {
			lab.Reset(client)
			return
		}
		through(client)
	}
}

func repeated(t *testing.T, o conn.Options, count int) (report.Target, int) {
	t.Helper()
	told := 0
	got := Connect(t.Context(), &Options{
		Target: o.Addr, Conn: o, Timeout: time.Minute,
		Count: count, Interval: time.Millisecond, Connected: func(error) { told++ },
	})
	return got, told
}

func timingOf(t *testing.T, target report.Target, phase string) report.Timing {
	t.Helper()
	for _, timing := range target.Timings {
		if timing.Phase == phase {
			return timing
		}
	}
	t.Fatalf("no timing of %s in %+v", phase, target.Timings)
	return report.Timing{}
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	v := start(t)
	got, told := repeated(t, conn.Options{Addr: v.Addr, DB: 1}, 20)
	if told != 20 || len(got.Findings) > 0 {
		t.Errorf("told of %d connections, findings %+v", told, got.Findings)
	}
	for _, phase := range []string{"config", "connect", "hello", "setinfo", "select", "ready", phaseTotal} {
		x := timingOf(t, got, phase)
		if x.Count != 20 || x.Failed != 0 || x.P50 <= 0 || x.P50 > x.P95 || x.P95 > x.P99 {
			t.Errorf("%+v", x)
		}
	}
	if total, connect := timingOf(t, got, phaseTotal), timingOf(t, got, "connect"); total.P50 < connect.P50 {
		t.Errorf("all steps took %v, one of them %v", total.P50, connect.P50)
	}
}

// TestUnstable: a server behind a balancer of which each tenth connection
// fails is found out, with how often and by what.
func TestUnstable(t *testing.T) {
	t.Parallel()
	v := start(t)
	addr := startFault(t, counting(v.Addr, 10))
	// Each examination asks for second opinions no more than once: what
	// follows are plain dials.
	got, _ := repeated(t, conn.Options{Addr: addr}, 30)
	if !reports(got, CodeUnstable) {
		t.Fatalf("findings %+v", got.Findings)
	}
	if f := got.Findings[0]; !strings.Contains(f.Message, "3 of 30 failed: 3 reset-after-accept") || f.Evidence == "" {
		t.Errorf("%+v", f)
	}
	if total := timingOf(t, got, phaseTotal); total.Failed != 3 || total.Count != 30 {
		t.Errorf("%+v", total)
	}
	if hello := timingOf(t, got, "hello"); hello.Failed != 3 {
		t.Errorf("%+v", hello)
	}
	if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != ExitFailed {
		t.Errorf("exit %d", exit)
	}
}

// TestNoRepeats: a password that was refused is not tried again.
func TestNoRepeats(t *testing.T) {
	t.Parallel()
	v := start(t, "--requirepass", "s3cret")
	if got, told := repeated(t, conn.Options{Addr: v.Addr, Password: "another"}, 5); told != 1 || got.Timings != nil {
		t.Errorf("told of %d connections, timings %+v", told, got.Timings)
	}
}

// TestRepeatsInVain: a server that nobody reaches is not unstable.
func TestRepeatsInVain(t *testing.T) {
	t.Parallel()
	got, told := repeated(t, conn.Options{Addr: "127.0.0.1:1"}, 3)
	if x := timingOf(t, got, phaseTotal); told != 3 || x.Count != 3 || x.Failed != 3 || reports(got, CodeUnstable) || !reports(got, conn.CodeConnectionRefused) {
		t.Errorf("told of %d, %+v, findings %+v", told, x, got.Findings)
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i + 1)
	}
	for _, tt := range []struct {
		sorted []float64
		p      float64
		want   float64
	}{
		{hundred, 50, 50},
		{hundred, 95, 95},
		{hundred, 99, 99},
		{hundred[:1], 99, 1},
		{hundred[:2], 50, 1},
		{hundred[:3], 95, 3},
		{nil, 50, 0},
	} {
		if got := percentile(tt.sorted, tt.p); got != tt.want {
			t.Errorf("p%v of %d: %v, want %v", tt.p, len(tt.sorted), got, tt.want)
		}
	}
}
