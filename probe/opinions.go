package probe

import (
	"context"
	"fmt"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
)

// secondPlain asks in plain text what did not answer TLS.
func (d *Diagnosis) secondPlain(ctx context.Context, o conn.Options) bool {
	speaks, line, err := conn.SpeaksRESP(ctx, o)
	code := conn.CodeTLSToPlaintextPort
	switch {
	case speaks:
	case strings.HasPrefix(conn.CodeOf(err), "not-resp-"):
		code = conn.CodeOf(err)
	case err != nil || line == "":
		return false
	default:
		if code = conn.StrangerCode(line); code == conn.CodePlaintextToTLSPort { // it does speak TLS
			return false
		}
	}
	d.Code = code
	d.Evidence = fmt.Sprintf("a plain PING on a second connection was answered %q", line)
	return true
}

// secondTLS offers TLS to what did not answer plain text.
func (d *Diagnosis) secondTLS(ctx context.Context, o conn.Options) bool {
	how, ok := answersTLS(ctx, o)
	if !ok {
		return false
	}
	d.Code, d.Evidence = conn.CodePlaintextToTLSPort, "a ClientHello on a second connection was answered with "+how
	return true
}

// smallHello offers TLS in a small ClientHello. That it is answered proves
// nothing before the large one has failed once more.
func (d *Diagnosis) smallHello(ctx context.Context, o conn.Options) bool {
	small, cancel := share(ctx, 2)
	defer cancel()
	how, ok := answersTLS(small, o, conn.SmallHello)
	if !ok {
		return false
	}
	if _, ok := answersTLS(ctx, o); ok {
		return false
	}
	d.Code = CodeTLSClientHelloDropped
	d.Evidence = "a small ClientHello (X25519 alone) on a second connection was answered with " + how + ", and a large one on a third was not"
	return true
}

// proxyTLS offers TLS behind a PROXY line. An alert would be no answer to
// that: the line itself may have caused it.
func (d *Diagnosis) proxyTLS(ctx context.Context, o conn.Options) bool {
	peer, err := conn.SpeaksTLS(ctx, o, conn.AfterProxyLine)
	if err != nil {
		return false
	}
	d.Code, d.Evidence = CodeProxyProtocolRequired, "a ClientHello behind a PROXY line was answered with "+certificateOf(peer)
	return true
}

// proxyPlain asks in plain text behind a PROXY line. A server without a
// balancer takes that line for a command, and says that it knows none such.
func (d *Diagnosis) proxyPlain(ctx context.Context, o conn.Options) bool {
	speaks, line, err := conn.SpeaksRESP(ctx, o, conn.AfterProxyLine)
	if err != nil || !speaks || strings.Contains(line, "PROXY") {
		return false
	}
	d.Code, d.Evidence = CodeProxyProtocolRequired, fmt.Sprintf("a PING behind a PROXY line was answered %q", line)
	return true
}

// tlsWithin offers TLS within TLS.
func (d *Diagnosis) tlsWithin(ctx context.Context, o conn.Options) bool {
	how, ok := tlsAnswer(conn.SpeaksTLSWithin(ctx, o))
	if !ok {
		return false
	}
	d.Code, d.Evidence = CodeProxyPlaintextToTLS, "a ClientHello within the TLS of a second connection was answered with "+how
	return true
}

// postgreSQL asks what closes on all words but its own.
func (d *Diagnosis) postgreSQL(ctx context.Context, o conn.Options) bool {
	answer := conn.SpeaksPostgreSQL(ctx, o)
	if answer == "" {
		return false
	}
	d.Code, d.Evidence = conn.CodeNotRespPostgreSQL, fmt.Sprintf("an SSLRequest of PostgreSQL on a connection of its own was answered %q", answer)
	return true
}

// proxyHeader looks for what a balancer puts before our bytes and the server
// waits for the end of.
func (d *Diagnosis) proxyHeader(ctx context.Context, o conn.Options) bool {
	said, err := conn.Complaint(ctx, o)
	if err != nil || conn.ReplyCode(said) != conn.CodeProtocolError {
		return false
	}
	d.Code = conn.CodeProxyLineUnknown
	d.Evidence = fmt.Sprintf("64 KiB of empty lines on a connection of their own were answered %q: before them stands what ends no line, as version 2 of the PROXY protocol does", said)
	return true
}

// sentinel asks who it is that does not know a command.
func (d *Diagnosis) sentinel(ctx context.Context, o conn.Options) bool {
	if conn.ServerMode(ctx, o) != modeSentinel {
		return false
	}
	d.Code = CodeSentinelPort
	d.Evidence += "; HELLO on a second connection was answered with mode sentinel"
	return true
}

// modeSentinel is what a Sentinel answers to HELLO.
const modeSentinel = "sentinel"

// answersTLS is true where a ClientHello is answered by TLS, with what.
func answersTLS(ctx context.Context, o conn.Options, ways ...conn.Way) (how string, ok bool) {
	peer, err := conn.SpeaksTLS(ctx, o, ways...)
	return tlsAnswer(peer, err)
}

// tlsAnswer is what TLS answers with; false where it was none.
func tlsAnswer(peer *conn.Peer, err error) (how string, ok bool) {
	switch conn.CodeOf(err) {
	case "":
		return certificateOf(peer), true
	case conn.CodeTLSVersion, conn.CodeTLSNoCommonCipher, conn.CodeTLSALPN, conn.CodeTLSUnrecognizedName, conn.CodeTLSAlert, conn.CodeClientCertRequired:
		return "an alert: " + err.Error(), true
	}
	return "", false
}

func certificateOf(p *conn.Peer) string { return "the certificate of " + p.Sent[0].Subject.String() }
