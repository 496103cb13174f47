package probe

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

func pooled(t *testing.T, o conn.Options, concurrency, count int) report.Target {
	t.Helper()
	return Connect(t.Context(), &Options{Target: o.Addr, Conn: o, Timeout: time.Minute, Concurrency: concurrency, Count: count})
}

func TestPoolUnderLoad(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "mute", "on", "nopass", "-@all", "+hello")
	for _, o := range []conn.Options{{Addr: v.Addr}, {Addr: v.Addr, Username: "mute", Password: "x", LibName: "-"}} {
		got := pooled(t, o, 20, 5)
		p := got.Session.Pool
		if p == nil || p.Concurrency != 20 || p.Commands != 100 || p.Failed != 0 || p.Latency.Count != 100 || p.Latency.P50 <= 0 || reports(got, CodePoolFailed) {
			t.Errorf("%+v, findings %+v", p, got.Findings)
		}
	}
}

// TestPoolTooLarge: what a server turns away is counted, and the others go on.
func TestPoolTooLarge(t *testing.T) {
	t.Parallel()
	v := start(t, "--maxclients", "10")
	got := pooled(t, conn.Options{Addr: v.Addr}, 15, 2)
	p := got.Session.Pool
	// The server may not have seen yet that the first connection has gone.
	if p == nil || p.Failed != 5 && p.Failed != 6 || p.Commands != 2*15-p.Failed || p.Latency.Failed != p.Failed {
		t.Fatalf("%+v", p)
	}
	i := slices.IndexFunc(got.Findings, func(f report.Finding) bool { return f.Code == CodePoolFailed })
	if want := fmt.Sprintf("%d of 15 at once: %[1]d maxclients", p.Failed); i < 0 || !strings.Contains(got.Findings[i].Message, want) {
		t.Errorf("findings %+v do not say %q", got.Findings, want)
	}
}

// TestPoolOfTooFewFiles: what this machine has run out of is told by its own
// code, and leaves the server undetermined.
func TestPoolOfTooFewFiles(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		codes []string
		want  string
		exit  int
	}{
		{[]string{"", conn.CodeOutOfFiles, conn.CodeOutOfFiles}, conn.CodeOutOfFiles, ExitUndetermined},
		{[]string{conn.CodeOutOfPorts}, conn.CodeOutOfPorts, ExitUndetermined},
		{[]string{conn.CodeOutOfFiles, conn.CodeMaxClients}, CodePoolFailed, ExitFailed},
	} {
		e := begin(CommandProbe, &Options{Timeout: time.Second})
		var workers []worker
		for _, code := range tt.codes {
			workers = append(workers, worker{code: code})
		}
		e.pooled(workers)
		if exit := (FailOn{severity: Error}).Exit(e.target.Findings); !reports(e.target, tt.want) || exit != tt.exit {
			t.Errorf("%v: exit %d, %+v", tt.codes, exit, e.target.Findings)
		}
	}
}

// TestPoolWithOneThatStalls: a connection that takes all of the time has none of the
// others fail, which wait for it.
func TestPoolWithOneThatStalls(t *testing.T) {
	t.Parallel()
	v := start(t)
	const stalls = 3 // of those that are made: the first is the examination's own
	addr := relayed(t, v.Addr, func(n int) bool { return n != stalls })
	got := Connect(t.Context(), &Options{Target: addr, Conn: conn.Options{Addr: addr}, Timeout: time.Second, Concurrency: 3, Count: 2})
	if p := got.Session.Pool; p == nil || p.Failed != 1 || p.Commands != 5 {
		t.Errorf("%+v, findings %+v", p, got.Findings)
	}
}

// relayed is an address before a server, at which connections that are not passed
// on are accepted, and nothing more.
func relayed(t *testing.T, to string, passes func(n int) bool) string {
	t.Helper()
	l := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	var open sync.WaitGroup
	t.Cleanup(func() {
		_ = l.Close()
		open.Wait()
	})
	open.Go(func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer c.Close() //nolint:errcheck // it is done with
				if !passes(n) {
					_, _ = io.Copy(io.Discard, c)
					return
				}
				server, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				open.Go(func() {
					_, _ = io.Copy(c, server)
					_ = c.Close()
				})
				_, _ = io.Copy(server, c)
				_ = server.Close()
			})
		}
	})
	return l.Addr().String()
}
