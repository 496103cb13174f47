//go:build unix

package conn

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// Row 77: an idle connection that the server has closed is not handed out but
// replaced.
func TestRow77PoolChecksReadiness(t *testing.T) {
	t.Parallel()
	v, ways := everyWay(t)
	killer := dialed(t, Options{Addr: v.Addr})
	for name, o := range ways {
		pool := NewPool(PoolOptions{Options: o})
		for range 3 {
			c := get(t, pool)
			pool.Put(c)
			if again := get(t, pool); again != c {
				t.Errorf("%s: a good connection was not handed out again", name)
			}
			pool.Put(c)
			killClient(t, killer, c)
			if _, err := pool.Do(testContext(t), "PING"); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s := pool.Stats(); s.Stale != 3 || s.Dialled != 4 || s.Idle != 1 || s.InUse != 0 {
			t.Errorf("%s: %+v", name, s)
		}
		pool.Close()
	}
}

// Row 77: data that waits on an idle connection belongs to nobody.
func TestRow77PoolRefusesDataWaiting(t *testing.T) {
	t.Parallel()
	back, said := make(chan struct{}), make(chan struct{})
	addr := startScript(t, func(s *scripted) {
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("PING", "+PONG\r\n")
		s.answer("GET k", "$1\r\nv\r\n")
		<-back // or the pool would see it at once
		s.say("+someone else's\r\n")
		close(said)
		_, _ = s.reader.Read()
	})
	p := NewPool(PoolOptions{Options: Options{Addr: addr}})
	defer p.Close()
	c := get(t, p)
	do(t, c, "GET", "k")
	p.Put(c)
	close(back)
	<-said
	eventually(t, "the arrival", func() bool { return !c.link.quiet(false) && time.Since(c.since) >= warm })
	if ready, err := p.take(); ready != nil || err != nil {
		t.Errorf("got %v %v, want that it is dropped", ready, err)
	}
	if s := p.Stats(); s.Stale != 1 || s.Reused != 0 || s.Idle != 0 {
		t.Errorf("%+v", s)
	}
}

// What one caller has made of a connection is not the next one's surprise.
func TestPoolDropsChangedConnections(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr, DB: 1}})
	defer p.Close()
	do(t, p, "SET", "where", "one")
	do(t, p, "SELECT", "2")
	if got := do(t, p, "GET", "where"); got != "one" {
		t.Errorf("the next caller is in another database: %q", got)
	}
	do(t, p, "MULTI")
	if got := do(t, p, "GET", "where"); got != "one" {
		t.Errorf("the next caller is in a transaction: %q", got)
	}
	if s := p.Stats(); s.Discarded != 2 {
		t.Errorf("%+v", s)
	}
}

func TestPoolHooks(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	var seen []string
	note := func(what string) func(*Conn) { return func(*Conn) { seen = append(seen, what) } }
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Hooks: PoolHooks{
		Dialled: note("dialled"), Taken: note("taken"), Returned: note("returned"),
		Dropped: func(_ *Conn, why error) { seen = append(seen, "dropped: "+why.Error()) },
	}})
	do(t, p, "PING")
	do(t, p, "SELECT", "1")
	do(t, p, "PING")
	p.CloseIdle()
	c := get(t, p)
	p.Close()
	p.Put(c)
	want := []string{
		"dialled", "taken", "returned", "taken", "returned", "dropped: its commands have changed it",
		"dialled", "taken", "returned", "dropped: the connection is closed",
		"dialled", "taken", "returned", "dropped: the pool is closed",
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Row 80: disconnect(inuse_connections=True): CloseAll ends what is in use, too; the pool goes on.
func TestRow80PoolCloseAll(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Max: 2})
	defer p.Close()
	p.Put(get(t, p))
	busy := get(t, p)
	failed := make(chan error)
	go func() {
		_, err := busy.Do(context.Background(), "BLPOP", "nothing", "0")
		failed <- err
	}()
	watcher := dialed(t, Options{Addr: v.Addr})
	blocked := func() bool {
		v, err := watcher.Do(testContext(t), "CLIENT", "LIST")
		return err == nil && strings.Contains(v.Text(), "cmd=blpop")
	}
	eventually(t, "BLPOP", blocked)
	p.CloseAll()
	wantCode(t, <-failed, CodeConnectionClosed)
	p.Put(busy)
	do(t, p, "PING")
}

// Row 80: set_retry reaches connections that live.
func TestRow80PoolSetRetry(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	killer := dialed(t, Options{Addr: v.Addr})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}})
	defer p.Close()
	p.Put(get(t, p))
	p.SetRetry(Retry{On: []string{CodeConnectionClosed}})
	c := get(t, p)
	killClient(t, killer, c)
	do(t, c, "PING")
	p.Put(c)
}

// Row 82: the wait is counted, and ends with the timeout, the context or a Put.
func TestRow82PoolBlocks(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Max: 4, Wait: time.Minute})
	defer p.Close()
	var group sync.WaitGroup
	for g := range 32 {
		group.Go(func() {
			for i := range 50 {
				want := fmt.Sprint(g, i)
				if got := do(t, p, "ECHO", want); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
	group.Wait()
	s := p.Stats()
	if s.Dialled > 4 || s.InUse != 0 || s.Waited == 0 || s.WaitTime == 0 || s.Exhausted != 0 || s.Reused+s.Dialled != 32*50 {
		t.Errorf("%+v", s)
	}
}
