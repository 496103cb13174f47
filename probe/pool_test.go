package probe

import (
	"fmt"
	"slices"
	"strings"
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
