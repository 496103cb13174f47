package conn

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// hurry bounds the wait for a reply on the connection that stands, from now on,
// be it that nobody waits: what makes a connection ready has the whole timeout.
func (m *mux) hurry(timeout time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.timeout, m.readBy, m.writeBy = timeout, time.Time{}, time.Time{}
	m.expect(time.Now())
}

func dialShared(t *testing.T, o Options) *Shared {
	t.Helper()
	s := NewShared(patient(o))
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// Every goroutine gets its own replies, whatever the others send and give up.
func TestSharedKeepsReplies(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca})
	for name, o := range map[string]Options{
		"plain": {Addr: v.Addr}, "TLS": {Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}}, "RESP2": {Addr: v.Addr, Protocol: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := dialShared(t, o)
			var group sync.WaitGroup
			for g := range 32 {
				group.Go(func() {
					for i := range 200 {
						want := fmt.Sprintf("%d:%d", g, i)
						switch i % 4 {
						case 0:
							ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*time.Microsecond)
							_, _ = s.Do(ctx, "ECHO", "given up "+want)
							cancel()
						case 1:
							replies, err := s.Pipeline(t.Context(), [][]string{{"MULTI"}, {"ECHO", want}, {"EXEC"}})
							if err != nil || replies[2].Items()[0].Text() != want {
								t.Errorf("%s: %v %v", want, replies, err)
							}
						case 2:
							if got := do(t, s, "ECHO", want+strings.Repeat("x", 7000)); got != want+strings.Repeat("x", 7000) {
								t.Errorf("%s: a large reply is another's", want)
							}
						default:
							if got := do(t, s, "ECHO", want); got != want {
								t.Errorf("got %q, want %q", got, want)
							}
						}
					}
				})
			}
			group.Wait()
		})
	}
}

func TestSharedRefuses(t *testing.T) {
	t.Parallel()
	s := dialShared(t, Options{Addr: startBackend(t)})
	for _, args := range [][]string{{}, {"SELECT", "1"}, {"multi"}, {"SUBSCRIBE", "c"}, {"CLIENT REPLY", "OFF"}, {"MONITOR"}} {
		_, err := s.Do(testContext(t), args...)
		wantError(t, err, PhaseCommand, CodeBadOption)
	}
	for _, commands := range [][][]string{{{"MULTI"}, {"GET", "a"}}, {{"GET", "a"}, {"SELECT", "1"}}, {{}}} {
		_, err := s.Pipeline(testContext(t), commands)
		wantError(t, err, PhaseCommand, CodeBadOption)
	}
	if replies, err := s.Pipeline(testContext(t), nil); len(replies) != 0 || err != nil {
		t.Errorf("an empty pipeline: %v %v", replies, err)
	}
}

// A server that stops answering fails all who wait within the timeout, and is
// dialled again by the next command.
func TestSharedTimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	addr := startScript(t, func(s *scripted) {
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("PING", "+PONG\r\n")
		s.answer("GET first", "$1\r\n1\r\n")
		_, _ = s.reader.Read()
		<-release
	})
	s := dialShared(t, Options{Addr: addr})
	defer close(release)
	if got := do(t, s, "GET", "first"); got != "1" {
		t.Fatal(got)
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			_, err := s.Do(t.Context(), "GET", "stuck")
			wantCode(t, err, CodeTimeoutCommand)
		})
	}
	m := s.conn.Load().async.mux
	eventually(t, "all wait", func() bool { return m.waiting.Load() == 3 })
	const timeout = 200 * time.Millisecond
	begin := time.Now()
	m.hurry(timeout)
	group.Wait()
	if took := time.Since(begin); took < timeout || took > time.Minute {
		t.Errorf("took %v", took)
	}
}

func wantCode(t *testing.T, err error, codes ...string) {
	t.Helper()
	for _, code := range codes {
		if CodeOf(err) == code {
			return
		}
	}
	t.Errorf("got %v, want one of %v", err, codes)
}

// A connection on which nobody waits may be silent for as long as it likes.
func TestSharedIdleOutlastsTheTimeout(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	s := dialShared(t, Options{Addr: v.Addr})
	id := do(t, s, "CLIENT", "ID") // an integer, so its text is empty
	first := s.conn.Load()
	m := first.async.mux
	m.hurry(50 * time.Millisecond)
	eventually(t, "the deadline has struck", func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return m.readBy.IsZero()
	})
	m.hurry(time.Minute)
	if do(t, s, "CLIENT", "ID") != id || s.conn.Load() != first {
		t.Error("it was dialled again")
	}
}

func TestSharedDialsAgain(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	s := dialShared(t, Options{Addr: v.Addr, Retry: Retry{Retries: 3, On: []string{CodeConnectionClosed}}})
	killer := dialed(t, Options{Addr: v.Addr})
	for range 20 {
		do(t, s, "SET", "k", "v")
		do(t, killer, "CLIENT KILL", "TYPE", "normal", "SKIPME", "yes")
		if got := do(t, s, "GET", "k"); got != "v" {
			t.Errorf("got %q", got)
		}
	}
}

func TestSharedUnreachableAndClosed(t *testing.T) {
	t.Parallel()
	nobody := dialShared(t, Options{Addr: "127.0.0.1:1"})
	_, err := nobody.Do(testContext(t), "PING")
	wantError(t, err, PhaseConnect, CodeConnectionRefused)
	s := dialShared(t, Options{Addr: startBackend(t)})
	do(t, s, "PING")
	for range 2 {
		_ = s.Close()
	}
	_, err = s.Do(testContext(t), "PING")
	wantError(t, err, PhaseCommand, CodeConnectionClosed)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = s.Do(ctx, "PING"); err == nil || !errors.As(err, new(*Error)) {
		t.Errorf("got %v", err)
	}
}

// A server that is gone without a word is found out where a cache would answer
// for it for ever.
func TestSharedHealthCheck(t *testing.T) {
	t.Parallel()
	dials := 0
	addr := startScript(t, func(s *scripted) {
		dials++
		s.answer("HELLO 3", helloReply)
		s.setinfo(ok)
		s.answer("CLIENT TRACKING ON", ok)
		s.answer("PING", "+PONG\r\n")
		if dials == 1 {
			s.answer("GET k", "$3\r\nold\r\n")
			s.expect("PING")
			_, _ = s.reader.Read() // until we give up
			return
		}
		s.answer("GET k", "$3\r\nnew\r\n")
	})
	s := dialShared(t, Options{Addr: addr, Caching: &Caching{}, HealthInterval: time.Minute})
	for range 3 {
		if got := do(t, s, "GET", "k"); got != "old" {
			t.Fatalf("got %q", got)
		}
	}
	s.conn.Load().async.hurry(200 * time.Millisecond) // the second has the whole timeout
	s.checked.Store(0)
	if got := do(t, s, "GET", "k"); got != "new" {
		t.Errorf("a server that is gone is answered for: %q", got)
	}
}

// Who is closed while it is being dialled leaves no connection behind.
func TestSharedClosedWithinItsDial(t *testing.T) {
	t.Parallel()
	var s *Shared
	s = dialShared(t, Options{Addr: startBackend(t), Connected: []func(*Conn){func(*Conn) { _ = s.Close() }}})
	_, err := s.Do(testContext(t), "PING")
	wantCode(t, err, CodeConnectionClosed, CodeCanceled)
	if c := s.conn.Load(); c != nil && c.async.failure() == nil {
		t.Error("the connection stands")
	}
}
