package conn

import (
	"context"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestDialPipeline: the commands go with the session in one write, or after it
// where they would be in its way, and their replies are those of Pipeline.
func TestDialPipeline(t *testing.T) {
	t.Parallel()
	asked := [][]string{{"GET", "k"}, {"GET", "none"}}
	script := func(c *scripted) {
		c.answer("GET k", "$1\r\nv\r\n")
		c.answer("GET none", "-ERR no\r\n")
		c.expectClosed()
	}
	along := func(c *scripted) { // nothing is answered before all is there
		for _, want := range []string{"HELLO 3", "CLIENT SETINFO LIB-NAME vkcheck", "CLIENT SETINFO LIB-VER *", "PING", "GET k", "GET none"} {
			c.expect(want)
		}
		c.say(helloReply + ok + ok + "+PONG\r\n$1\r\nv\r\n")
		c.say("-ERR no\r\n")
		c.expectClosed()
	}
	after := func(c *scripted) {
		c.answer("HELLO 3", helloReply)
		c.setinfo(ok)
		c.answer("PING", "+PONG\r\n")
		script(c)
	}
	for _, tt := range []struct {
		name   string
		o      Options
		asked  [][]string
		script func(*scripted)
	}{
		{"in one write", Options{}, asked, along},
		{"HELLO unknown", Options{}, asked, func(c *scripted) {
			c.answer("HELLO 3", unknown)
			c.setinfo(unknown)
			c.answer("PING", "+PONG\r\n")
			c.answer("GET k", "-ERR too soon\r\n")
			c.answer("GET none", "-ERR too soon\r\n")
			c.setinfo(unknown)
			c.answer("PING", "+PONG\r\n")
			script(c)
		}},
		{"a hook", Options{Connected: []func(*Conn){func(*Conn) {}}}, asked, after},
		{"it changes the connection", Options{}, [][]string{{"SELECT", "1"}, {"GET", "none"}}, func(c *scripted) {
			c.answer("HELLO 3", helloReply)
			c.setinfo(ok)
			c.answer("PING", "+PONG\r\n")
			c.answer("SELECT 1", "$1\r\nv\r\n")
			c.answer("GET none", "-ERR no\r\n")
			c.expectClosed()
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.o.Addr = startScript(t, tt.script)
			c, p, err := DialPipeline(t.Context(), tt.o, tt.asked)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if p.Err != nil || len(p.Replies) != 2 || p.Replies[0].Text() != "v" || !p.Replies[1].IsError() {
				t.Errorf("%+v", p)
			}
		})
	}
}

// TestDialPipelineEnds: a connection that stood, and ended before the replies, can
// be used again; one that never stood is none.
func TestDialPipelineEnds(t *testing.T) {
	t.Parallel()
	ends := func(replies string) func(*scripted) {
		return func(c *scripted) {
			c.expect("HELLO 3")
			c.say(replies)
		}
	}
	dial := func(replies string) (*Conn, Pipelined, error) {
		return DialPipeline(t.Context(), Options{Addr: startScript(t, ends(replies))}, [][]string{{"GET", "a"}, {"GET", "b"}})
	}
	c, p, err := dial(helloReply + ok + ok + "+PONG\r\n$1\r\na\r\n")
	if err != nil || len(p.Replies) != 1 || CodeOf(p.Err) != CodeConnectionClosed {
		t.Fatalf("%v, %+v", err, p)
	}
	_ = c.Close()
	if c, _, err := dial(helloReply); c != nil || err == nil {
		t.Errorf("connection %v, %v", c, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, _, err := DialPipeline(ctx, Options{Addr: "127.0.0.1:1"}, nil); c != nil || CodeOf(err) != CodeCanceled {
		t.Errorf("connection %v, %v", c, err)
	}
}

// TestDialPipelineRefused: what refuses PING for its own state answers the rest, and
// is left alone where it is dialled again.
func TestDialPipelineRefused(t *testing.T) {
	t.Parallel()
	for said, stands := range map[string]bool{"-LOADING wait\r\n": true, "-MISCONF no disk\r\n": true, "-MASTERDOWN no link\r\n": true, "-BUSY a script\r\n": false} {
		for retries := range 2 {
			dialled := 0
			addr := startScript(t, func(c *scripted) {
				for _, want := range []string{"HELLO 3", "CLIENT SETINFO LIB-NAME vkcheck", "CLIENT SETINFO LIB-VER *", "PING", "GET k"} {
					c.expect(want)
				}
				c.say(helloReply + ok + ok + said + "$1\r\nv\r\n")
				if dialled++; dialled > retries && stands {
					c.answer("GET more", "$4\r\nmore\r\n")
				}
				c.expectClosed()
			})
			o := Options{Addr: addr}
			if retries > 0 {
				o.Retry = Retry{Retries: retries, On: []string{CodeMisconf}} // the others may pass by themselves
			}
			c, p, err := DialPipeline(t.Context(), o, [][]string{{"GET", "k"}})
			if err == nil || (c != nil) != stands {
				t.Fatalf("%q: connection %v, %v", said, c, err)
			}
			if !stands {
				continue
			}
			if more, err := c.Do(t.Context(), "GET", "more"); err != nil || more.Text() != "more" || len(p.Replies) != 1 || p.Replies[0].Text() != "v" {
				t.Errorf("%q: %v, %v, first %+v", said, more, err, p)
			}
			_ = c.Close()
		}
	}
}

// TestDialPipelineReal: a real server answers all of it, and the connection goes on.
func TestDialPipelineReal(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	c, p, err := DialPipeline(t.Context(), Options{Addr: v.Addr, DB: 3, ClientName: "me"}, [][]string{{"INFO"}, {"CLIENT", "GETNAME"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if len(p.Replies) != 2 || p.Replies[1].Text() != "me" || len(p.Replies[0].Text()) < 1000 {
		t.Errorf("%+v", p)
	}
	if v, err := c.Do(t.Context(), "PING"); err != nil || v.Text() != "PONG" {
		t.Errorf("PING: %v, %v", v, err)
	}
}
