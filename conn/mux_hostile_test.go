package conn

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
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

// muxOver is a mux over a connection.
func muxOver(c net.Conn, timeout time.Duration) *mux {
	l := &link{o: Options{CommandTimeout: timeout}.withDefaults(), rec: newRecorder(nil), raw: &countedConn{Conn: c}}
	l.stream, l.reader = l.raw, resp.NewReader(l.raw, resp.Limits{})
	return newMux(l, l.pushed, func() {})
}

// askedOf wants a reply.
func askedOf(t *testing.T, m *mux) {
	t.Helper()
	c := &call{wants: 1, ready: make(chan struct{}, 1)} // those of newCall are of no bubble
	if err := errors.Join(m.start(c, []string{"GET", "k"}), m.await(t.Context(), c)); err != nil {
		t.Error(err)
	}
}

// Each reply puts the timeout off, also where the next has begun to come with
// it, as under a load that lets the server never pause.
func TestRepliesPutTheTimeoutOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		m := muxOver(ours, time.Second)
		const callers = 9
		var group sync.WaitGroup
		for range callers {
			group.Go(func() {
				askedOf(t, m)
			})
		}
		asked := resp.NewReader(theirs, resp.Limits{})
		for range callers {
			if _, err := asked.Read(); err != nil {
				t.Error(err)
			}
		}
		_, _ = io.WriteString(theirs, "$1")
		for range callers {
			time.Sleep(900 * time.Millisecond)
			_, _ = io.WriteString(theirs, "\r\nv\r\n$1")
		}
		group.Wait()
		_ = theirs.Close()
		<-m.done
	})
}

// deaf is a connection by which nothing can be sent any more.
type deaf struct{ net.Conn }

func (deaf) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// After a write that failed a silent server is waited for no longer than its
// last words take, whoever begins to wait meanwhile.
func TestRefusedWriteEndsTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		m := muxOver(deaf{ours}, 2*lastWords)
		begin := time.Now()
		var group sync.WaitGroup
		for i := range 3 {
			group.Go(func() {
				time.Sleep(time.Duration(i) * lastWords / 3)
				c := &call{wants: 1, ready: make(chan struct{}, 1)}
				err := errors.Join(m.start(c, []string{"PING"}), m.await(t.Context(), c))
				if answered := i == 0; (err == nil) != answered {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		time.Sleep(lastWords / 8)
		_, _ = io.WriteString(theirs, "+PONG\r\n") // so that the second begins to wait anew
		group.Wait()
		if took := time.Since(begin); took != lastWords {
			t.Errorf("took %v, want %v", took, lastWords)
		}
		_ = theirs.Close()
		<-m.done
	})
}

// However long nobody asks for anything, TLS may answer a KeyUpdate.
func TestIdleLinkMayWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		m := muxOver(ours, time.Second)
		go func() {
			_, _ = resp.NewReader(theirs, resp.Limits{}).Read()
			_, _ = io.WriteString(theirs, "$1\r\nv\r\n")
			_, _ = io.Copy(io.Discard, theirs)
		}()
		askedOf(t, m)
		time.Sleep(time.Hour)
		if _, err := m.link.raw.Write([]byte("KeyUpdate")); err != nil {
			t.Error(err)
		}
		m.link.close()
		<-m.done
	})
}

// A server that takes nothing keeps no caller beyond the end of its context.
func TestContextEndsALongWrite(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	s := dialShared(t, Options{Addr: startScript(t, func(s *scripted) {
		s.ready()
		<-release
	})})
	if _, err := s.get(testContext(t)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*ms)
	defer cancel()
	begin := time.Now()
	_, err := s.Do(ctx, "SET", "k", strings.Repeat("x", 32<<20))
	if wantCode(t, err, CodeTimeoutCommand); time.Since(begin) > 30*time.Second {
		t.Errorf("took %v", time.Since(begin))
	}
}

// The longest timeout is none, and not one that is over.
func TestLongestTimeout(t *testing.T) {
	t.Parallel()
	s := dialShared(t, Options{Addr: startBackend(t), CommandTimeout: math.MaxInt64})
	if got := do(t, s, "PING"); got != "PONG" {
		t.Errorf("got %q", got)
	}
}

// Where a hook reads nothing, the first command confirms the certificate, and a
// later end is that of a connection.
func TestSharedConfirmsLate(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca, AuthClients: "yes"})
	o := Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}, OnConnect: func(context.Context, *Conn) error { return nil }}
	_, err := dialShared(t, o).Do(testContext(t), "PING")
	wantError(t, err, PhaseCommand, CodeClientCertRequired)
	o.TLS.CertFile, o.TLS.KeyFile = p.clientCert, p.cKey
	s := dialShared(t, o)
	do(t, s, "PING")
	do(t, dialed(t, Options{Addr: v.Addr}), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	<-s.conn.Load().async.done
	wantError(t, s.conn.Load().async.failure(), PhaseCommand, CodeConnectionClosed)
}
