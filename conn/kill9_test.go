//go:build unix

package conn

import (
	"context"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// A server that is killed in the middle of a pipeline and comes back on the
// same port: without a retry the error is clear, with one nothing is lost.
func TestKillNine(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(o Options) (pipeliner, func()){
		"Conn": func(o Options) (pipeliner, func()) { c := dialed(t, o); return c, func() { _ = c.Close() } },
		"Pool": func(o Options) (pipeliner, func()) {
			p := NewPool(PoolOptions{Options: o})
			return p, p.Close
		},
		"Shared": func(o Options) (pipeliner, func()) {
			s := NewShared(o)
			return s, func() { _ = s.Close() }
		},
		"cached Conn": func(o Options) (pipeliner, func()) {
			o.Caching = &Caching{}
			c := dialed(t, o)
			return c, func() { _ = c.Close() }
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := startValkey(t, lab.ValkeyOptions{})
			o := Options{Addr: v.Addr, CommandTimeout: time.Minute}
			once, closeOnce := use(o)
			defer closeOnce()
			o.Retry = forEver
			retrying, closeRetrying := use(o)
			defer closeRetrying()
			onceErr, retried := make(chan error, 1), make(chan error, 1)
			go func() { onceErr <- manyEchoes(t.Context(), once) }()
			go func() { retried <- manyEchoes(testContext(t), retrying) }()

			killMidway(t, v) // each pipeline blocks in its middle, until then
			wantCode(t, <-onceErr, CodeConnectionClosed, CodeTruncatedReply)
			_, port, _ := net.SplitHostPort(v.Addr)
			startValkey(t, lab.ValkeyOptions{Args: []string{"--port", port}})
			do(t, dialed(t, o), "LPUSH", "list", "for", "each", "of", "them")
			if err := <-retried; err != nil {
				t.Errorf("with a retry: %v", err)
			}
			if err := manyEchoes(testContext(t), retrying); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// killMidway kills the server once two clients wait in it.
func killMidway(t *testing.T, v *lab.Valkey) {
	t.Helper()
	watcher := dialed(t, Options{Addr: v.Addr})
	eventually(t, "both pipelines in their middle", func() bool {
		s, err := watcher.Do(testContext(t), "INFO", "clients")
		return err == nil && strings.Contains(s.Text(), "\r\nblocked_clients:2\r\n")
	})
	if err := syscall.Kill(v.Pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// manyEchoes is a pipeline of 10,000 commands. The one in its middle waits for
// a list that the second server alone has.
func manyEchoes(ctx context.Context, by pipeliner) error {
	var commands [][]string
	for i := range 10_000 {
		commands = append(commands, []string{"ECHO", fmt.Sprint(i)})
	}
	commands[5000] = []string{"BLPOP", "list", "0"}
	return checkEchoes(by.Pipeline(ctx, commands))
}

func checkEchoes(replies []resp.Value, err error) error {
	for i, v := range replies {
		if i != 5000 && v.Text() != fmt.Sprint(i) {
			return fmt.Errorf("reply %d is %q", i, v.Text())
		}
	}
	if err == nil && len(replies) != 10_000 {
		return fmt.Errorf("%d replies", len(replies))
	}
	return err
}
