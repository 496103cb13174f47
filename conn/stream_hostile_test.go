package conn

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// What a hostile or broken server may send instead of a stream.
func TestStreamOfGarbage(t *testing.T) {
	t.Parallel()
	subscribed := ">3\r\n+subscribe\r\n+c\r\n:1\r\n"
	for _, tt := range []struct{ name, stream, say, want string }{
		{"no answer to MONITOR", "monitor", ":1\r\n", CodeProtocolError},
		{"no line", "monitor", "+OK\r\n*0\r\n", CodeProtocolError},
		{"an error in between", "monitor", "+OK\r\n+1 [0 a] \"PING\"\r\n-NOPERM x\r\n", CodeACLDeniedCommand},
		{"half a line", "monitor", "+OK\r\n+1 [0 a] \"PI", CodeTruncatedReply},
		{"bytes", "monitor", "+OK\r\nHTTP/1.1\r\n", CodeProtocolError},
		{"no message", "subscribe", subscribed + "+OK\r\n", CodeProtocolError},
		{"an empty array", "subscribe", "*0\r\n", CodeProtocolError},
		{"a short message", "subscribe", "*3\r\n+pmessage\r\n+p\r\n+c\r\n", CodeProtocolError},
		{"an unknown kind", "subscribe", "*3\r\n+news\r\n+c\r\n+x\r\n", CodeProtocolError},
		{"other pushes", "subscribe", ">2\r\n+invalidate\r\n*1\r\n+k\r\n" + subscribed + ">2\r\n+invalidate\r\n_\r\n", CodeConnectionClosed},
		{"a huge message", "subscribe", subscribed + "*3\r\n+message\r\n+c\r\n$4611686018427387904\r\n", CodeReplyTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := hungUpLink(tt.say)
			l.replies = 1
			wantError(t, endless[tt.stream](testContext(t), &Conn{link: l}, func() {}), PhaseCommand, tt.want)
		})
	}
}

// A server that talks on and on, but never says what was asked for, is late;
// one that floods with messages is bounded by the reader's own pace.
func TestStreamOfAFlood(t *testing.T) {
	t.Parallel()
	flood := func(say string) string {
		return startScript(t, func(s *scripted) {
			s.answer("HELLO 3", helloReply)
			s.setinfo(ok)
			s.answer("PING", "+PONG\r\n")
			s.expect("SUBSCRIBE c")
			for {
				if _, err := io.WriteString(s.conn, strings.Repeat(say, 1000)); err != nil {
					return
				}
			}
		})
	}
	c := dialed(t, Options{Addr: flood(">2\r\n+invalidate\r\n_\r\n")})
	c.link.o.CommandTimeout = 100 * time.Millisecond
	if err := endless["subscribe"](testContext(t), c, func() {}); !errors.Is(err, ErrTimeout) {
		t.Errorf("got %v, want a timeout", err)
	}

	c = dialed(t, Options{Addr: flood(">3\r\n+message\r\n+c\r\n+x\r\n")})
	n := 0
	for _, err := range c.Subscribe(testContext(t), Subscription{Channels: []string{"c"}}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 10000 {
			break
		}
	}
}

// The end of the context ends a stream, also where more of it has arrived.
func TestStreamEndsAmidWhatHasArrived(t *testing.T) {
	t.Parallel()
	message := ">3\r\n+message\r\n+c\r\n+x\r\n"
	l := hungUpLink(">3\r\n+subscribe\r\n+c\r\n:1\r\n" + message + message)
	l.replies = 1
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	messages := 0
	for m, err := range (&Conn{link: l}).Subscribe(ctx, Subscription{Channels: []string{"c"}}) {
		if last = err; m.Kind == "message" {
			messages++
			cancel()
		}
	}
	if wantError(t, last, PhaseCommand, CodeCanceled); messages != 1 {
		t.Errorf("%d messages", messages)
	}
}
