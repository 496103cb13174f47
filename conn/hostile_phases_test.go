package conn

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// A server that closes at any point of Dial, and in the first command: the
// phase is the one whose reply is missing.
func TestServerClosesAtEveryPhase(t *testing.T) {
	t.Parallel()
	three := Options{Username: "app", Password: "s3cret", ClientName: "me", DB: 2, Caching: &Caching{}}
	two := Options{Protocol: 2, Username: "app", Password: "s3cret", ClientName: "me", DB: 2}
	for _, tt := range []struct {
		name    string
		o       Options
		answers []string // then it closes
		phase   Phase
		code    string
	}{
		{"HELLO", three, nil, PhaseHello, CodeClosedOnAccept},
		{"within the reply to HELLO", three, []string{"%2\r\n+ser"}, PhaseHello, CodeTruncatedReply},
		{"SETINFO LIB-NAME", three, []string{helloReply}, PhaseSetInfo, CodeConnectionClosed},
		{"SETINFO LIB-VER", three, []string{helloReply, ok}, PhaseSetInfo, CodeConnectionClosed},
		{"SELECT", three, []string{helloReply, ok, ok}, PhaseSelect, CodeConnectionClosed},
		{"CLIENT TRACKING", three, []string{helloReply, ok, ok, ok}, PhaseTracking, CodeConnectionClosed},
		{"PING", three, []string{helloReply, ok, ok, ok, ok}, PhaseReady, CodeConnectionClosed},
		{"within the reply to PING", three, []string{helloReply, ok, ok, ok, ok, "+PO"}, PhaseReady, CodeTruncatedReply},
		{"the command, with a cache", three, []string{helloReply, ok, ok, ok, ok, "+PONG\r\n"}, PhaseCommand, CodeConnectionClosed},
		{"AUTH", two, nil, PhaseHello, CodeClosedOnAccept}, // no first reply
		{"SETNAME", two, []string{ok}, PhaseSetName, CodeConnectionClosed},
		{"SETINFO of RESP2", two, []string{ok, ok}, PhaseSetInfo, CodeConnectionClosed},
		{"SELECT of RESP2", two, []string{ok, ok, ok, ok}, PhaseSelect, CodeConnectionClosed},
		{"PING of RESP2", two, []string{ok, ok, ok, ok, ok}, PhaseReady, CodeConnectionClosed},
		{"the command", two, []string{ok, ok, ok, ok, ok, "+PONG\r\n"}, PhaseCommand, CodeConnectionClosed},
		{"within its reply", two, []string{ok, ok, ok, ok, ok, "+PONG\r\n", "$9\r\nx\r"}, PhaseCommand, CodeTruncatedReply},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.o.Addr = startScript(t, func(s *scripted) {
				for _, answer := range tt.answers {
					if _, err := s.reader.Read(); err != nil {
						return
					}
					s.say(answer)
				}
				if n := len(tt.answers); n > 0 && strings.HasSuffix(tt.answers[n-1], "\r\n") {
					_, _ = s.reader.Read()
				}
			})
			err := waysOfUse["Do"](testContext(t), patient(tt.o))
			wantError(t, err, tt.phase, tt.code)
		})
	}
}

// The same at the points that come before the session.
func TestServerClosesBeforeTheSession(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	certificate, err := tls.LoadX509KeyPair(p.serverCert, p.sKey)
	if err != nil {
		t.Fatal(err)
	}
	within := func(version uint16, then func(net.Conn)) func(*scripted) {
		return func(s *scripted) {
			c := tls.Server(s.conn, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: version, MaxVersion: version})
			if c.Handshake() == nil {
				then(c)
			}
		}
	}
	hello := func(c net.Conn) { _, _ = resp.NewReader(c, resp.Limits{}).Read() }
	for _, tt := range []struct {
		name  string
		then  func(*scripted)
		tls   bool
		phase Phase
		code  string
	}{
		{"accept", func(*scripted) {}, false, PhaseHello, CodeClosedOnAccept},
		{"accept, with TLS", func(*scripted) {}, true, PhaseTLS, CodeTLSClosedEarly},
		{"within the ServerHello", func(s *scripted) { s.say("\x16\x03\x03\x00\x7a\x02") }, true, PhaseTLS, CodeTLSClosedEarly},
		{"after the ClientHello", func(s *scripted) { _, _ = io.ReadFull(s.conn, make([]byte, 5)) }, true, PhaseTLS, CodeTLSClosedEarly},
		{"after TLS 1.2", within(tls.VersionTLS12, func(net.Conn) {}), true, PhaseHello, CodeClosedOnAccept},
		{"after TLS 1.3", within(tls.VersionTLS13, func(net.Conn) {}), true, PhaseHello, CodeClosedOnAccept},
		{"after HELLO in TLS 1.2", within(tls.VersionTLS12, hello), true, PhaseHello, CodeClosedOnAccept},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := Options{Addr: startScript(t, tt.then)}
			if tt.tls {
				o.TLS = &TLSOptions{CAFile: p.ca}
			}
			_, err := Dial(testContext(t), o)
			wantError(t, err, tt.phase, tt.code)
		})
	}
}
