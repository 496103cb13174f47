package probe

import (
	"context"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

func TestMain(m *testing.M) {
	runChild()
	goleak.VerifyTestMain(m)
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// start starts a real server for one row.
func start(t *testing.T, args ...string) *lab.Valkey {
	t.Helper()
	return startWith(t, lab.ValkeyOptions{Args: args})
}

func startWith(t *testing.T, o lab.ValkeyOptions) *lab.Valkey {
	t.Helper()
	v, err := lab.StartValkey(o)
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// connect is what "vkcheck probe" does.
func connect(t *testing.T, o conn.Options) report.Target {
	t.Helper()
	return connectWithin(t, o, 10*time.Second)
}

func connectWithin(t *testing.T, o conn.Options, timeout time.Duration) report.Target {
	t.Helper()
	return Connect(t.Context(), &Options{Target: o.Addr, Conn: o, Rules: Rules{AllowNotCovered: true}, Timeout: timeout})
}

func startFault(t *testing.T, plan lab.Plan) string {
	t.Helper()
	f, err := lab.StartFault(plan)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Addr()
}

func dial(t *testing.T, ctx context.Context, o conn.Options) *conn.Conn {
	t.Helper()
	c, err := conn.Dial(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// until waits for as long as a loaded machine may take.
func until(t *testing.T, done func() bool) {
	t.Helper()
	late := time.Now().Add(time.Minute)
	for !done() {
		if time.Now().After(late) {
			t.Fatal("it never comes")
		}
	}
}

func reports(t report.Target, code string) bool {
	return slices.ContainsFunc(t.Findings, func(f report.Finding) bool { return f.Code == code })
}
