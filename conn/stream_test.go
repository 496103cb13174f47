package conn

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// ways are the ways to reach a server on which streams must work.
func ways(v *lab.Valkey, p *pki) map[string]Options {
	trust := &TLSOptions{CAFile: p.ca}
	return map[string]Options{
		"RESP2":           {Addr: v.Addr, Protocol: 2},
		"RESP3":           {Addr: v.Addr, Protocol: 3},
		"RESP2 over TLS":  {Addr: v.TLSAddr, Protocol: 2, TLS: trust},
		"RESP3 over TLS":  {Addr: v.TLSAddr, Protocol: 3, TLS: trust},
		"RESP3 over UNIX": {Network: "unix", Addr: v.Socket, Protocol: 3},
	}
}

func onEveryWay(t *testing.T, check func(t *testing.T, v *lab.Valkey, o Options)) {
	t.Helper()
	p := testPKI(t)
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{Binary: binary, CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca})
			for name, o := range ways(v, p) {
				t.Run(name, func(t *testing.T) { check(t, v, o) })
			}
		})
	}
}

func TestRealMonitor(t *testing.T) {
	t.Parallel()
	onEveryWay(t, func(t *testing.T, v *lab.Valkey, o Options) {
		c, other := dialed(t, o), dialed(t, Options{Addr: v.Addr, DB: 3})
		long := strings.Repeat("x", 200<<10)
		// When the server has begun cannot be seen, so commands go on and on.
		ctx, cancel := context.WithCancel(testContext(t))
		var busy sync.WaitGroup
		busy.Go(func() {
			for {
				if _, err := other.Do(ctx, "MSET", "k", "a b", "long", long); err != nil {
					return
				}
			}
		})
		defer busy.Wait()
		defer cancel()
		seen := 0
		for line, err := range c.Monitor(testContext(t)) {
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(line, ` "MSET" "k" "a b" "long" "`+long+`"`) || !strings.Contains(line, " [3 ") {
				t.Errorf("line %.100q", line)
			}
			if seen++; seen == 3 {
				break
			}
		}
		_, err := c.Do(testContext(t), "PING")
		wantError(t, err, PhaseCommand, CodeConnectionClosed)
	})
}

func TestRealSubscribe(t *testing.T) {
	t.Parallel()
	onEveryWay(t, func(t *testing.T, v *lab.Valkey, o Options) {
		c, other := dialed(t, o), dialed(t, Options{Addr: v.Addr})
		name := t.Name()
		want := []Message{
			{Kind: "subscribe", Channel: name + "a"},
			{Kind: "subscribe", Channel: name + "b"},
			{Kind: "psubscribe", Pattern: name + "?"},
			{Kind: "ssubscribe", Channel: name + "s"},
			{Kind: "message", Channel: name + "a", Payload: "one\r\n"},
			{Kind: "pmessage", Channel: name + "a", Pattern: name + "?", Payload: "one\r\n"},
			{Kind: "smessage", Channel: name + "s", Payload: "two"},
		}
		var got []Message
		for m, err := range c.Subscribe(testContext(t), Subscription{Channels: []string{name + "a", name + "b"}, Patterns: []string{name + "?"}, Shards: []string{name + "s"}}) {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, m); len(got) == 4 {
				if _, err := other.Pipeline(testContext(t), [][]string{{"PUBLISH", name + "a", "one\r\n"}, {"SPUBLISH", name + "s", "two"}}); err != nil {
					t.Fatal(err)
				}
			}
			if len(got) == len(want) {
				break
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	})
}

// endless are the two kinds of streams, ready to wait for something.
var endless = map[string]func(ctx context.Context, c *Conn, began func()) error{
	"monitor": func(ctx context.Context, c *Conn, began func()) error {
		began() // its answer is not seen, but nobody sends commands to wait for
		for _, err := range c.Monitor(ctx) {
			if err != nil {
				return err
			}
		}
		return nil
	},
	"subscribe": func(ctx context.Context, c *Conn, began func()) error {
		for m, err := range c.Subscribe(ctx, Subscription{Channels: []string{"c"}}) {
			if err != nil {
				return err
			}
			if m.Kind == "subscribe" {
				began()
			}
		}
		return nil
	},
}

func TestRealStreamEnds(t *testing.T) {
	t.Parallel()
	for name, stream := range endless {
		t.Run(name+" canceled", func(t *testing.T) {
			t.Parallel()
			c := dialed(t, Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr})
			ctx, cancel := context.WithCancel(t.Context())
			err := stream(ctx, c, func() { time.AfterFunc(5*time.Millisecond, cancel) })
			wantError(t, err, PhaseCommand, CodeCanceled)
		})
		t.Run(name+" late", func(t *testing.T) {
			t.Parallel()
			c := dialed(t, Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr})
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err := stream(ctx, c, func() {})
			wantError(t, err, PhaseCommand, CodeTimeoutCommand)
		})
		t.Run(name+" killed", func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{})
			c := dialed(t, Options{Addr: v.Addr})
			err := stream(testContext(t), c, func() {
				// Silence longer than CommandTimeout is no fault.
				c.link.o.CommandTimeout = 50 * time.Millisecond
				time.AfterFunc(200*time.Millisecond, func() { kill(v) })
			})
			if wantError(t, err, PhaseCommand, CodeConnectionClosed); !errors.Is(err, ErrConnection) {
				t.Errorf("%v is of another class", err)
			}
		})
		t.Run(name+" twice", func(t *testing.T) {
			t.Parallel()
			c := dialed(t, Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr})
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			wantError(t, stream(ctx, c, func() {}), PhaseCommand, CodeCanceled)
			_ = c.Close()
			wantError(t, stream(t.Context(), c, func() {}), PhaseCommand, CodeConnectionClosed)
		})
	}
}

func kill(v *lab.Valkey) {
	if process, err := os.FindProcess(v.Pid()); err == nil {
		_ = process.Kill()
	}
}

func TestRealStreamRefused(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		v := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--user", "app", "on", ">apppw", "~*", "resetchannels", "&a", "+@all", "-monitor"}})
		for _, protocol := range []int{2, 3} {
			o := Options{Addr: v.Addr, Username: "app", Password: "apppw", Protocol: protocol}
			for _, err := range dialed(t, o).Monitor(testContext(t)) {
				wantError(t, err, PhaseCommand, CodeACLDeniedCommand)
			}
			for _, err := range dialed(t, o).Subscribe(testContext(t), Subscription{Channels: []string{"a", "b"}}) {
				wantError(t, err, PhaseCommand, CodeACLDeniedChannel)
			}
		}
	}
	for _, err := range (&Conn{link: hungUpLink("")}).Subscribe(t.Context(), Subscription{}) {
		wantError(t, err, PhaseCommand, CodeBadOption)
	}
}

// A pool hands no connection out again that a stream has used up.
func TestPoolAfterAStream(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	pool := NewPool(PoolOptions{Options: Options{Addr: v.Addr}, Max: 1})
	defer pool.Close()
	c, err := pool.Get(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	for m, err := range c.Subscribe(testContext(t), Subscription{Channels: []string{"c"}}) {
		if err != nil || m.Kind != "subscribe" {
			t.Fatal(m, err)
		}
		break
	}
	pool.Put(c)
	if c, err = pool.Get(testContext(t)); err != nil {
		t.Fatal(err)
	}
	defer pool.Put(c)
	if reply, err := c.Do(testContext(t), "PING"); err != nil || reply.Text() != "PONG" {
		t.Errorf("%v %v", reply, err)
	}
}

func TestStreamWithACache(t *testing.T) {
	t.Parallel()
	c := dialed(t, Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr, Caching: &Caching{}})
	for _, err := range c.Monitor(testContext(t)) {
		wantError(t, err, PhaseCommand, CodeBadOption)
	}
	if _, err := c.Do(testContext(t), "PING"); err != nil {
		t.Errorf("after the refusal: %v", err)
	}
}
