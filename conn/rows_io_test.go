package conn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// Row 55: disconnect closes, ignores that it was done before, and flushes the
// cache.
func TestRow55Disconnect(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	watcher := dialed(t, Options{Addr: v.Addr})
	clients := func() string { return do(t, watcher, "CLIENT", "LIST") }
	for name, caching := range map[string]*Caching{"sync": nil, "async": {}} {
		t.Run(name, func(t *testing.T) {
			c := dialed(t, Options{Addr: v.Addr, ClientName: name, Caching: caching})
			do(t, c, "GET", "k")
			if !strings.Contains(clients(), "name="+name) {
				t.Error("the server does not know it")
			}
			for range 2 {
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}
			eventually(t, "its end", func() bool { return !strings.Contains(clients(), "name="+name) })
			if caching != nil && c.Cache().Stats().Entries != 0 {
				t.Errorf("%+v after the end", c.Cache().Stats())
			}
			_, err := c.Do(testContext(t), "PING")
			wantError(t, err, PhaseCommand, CodeConnectionClosed)
		})
	}
}

// blocked waits until so many clients of the server wait in BLPOP.
func blocked(t *testing.T, watcher *Conn, clients int) {
	t.Helper()
	want := fmt.Sprintf("blocked_clients:%d\r\n", clients)
	eventually(t, want, func() bool { return strings.Contains(do(t, watcher, "INFO", "clients"), want) })
}

// Row 57: who gives up leaves nobody else the reply: the connection is closed,
// or where a goroutine reads, the reply is dropped when it comes.
func TestRow57Interrupted(t *testing.T) {
	t.Parallel()
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		v := startValkey(t, lab.ValkeyOptions{})
		watcher, c := dialed(t, Options{Addr: v.Addr}), dialed(t, with(Options{Addr: v.Addr}))
		first := c.Server().ID
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan error)
		go func() {
			_, err := c.Do(ctx, "BLPOP", "list", "0")
			gaveUp <- err
		}()
		blocked(t, watcher, 1)
		cancel()
		wantError(t, <-gaveUp, PhaseCommand, CodeCanceled)
		if c.async == nil && !c.gone() {
			t.Error("the connection is kept")
		}
		do(t, watcher, "LPUSH", "list", "another's")
		blocked(t, watcher, 0)
		if got := do(t, c, "ECHO", "mine"); got != "mine" {
			t.Errorf("got %q", got)
		}
		if kept := c.Server().ID == first; kept != (c.async != nil) {
			t.Errorf("the connection was kept: %t", kept)
		}
	})
}

// Row 57: a pool does not hand an interrupted connection on.
func TestRow57InterruptedInPool(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	p := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Max: 1})
	defer p.Close()
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() {
		_, err := p.Do(ctx, "BLPOP", "list", "0")
		gaveUp <- err
	}()
	blocked(t, dialed(t, Options{Addr: v.Addr}), 1)
	cancel()
	wantError(t, <-gaveUp, PhaseCommand, CodeCanceled)
	if got := do(t, p, "ECHO", "mine"); got != "mine" || p.Stats().Discarded != 1 {
		t.Errorf("got %q, %+v", got, p.Stats())
	}
}

// Row 58: commands are arrays of bulk strings, a name of several words is
// split, and arguments above 6000 bytes are not copied.
func TestRow58Packing(t *testing.T) {
	t.Parallel()
	p := startTap(t, startValkey(t, lab.ValkeyOptions{}).Addr)
	c := dialed(t, Options{Addr: p.addr})
	p.bytes()
	do(t, c, "CONFIG GET", "max memory")
	if got, want := p.bytes(), "*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$10\r\nmax memory\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, size := range []int{0, 6000, 6001, 1 << 20} {
		large := strings.Repeat("\r\n", size/2) + strings.Repeat("x", size%2)
		do(t, c, "SET", "k", large)
		if got, want := p.bytes(), string(resp.AppendCommand(nil, "SET", "k", large)); got != want {
			t.Errorf("%d bytes were sent otherwise", size)
		}
		if got := do(t, c, "GET", "k"); got != large {
			t.Errorf("%d bytes came back otherwise", size)
		}
		p.bytes()
		var out resp.Out
		out.Append("SET", "k", large)
		if _, whole := out.Bytes(); whole != (size <= 6000) {
			t.Errorf("%d bytes are copied: %t", size, whole)
		}
	}
}

// Row 59: commands packed together travel together.
func TestRow59PackedCommands(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		c := dialed(t, with(Options{Addr: holdRepliesFrom(t, v.Addr, "\r\nfirst\r\n", "\r\nlast\r\n")}))
		commands := [][]string{{"ECHO", "first"}}
		for range 98 {
			commands = append(commands, []string{"ECHO", "x"})
		}
		replies, err := c.Pipeline(testContext(t), append(commands, []string{"ECHO", "last"}))
		if err != nil || len(replies) != 100 || replies[0].Text() != "first" || replies[99].Text() != "last" {
			t.Errorf("%d replies, %v", len(replies), err)
		}
	})
}

// Row 61: a read that takes too long ends the connection and has its address;
// an error reply does not end it.
func TestRow61ReadResponse(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c := dialed(t, Options{Addr: v.Addr})
	first := c.Server().ID
	_, err := c.Do(testContext(t), "NOSUCH")
	if wantError(t, err, PhaseCommand, CodeCommandUnknown); c.gone() {
		t.Error("an error reply ended the connection")
	}
	c.link.o.CommandTimeout = 100 * ms
	_, err = c.Do(testContext(t), "BLPOP", "list", "0")
	e := wantError(t, err, PhaseCommand, CodeTimeoutCommand)
	if e.Addr != v.Addr || !errors.Is(e, ErrTimeout) || !errors.Is(e, os.ErrDeadlineExceeded) || !c.gone() {
		t.Errorf("at %s: %v", e.Addr, e)
	}
	if do(t, c, "PING"); c.Server().ID == first {
		t.Error("still on the connection that was late")
	}
}
