//go:build linux

package probe

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// acceptRows are connections that are taken and not answered.
func acceptRows(w *world) []failure {
	row := func(code string, exit int, show func(t *testing.T) report.Target) failure {
		return failure{code: code, phase: conn.PhaseHello, exit: exit, show: show}
	}
	fault := func(plan func() lab.Plan) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			return connectWithin(t, conn.Options{Addr: startFault(t, plan())}, w.patience)
		}
	}
	behindTLS := func(about string, backend func(t *testing.T) string) failure {
		return failure{code: CodeProxyPlaintextToTLS, about: about, phase: conn.PhaseHello, exit: ExitFailed, show: func(t *testing.T) report.Target {
			front := must(lab.StartFront(lab.FrontOptions{Certificate: w.leaf.TLS(), Backend: backend(t)}))(t)
			t.Cleanup(front.Close)
			return connect(t, w.trusting(front.Addr()))
		}}
	}
	return []failure{
		row(conn.CodeResetAfterAccept, ExitUndetermined, fault(func() lab.Plan { return lab.Reset })),
		row(conn.CodeClosedOnAccept, ExitUndetermined, fault(func() lab.Plan { return lab.HangUp })),
		row(CodeProxyProtocolRequired, ExitFailed, fault(func() lab.Plan { return lab.WantProxyLine(w.locked.Addr) })),
		row(conn.CodeProxyLineUnknown, ExitFailed, fault(func() lab.Plan { return lab.SendProxyLine(w.open.Addr) })),
		behindTLS("", func(*testing.T) string { return w.open.TLSAddr }),
		behindTLS("that says so", func(t *testing.T) string { return startFault(t, lab.Say(lab.Alert(10), lab.HangUp)) }),
		{code: conn.CodeProxyLineUnknown, about: "version 2", phase: conn.PhaseHello, exit: ExitFailed, show: fault(func() lab.Plan { return lab.SendProxyHeader(w.locked.Addr) })},
		row(conn.CodePlaintextToTLSPort, ExitFailed, func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: w.open.TLSAddr})
		}),
		row(conn.CodeTimeoutHello, ExitUndetermined, func(t *testing.T) report.Target {
			v := start(t)
			freeze(t, v)
			return connectWithin(t, conn.Options{Addr: v.Addr}, w.patience)
		}),
		row(conn.CodeTimeoutMidreply, ExitUndetermined, fault(func() lab.Plan { return lab.CutReplies(w.open.Addr, 20, lab.Hush) })),
		row(conn.CodeTruncatedReply, ExitUndetermined, fault(func() lab.Plan { return lab.CutReplies(w.open.Addr, 20, lab.HangUp) })),
		row(conn.CodeMaxClients, ExitFailed, func(t *testing.T) report.Target {
			v := start(t, "--maxclients", "1")
			fill(t, v.Addr)
			return connect(t, conn.Options{Addr: v.Addr})
		}),
	}
}

// fill takes the one place of a server with maxclients 1: the client that
// asked whether it is ready may hold it a little longer.
func fill(t *testing.T, addr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		c, err := conn.Dial(ctx, conn.Options{Addr: addr})
		if err == nil {
			t.Cleanup(func() { _ = c.Close() })
			return
		}
		if conn.CodeOf(err) != conn.CodeMaxClients {
			t.Fatal(err)
		}
	}
}

// strangerRows are other services.
func strangerRows() []failure {
	says := func(code, words string) failure {
		return failure{code: code, phase: conn.PhaseHello, exit: ExitFailed, show: func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: startFault(t, lab.Say(words, lab.HangUp))})
		}}
	}
	return []failure{
		{code: conn.CodeNotRespHTTP, phase: conn.PhaseHello, exit: ExitFailed, show: func(t *testing.T) report.Target {
			server := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(server.Close)
			return connect(t, conn.Options{Addr: server.Listener.Addr().String()})
		}},
		says(conn.CodeNotRespSSH, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
		says(conn.CodeNotRespSMTP, "220 mail.example ESMTP Postfix\r\n"),
		says(conn.CodeNotRespSMTP, "* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n"),
		says(conn.CodeNotRespSMTP, "+OK Dovecot ready.\r\n"),
		says(conn.CodeNotRespHTTP, "\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80"), // HTTP/2 as by nginx
		says(conn.CodeNotRespHTTP, "<!DOCTYPE HTML>\n<html lang=\"en\">\n"),                        // Python's http.server
		says(conn.CodeNotResp, "AMQP\x00\x00\x09\x01"),
		says(conn.CodeNotResp, "\x00\x00\x00\x00"),
		{code: conn.CodeNotRespPostgreSQL, phase: conn.PhaseHello, exit: ExitFailed, show: func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: startFault(t, lab.PostgreSQL)})
		}},
		{code: conn.CodeNotRespPostgreSQL, about: "by TLS", phase: conn.PhaseTLS, exit: ExitFailed, show: func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: startFault(t, lab.PostgreSQL), TLS: &conn.TLSOptions{}})
		}},
		says(conn.CodeNotRespMySQL, "J\x00\x00\x00\n8.0.36\x00"),
		says(conn.CodeNotRespMemcached, "ERROR\r\n"),
	}
}

// helloRows are servers that refuse to begin, and one that is another.
func helloRows(w *world) []failure {
	row := func(code string, show func(t *testing.T) report.Target) failure {
		return failure{code: code, phase: conn.PhaseHello, exit: ExitFailed, show: show}
	}
	// mangled is a proxy that changes what we send to a real server.
	mangled := func(old, with string) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			addr := startFault(t, lab.Behind(w.open.Addr, lab.Replace(old, with), nil))
			return connect(t, conn.Options{Addr: addr, Protocol: 3})
		}
	}
	return []failure{
		row(conn.CodeProtocolError, mangled("*2\r\n$5\r\nHELLO", "*x\r\n$5\r\nHELLO")),
		row(conn.CodeProtocolUnsupported, mangled("$1\r\n3\r\n", "$1\r\n9\r\n")),
		row(conn.CodeHelloUnsupported, func(t *testing.T) report.Target {
			v := start(t, "--rename-command", "HELLO", "")
			return connect(t, conn.Options{Addr: v.Addr, Protocol: 3})
		}),
		row(conn.CodeProtectedMode, func(t *testing.T) report.Target {
			ip := ownAddress(t)
			v := start(t, "--bind", "127.0.0.1 "+ip, "--protected-mode", "yes")
			_, port, _ := net.SplitHostPort(v.Addr)
			return connect(t, conn.Options{Addr: net.JoinHostPort(ip, port)})
		}),
		{code: conn.CodeSubcommandUnknown, phase: conn.PhaseSetInfo, exit: ExitOK, show: func(t *testing.T) report.Target {
			v := startWith(t, lab.ValkeyOptions{Binary: "redis-server"}) // CLIENT SETINFO came with 7.2
			return connect(t, conn.Options{Addr: v.Addr})
		}},
	}
}

// ownAddress is an address of this machine that is not loopback, to whose
// clients protected mode applies.
func ownAddress(t *testing.T) string {
	t.Helper()
	for _, a := range must(net.InterfaceAddrs())(t) {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && !ip.IP.IsLoopback() {
			return ip.IP.String()
		}
	}
	t.Skip("skipped: this machine has loopback addresses alone")
	return ""
}

// loginRows are about user, password and database.
func loginRows(w *world) []failure {
	row := func(code string, phase conn.Phase, show func(t *testing.T) report.Target) failure {
		return failure{code: code, phase: phase, exit: ExitFailed, show: show}
	}
	locked := func(change func(*conn.Options)) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			o := conn.Options{Addr: w.locked.Addr}
			change(&o)
			return connect(t, o)
		}
	}
	as := func(user, command string) func(t *testing.T) report.Target {
		return func(t *testing.T) report.Target {
			return run(t, conn.Options{Addr: w.locked.Addr, Username: user, Password: "pw of a user"}, command)
		}
	}
	return []failure{
		row(conn.CodeAuthRequired, conn.PhaseHello, locked(func(*conn.Options) {})),
		row(conn.CodeWrongPassword, conn.PhaseAuth, locked(func(o *conn.Options) { o.Password = "wr0ng" })),
		row(conn.CodeAuthTooLarge, conn.PhaseAuth, locked(func(o *conn.Options) {
			o.Password = conn.Secret(strings.Repeat("x", 20<<10))
		})),
		row(conn.CodeAuthNotConfigured, conn.PhaseAuth, func(t *testing.T) report.Target {
			// HELLO with AUTH succeeds there, AUTH alone does not.
			return connect(t, conn.Options{Addr: w.open.Addr, Password: "s3cret", Protocol: 2})
		}),
		row(conn.CodeACLDeniedCommand, conn.PhaseCommand, as("none", "GET k")),
		row(conn.CodeACLDeniedKey, conn.PhaseCommand, as("keys", "GET yours:1")),
		row(conn.CodeACLDeniedChannel, conn.PhaseCommand, as("channels", "PUBLISH news x")),
		row(conn.CodeDBOutOfRange, conn.PhaseSelect, func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: w.open.Addr, DB: 99})
		}),
		row(conn.CodeDBNotInCluster, conn.PhaseSelect, func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: clusterNode(t).Addr, DB: 1})
		}),
	}
}

// clusterNode is a real server in cluster mode that knows no other and has
// the slots below 8192.
func clusterNode(t *testing.T) *lab.Valkey {
	t.Helper()
	port := must(lab.FreePort())(t)
	v := start(t, "--cluster-enabled", "yes", "--cluster-port", port)
	c := dial(t, t.Context(), conn.Options{Addr: v.Addr})
	if _, err := c.Do(t.Context(), strings.Fields(fmt.Sprintf("CLUSTER ADDSLOTSRANGE 0 %d", 8191))...); err != nil {
		t.Fatal(err)
	}
	return v
}
