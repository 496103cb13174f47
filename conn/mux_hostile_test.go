package conn

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// Pushes without end put no reply off for ever, and cost no memory.
func TestPushesDoNotPutTheTimeoutOff(t *testing.T) {
	t.Parallel()
	for _, push := range []string{">2\r\n+invalidate\r\n_\r\n", ">0\r\n", ">1\r\n*0\r\n"} {
		addr := startScript(t, func(s *scripted) {
			s.answer("HELLO 3", helloReply)
			s.setinfo(ok)
			s.answer("CLIENT TRACKING ON", ok)
			s.answer("PING", "+PONG\r\n")
			s.expect("GET k")
			for {
				if _, err := io.WriteString(s.conn, strings.Repeat(push, 100)); err != nil {
					return
				}
			}
		})
		c := dialCached(t, addr, Caching{})
		c.async.hurry(50 * time.Millisecond)
		_, err := c.Do(context.Background(), "GET", "k")
		if !errors.Is(err, ErrTimeout) {
			t.Errorf("got %v, want a timeout", err)
		}
		_ = c.Close()
	}
}

// Who begins to wait just as the deadline of others strikes is not late.
func TestDeadlineStrikesAnother(t *testing.T) {
	t.Parallel()
	c := dialCached(t, startValkey(t, lab.ValkeyOptions{}).Addr, Caching{})
	m := c.async.mux
	m.waiting.Add(1)
	m.mu.Lock()
	m.expect(time.Now())
	m.mu.Unlock()
	if !m.idle() {
		t.Error("a caller who has the whole timeout before it is late")
	}
	m.mu.Lock()
	m.readBy = time.Now()
	m.mu.Unlock()
	if m.idle() {
		t.Error("a caller who has waited for the whole timeout is not late")
	}
	m.waiting.Add(-1)
}

// A command whose context has ended is not sent.
func TestSharedSendsNothingInVain(t *testing.T) {
	t.Parallel()
	s := dialShared(t, Options{Addr: startValkey(t, lab.ValkeyOptions{}).Addr})
	do(t, s, "PING")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 {
		_, err := s.Do(ctx, "INCR", "n")
		wantCode(t, err, CodeCanceled)
		_, err = s.Pipeline(ctx, [][]string{{"INCR", "n"}})
		wantCode(t, err, CodeCanceled)
	}
	if got := do(t, s, "GET", "n"); got != "(nil)" {
		t.Errorf("%s commands were sent", got)
	}
}

// A cached connection whose redial failed once is a cached one again.
func TestDoIntoAfterAFailedRedial(t *testing.T) {
	t.Parallel()
	turn := 0
	addr := startScript(t, func(s *scripted) {
		turn++
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("CLIENT TRACKING ON", ok)
		if turn == 2 {
			s.answer("PING", "-LOADING Valkey is loading the dataset in memory\r\n")
			return
		}
		s.answer("PING", "+PONG\r\n")
		if turn == 3 {
			s.answer("GET k", "$1\r\nv\r\n")
			_, _ = io.Copy(io.Discard, s.conn)
		}
	})
	c := dialCached(t, addr, Caching{})
	eventually(t, "the end", func() bool { return c.gone() })
	_, _, err := c.DoInto(testContext(t), nil, "GET", "k")
	wantCode(t, err, CodeLoading)
	for range 2 {
		got, _, err := c.DoInto(testContext(t), nil, "GET", "k")
		if err != nil || string(got) != "v" {
			t.Errorf("got %q %v", got, err)
		}
	}
	if hits := c.Cache().Stats().Hits; hits != 1 {
		t.Errorf("%d hits, want 1", hits)
	}
	_ = c.Close()
}
