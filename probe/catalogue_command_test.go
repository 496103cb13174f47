//go:build linux

package probe

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// inCommand makes rows that fail in a command.
func inCommand(code string, exit int, show func(t *testing.T) report.Target) failure {
	return failure{code: code, phase: conn.PhaseCommand, exit: exit, show: show}
}

// commandRows are the refusals of one server that stands alone.
func commandRows(w *world) []failure {
	row := func(code string, commands ...string) failure {
		return inCommand(code, ExitFailed, func(t *testing.T) report.Target {
			return run(t, conn.Options{Addr: w.open.Addr}, commands...)
		})
	}
	own := func(code string, args []string, commands ...string) failure {
		return inCommand(code, ExitFailed, func(t *testing.T) report.Target {
			return run(t, conn.Options{Addr: start(t, args...).Addr}, commands...)
		})
	}
	return []failure{
		row(conn.CodeCommandUnknown, "NOSUCH"),
		row(conn.CodeClusterDisabled, "CLUSTER INFO"),
		row(conn.CodeHTTPToValkey, "POST / HTTP/1.1"),
		row(conn.CodeTrackingUseless, "CLIENT TRACKING ON REDIRECT 999999"),
		{code: conn.CodeTrackingUseless, about: "RESP2", phase: conn.PhaseConfig, exit: ExitFailed, show: func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: w.open.Addr, Protocol: 2, Caching: new(conn.Caching)})
		}},
		row(conn.CodeNoScript, "EVALSHA 0000000000000000000000000000000000000000 0"),
		row(conn.CodeWrongType, "SET wrong-type x", "LPUSH wrong-type x"),
		row(conn.CodeAborted, "MULTI", "NOSUCH", "EXEC"),
		row(conn.CodeWrongContext, "EXEC"),
		own(conn.CodeOOM, []string{"--maxmemory", "1"}, "SET k v"),
		own(conn.CodeNoReplicas, []string{"--min-replicas-to-write", "1"}, "SET k v"),
		{code: conn.CodeMisconf, phase: conn.PhaseReady, exit: ExitFailed, show: misconf},
		{code: conn.CodeBusyScript, phase: conn.PhaseReady, exit: ExitFailed, show: busy},
		{code: conn.CodeLoading, phase: conn.PhaseReady, exit: ExitFailed, show: loading},
	}
}

// misconf is a server whose directory is gone when it saves. It then refuses
// PING as well.
func misconf(t *testing.T) report.Target {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	v := start(t, "--dir", dir, "--save", "3600 1000")
	doom(t, v)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	c := dial(t, t.Context(), conn.Options{Addr: v.Addr})
	if _, err := c.Do(t.Context(), "BGSAVE"); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool {
		info, err := c.Do(t.Context(), "INFO", "persistence")
		return err != nil || strings.Contains(info.Text(), "rdb_last_bgsave_status:err")
	})
	return connect(t, conn.Options{Addr: v.Addr})
}

// busy is a server with a script that does not end.
func busy(t *testing.T) report.Target {
	v := start(t, "--busy-reply-threshold", "1")
	doom(t, v)
	o := conn.Options{Addr: v.Addr}
	behind(t, o, "EVAL", "while true do end", "0")
	return untilRefused(t, o)
}

// loading is a server that reads many keys, slowly.
func loading(t *testing.T) report.Target {
	v := start(t, "--enable-debug-command", "yes", "--key-load-delay", "200", "--loading-process-events-interval-bytes", "1024")
	o := conn.Options{Addr: v.Addr}
	if _, err := dial(t, t.Context(), o).Do(t.Context(), "DEBUG", "POPULATE", "20000"); err != nil {
		t.Fatal(err)
	}
	behind(t, o, "DEBUG", "RELOAD")
	return untilRefused(t, o)
}

// behind sends a command whose reply is not awaited.
func behind(t *testing.T, o conn.Options, command ...string) {
	t.Helper()
	o.CommandTimeout = time.Minute
	c := dial(t, t.Context(), o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = c.Do(ctx, command...)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
}

// untilRefused is the first examination in which a step fails: the server needs
// a moment to be as told, and may be so between two steps.
func untilRefused(t *testing.T, o conn.Options) (got report.Target) {
	t.Helper()
	until(t, func() bool {
		got = connect(t, o)
		return slices.ContainsFunc(got.Phases, func(p report.Phase) bool { return !p.OK })
	})
	return got
}
