package conn

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// waysOfUse are all the ways to ask a server for something, each on a new
// connection, and without a retry.
var waysOfUse = map[string]func(ctx context.Context, o Options) error{
	"Do":       onConn(func(ctx context.Context, c *Conn) error { _, err := c.Do(ctx, "GET", "k"); return err }),
	"DoInto":   onConn(func(ctx context.Context, c *Conn) error { _, _, err := c.DoInto(ctx, nil, "GET", "k"); return err }),
	"Pipeline": onConn(func(ctx context.Context, c *Conn) error { return pipelineTo(ctx, c) }),
	"Nodes":    onConn(func(ctx context.Context, c *Conn) error { _, err := c.Nodes(ctx); return err }),
	"Monitor":  onConn(func(ctx context.Context, c *Conn) error { return endless["monitor"](ctx, c, func() {}) }),
	"Subscribe": onConn(func(ctx context.Context, c *Conn) error {
		return endless["subscribe"](ctx, c, func() {})
	}),
	"Pool": func(ctx context.Context, o Options) error {
		p := NewPool(PoolOptions{Options: o})
		defer p.Close()
		_, err := p.Do(ctx, "GET", "k")
		return err
	},
	"Shared": func(ctx context.Context, o Options) error {
		s := NewShared(o)
		defer s.Close()
		_, err := s.Do(ctx, "GET", "k")
		return err
	},
	"Shared pipeline": func(ctx context.Context, o Options) error {
		s := NewShared(o)
		defer s.Close()
		return pipelineTo(ctx, s)
	},
	"cached": func(ctx context.Context, o Options) error {
		o.Caching = &Caching{}
		return onConn(func(ctx context.Context, c *Conn) error { _, err := c.Do(ctx, "GET", "k"); return err })(ctx, o)
	},
}

func pipelineTo(ctx context.Context, p interface {
	Pipeline(ctx context.Context, commands [][]string) ([]resp.Value, error)
},
) error {
	_, err := p.Pipeline(ctx, [][]string{{"GET", "k"}, {"GET", "k"}})
	return err
}

func onConn(use func(context.Context, *Conn) error) func(context.Context, Options) error {
	return func(ctx context.Context, o Options) error {
		c, err := Dial(ctx, o)
		if err != nil {
			return err
		}
		defer c.Close()
		return use(ctx, c)
	}
}

// hostile is a server that makes a connection ready and then does as it likes.
// A client that gives up ahead of that is no fault: it may be in a hurry.
func hostile(t *testing.T, then func(*scripted)) (addr string) {
	t.Helper()
	answers := map[string]string{"HELLO": helloReply, "CLIENT": ok, "PING": "+PONG\r\n"}
	return startScript(t, func(s *scripted) {
		for ready := false; ; {
			v, err := s.reader.Read()
			switch {
			case err != nil:
				return
			case ready:
				then(s)
				return
			}
			word := v.Items()[0].Text()
			_, _ = io.WriteString(s.conn, answers[word])
			ready = word == "PING"
		}
	})
}

// says is a server that answers with these words and then waits.
func says(words string) func(*scripted) {
	return func(s *scripted) {
		_, _ = io.WriteString(s.conn, words)
		_, _ = io.Copy(io.Discard, s.conn)
	}
}

// Whatever a server answers, and however it is asked, the error is clear, it
// comes in time, and the memory it costs is bounded. Not parallel: it measures
// memory.
func TestHostileAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		then func(*scripted)
		want []string
	}{
		"garbage":        {says("\x00\x01\x02garbage\r\n\r\n"), []string{CodeProtocolError}},
		"an empty line":  {says("\r\n"), []string{CodeProtocolError}},
		"half a reply":   {func(s *scripted) { s.say("$10\r\nhal") }, []string{CodeTruncatedReply}},
		"half, and wait": {says("$10\r\nhal"), []string{CodeTimeoutMidreply}},
		"2^62 bytes":     {says("$4611686018427387904\r\n"), []string{CodeReplyTooLarge}},
		"2^62 elements":  {says("*4611686018427387904\r\n"), []string{CodeReplyTooLarge}},
		"2^62 in a push": {says(">4611686018427387904\r\n"), []string{CodeReplyTooLarge}},
		"512 MiB to be":  {says("$536870000\r\nx"), []string{CodeTimeoutMidreply, CodeReplyTooLarge}},
		"2^28 elements":  {says("*268435456\r\n"), []string{CodeTimeoutMidreply, CodeReplyTooLarge}},
		"100,000 deep":   {says(strings.Repeat("*1\r\n", 100_000)), []string{CodeReplyTooLarge}},
		"attributes":     {says(strings.Repeat("|1\r\n", 100_000)), []string{CodeReplyTooLarge}},
		"one byte a time": {func(s *scripted) {
			for {
				if _, err := io.WriteString(s.conn, "$"); err != nil {
					return
				}
				if s.conn.SetDeadline(time.Now().Add(time.Second)) != nil || !sleep(s.t.Context(), 10*time.Millisecond) {
					return
				}
			}
		}, []string{CodeTimeoutMidreply}},
		"nothing":     {says(""), []string{CodeTimeoutCommand}},
		"it closes":   {func(*scripted) {}, []string{CodeConnectionClosed}},
		"it says bye": {func(s *scripted) { s.say("-ERR max number of clients reached\r\n") }, []string{CodeMaxClients, CodeConnectionClosed}},
	} {
		for way, use := range waysOfUse {
			t.Run(name+"/"+way, func(t *testing.T) {
				addr := hostile(t, tt.then)
				wantCode(t, patiently(func(timeout time.Duration) error {
					var before, after runtime.MemStats
					runtime.ReadMemStats(&before)
					begin := time.Now()
					err := use(testContext(t), Options{Addr: addr, CommandTimeout: timeout})
					took := time.Since(begin)
					runtime.ReadMemStats(&after)
					if !errors.As(err, new(*Error)) || took > timeout+time.Minute {
						t.Errorf("%T after %v", err, took)
					}
					if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
						t.Errorf("%d bytes were allocated", grown)
					}
					return err
				}, tt.want...), tt.want...)
			})
		}
	}
}
