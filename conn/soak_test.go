//go:build unix

package conn

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// soakTime is how long TestSoak runs: 2 s, or what VKCHECK_SOAK says.
func soakTime(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("VKCHECK_SOAK")
	if text == "" {
		return 2 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// soak is what the goroutines of TestSoak share.
type soak struct {
	*testing.T
	ctx                                 context.Context // ends the killers
	end                                 time.Time
	pool                                *Pool
	shared                              *Shared
	did, lost, dialled, dropped, killed atomic.Int64
}

// Connections are killed at random under 64 goroutines that use them in every
// way: each gets its own replies, retries recover, and in the end nothing is
// left, here and at the server.
func TestSoak(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	checker := dialed(t, Options{Addr: v.Addr})
	ctx, cancel := context.WithCancel(t.Context())
	s := &soak{T: t, ctx: ctx, end: time.Now().Add(soakTime(t))}
	o := Options{Addr: v.Addr, Retry: forEver, Caching: &Caching{}, ClientName: "soak"}
	s.shared = NewShared(o)
	s.pool = NewPool(PoolOptions{Options: o, Max: 24, Wait: -1, SharedCache: true, Hooks: PoolHooks{
		Dialled: func(*Conn) { s.dialled.Add(1) },
		Dropped: func(*Conn, error) { s.dropped.Add(1) },
	}})
	var callers, killers sync.WaitGroup
	killers.Go(func() { s.kill(dialed(t, Options{Addr: v.Addr})) })
	killers.Go(s.disturb)
	for g := range 64 {
		callers.Go(func() { s.call(g) })
	}
	callers.Wait()
	cancel()
	killers.Wait()
	s.pool.Close()
	_ = s.shared.Close()

	t.Logf("%d operations, %d transactions lost, %d connections killed, %d dialled; %+v",
		s.did.Load(), s.lost.Load(), s.killed.Load(), s.dialled.Load(), s.pool.Stats())
	if st := s.pool.Stats(); st.InUse != 0 || st.Idle != 0 || st.Dialled != s.dialled.Load() || s.dialled.Load() != s.dropped.Load() {
		t.Errorf("%+v after %d were dialled and %d dropped", st, s.dialled.Load(), s.dropped.Load())
	}
	eventually(t, "the end of all sockets at the server", func() bool {
		return !strings.Contains(do(t, checker, "CLIENT", "LIST"), "name=soak")
	})
}

// kill ends connections of ours, one or all at a time.
func (s *soak) kill(c *Conn) {
	for s.ctx.Err() == nil {
		var ids []string
		for line := range strings.Lines(do(s.T, c, "CLIENT", "LIST")) {
			if strings.Contains(line, "name=soak") {
				ids = append(ids, strings.TrimPrefix(strings.Fields(line)[0], "id="))
			}
		}
		if rand.IntN(50) > 0 && len(ids) > 0 {
			ids = ids[:1+rand.IntN(min(3, len(ids)))]
		}
		for _, id := range ids {
			_, _ = c.Do(s.ctx, "CLIENT KILL", "ID", id) // it may be gone
			s.killed.Add(1)
		}
		sleep(s.ctx, 5*time.Millisecond)
	}
}

// disturb changes the pool under its users.
func (s *soak) disturb() {
	for sleep(s.ctx, 10*time.Millisecond) {
		switch rand.IntN(6) {
		case 0:
			s.pool.CloseAll()
		case 1:
			s.pool.CloseIdle()
		case 2:
			s.pool.FlushCache()
		default:
			retry := forEver
			retry.Backoff = ConstantBackoff(time.Duration(rand.IntN(3)) * time.Millisecond)
			s.pool.SetRetry(retry)
		}
		s.pool.Stats()
	}
}

// call is one goroutine, until the time is over.
func (s *soak) call(g int) {
	ways := []func(g, i int) error{s.echo, s.echoInto, s.pipe, s.transact, s.cached, s.share, s.sharePipe, s.shareCached}
	for i := 0; time.Now().Before(s.end); i++ {
		way := rand.IntN(len(ways))
		err := ways[way](g, i)
		s.did.Add(1)
		if err != nil && !killedAway(err) {
			s.Errorf("way %d: %v", way, err)
			return
		}
	}
}

// killedAway is true for what a kill leads to where nothing is retried: a
// transaction is lost, and a connection killed between its dial and its use.
func killedAway(err error) bool {
	return slices.Contains([]string{CodeConnectionStateLost, CodeConnectionClosed, CodeTruncatedReply}, CodeOf(err))
}

func (s *soak) own(got, want string) error {
	if got != want {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	return nil
}

func (s *soak) echo(g, i int) error {
	want := fmt.Sprintf("%d:%d", g, i)
	v, err := s.pool.Do(s.Context(), "ECHO", want)
	if err != nil {
		return err
	}
	return s.own(v.Text(), want)
}

func (s *soak) echoInto(g, i int) error {
	want := fmt.Sprintf("%d:%d", g, i) + strings.Repeat("x", i%20000)
	got, _, err := s.pool.DoInto(s.Context(), []byte("="), "ECHO", want)
	if err != nil {
		return err
	}
	return s.own(string(got), "="+want)
}
