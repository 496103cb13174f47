//go:build linux

package probe

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestWhatRefusesPingIsExamined: a server that refuses PING answers INFO, so that
// the operator sees how it is, and once what is wrong.
func TestWhatRefusesPingIsExamined(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code string
		show func(*testing.T) report.Target
		says string
		has  func(*report.Server) bool
	}{
		{conn.CodeMisconf, misconf, "cannot save", func(s *report.Server) bool { return s.Persistence.RDB == "err" }},
		{conn.CodeLoading, loading, "% done", func(s *report.Server) bool { return s.Persistence.Loading }},
		{conn.CodeMasterDown, func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: start(t, "--replicaof", "127.0.0.1 1", "--replica-serve-stale-data", "no").Addr})
		}, "serves nothing", func(s *report.Server) bool { return s.Replication.Link == "down" }},
	} {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			got := tt.show(t)
			if got.Server == nil || !tt.has(got.Server) || len(got.Server.NotExamined) > 0 || got.Session.User != defaultUser {
				t.Errorf("server %+v, session %+v", got.Server, got.Session)
			}
			var said []report.Finding
			for _, f := range got.Findings {
				if f.Code == tt.code {
					said = append(said, f)
				}
			}
			if len(said) != 1 || said[0].Subject != string(conn.PhaseReady) || said[0].Evidence == "" || !strings.Contains(said[0].Message, tt.says) {
				t.Errorf("%+v", said)
			}
			if last := got.Phases[len(got.Phases)-1]; last.OK || last.Code != tt.code {
				t.Errorf("last step %+v", last)
			}
		})
	}
}

// TestMayNothing: each step that a user was refused has its own finding, and is no
// fault.
func TestMayNothing(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "none", "on", "nopass")
	got := connect(t, conn.Options{Addr: v.Addr, Username: "none", Password: "x"})
	var steps []string
	for _, f := range got.Findings {
		if f.Code == conn.CodeACLDeniedCommand && f.Outcome == string(OK) {
			steps = append(steps, f.Subject)
		}
	}
	if want := []string{string(conn.PhaseSetInfo), string(conn.PhaseReady)}; !slices.Equal(steps, want) {
		t.Errorf("%v, findings %+v", steps, got.Findings)
	}
}

// TestSentinelByInfo: a Sentinel that is not asked by HELLO is not said to refuse
// what it does not know.
func TestSentinelByInfo(t *testing.T) {
	t.Parallel()
	s, err := lab.StartSentinel("main", start(t), lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = s.Close() })
	got := connect(t, conn.Options{Addr: s.Addr, Protocol: 2})
	if got.Server.Mode != modeSentinel || len(got.Server.NotExamined) > 0 || !reports(got, CodeSentinelPort) {
		t.Errorf("server %+v, findings %+v", got.Server, got.Findings)
	}
}

// TestAllNodesOfWhatServesNothing: a replica without its primary leads to where
// that should be.
func TestAllNodesOfWhatServesNothing(t *testing.T) {
	t.Parallel()
	o := conn.Options{Addr: start(t, "--replicaof", "127.0.0.1 1", "--replica-serve-stale-data", "no").Addr}
	got := Fleet{Parallel: 1}.Examine(t.Context(), []Options{{Target: o.Addr, Conn: o, Timeout: 20 * time.Second, AllNodes: true, Count: 3, Concurrency: 2}}, Connect)
	if len(got) != 2 || got[1].Target != "127.0.0.1:1" || !reports(got[0], conn.CodeMasterDown) || reports(got[0], CodeUnstable) || reports(got[0], CodePoolFailed) {
		t.Errorf("%+v", got)
	}
}
