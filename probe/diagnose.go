package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// The codes that only a second opinion can give.
const (
	CodeProxyProtocolRequired = "proxy-protocol-required" // answers once a PROXY line went first
	CodeProxyPlaintextToTLS   = "proxy-plaintext-to-tls"  // TLS within TLS is answered
	CodeTLSClientHelloDropped = "tls-clienthello-dropped" // answers a small ClientHello and not a large one
	CodeSentinelPort          = "sentinel-port"           // HELLO says mode sentinel
)

// reserve is the part of a target's time that is kept for second opinions.
func reserve(timeout time.Duration) time.Duration {
	return min(2*time.Second, timeout/4)
}

// Diagnosis is what a failed connection means.
type Diagnosis struct {
	Code     string
	Phase    conn.Phase
	Evidence string
	Commands []string // on which the server closes, of CodeClosesOnCommand, or that may take it too long

	along [][]string // commands that went with the session
}

// Diagnose says what an error of conn means. Where one connection cannot
// know, it asks for second opinions on connections of their own, one after
// the other and without any credential: a plain PING after a TLS handshake
// that heard nothing (R1), a ClientHello after plain text that was reset
// (R2), a PING alone, a small ClientHello, a PROXY line (R3), TLS within TLS, empty lines where
// there is silence, the commands of a session one by
// one where it was closed, an SSLRequest of PostgreSQL, a HELLO where a command is
// unknown. They share what time ctx leaves. The commands of a
// [conn.DialPipeline] that failed are along.
func Diagnose(ctx context.Context, o conn.Options, err error, along ...[]string) Diagnosis {
	var e *conn.Error
	if !errors.As(err, &e) {
		return Diagnosis{Code: conn.CodeConnectFailed, Evidence: err.Error()}
	}
	o.Trace = nil // what a second connection goes through is no part of the first
	d := Diagnosis{Code: e.Code, Phase: e.Phase, Evidence: words(o, e), along: along}
	if o.TLS != nil && d.Code == conn.CodePlaintextToTLSPort { // it was not we who spoke plain text
		d.Code = CodeProxyPlaintextToTLS
	}
	if !d.ask(ctx, o, doubts(o, e)) && d.Code == conn.CodeTLSToPlaintextPort {
		d.byHeader(e.Reply)
	}
	return d
}

// opinion asks on a connection of its own, and is false where that settles
// nothing.
type opinion func(d *Diagnosis, ctx context.Context, o conn.Options) bool

// ask goes through the opinions until one settles it. Each has its share of
// the time that is left.
func (d *Diagnosis) ask(ctx context.Context, o conn.Options, opinions []opinion) bool {
	for i, settles := range opinions {
		within, cancel := share(ctx, len(opinions)-i)
		settled := settles(d, within, o)
		cancel()
		if settled {
			return true
		}
	}
	return false
}

// share is the n-th part of the time that ctx leaves.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)/time.Duration(n))
}

// doubts are the opinions to ask for, in order.
func doubts(o conn.Options, e *conn.Error) []opinion {
	silent := e.BytesRead == 0
	closed := closedUnheard(e.Code)
	var record tls.RecordHeaderError
	switch {
	case o.TLS == nil && e.Code == conn.CodeTimeoutHello && silent:
		return []opinion{(*Diagnosis).overlong, (*Diagnosis).secondTLS, (*Diagnosis).proxyHeader}
	case o.TLS != nil && e.Code == conn.CodeTimeoutHello:
		return []opinion{(*Diagnosis).overlong, (*Diagnosis).proxyHeader}
	case o.TLS == nil && closed && silent:
		return []opinion{(*Diagnosis).session, (*Diagnosis).secondTLS, (*Diagnosis).proxyPlain, (*Diagnosis).postgreSQL}
	case o.TLS != nil && (closed || e.Phase == conn.PhaseTLSConfirm && e.Code == conn.CodeTLSClosedEarly):
		return []opinion{(*Diagnosis).session, (*Diagnosis).tlsWithin}
	case o.TLS != nil && errors.As(e, &record): // answered, but not by TLS
		return []opinion{(*Diagnosis).secondPlain}
	case o.TLS != nil && e.Code == conn.CodeTimeoutTLS && silent:
		return []opinion{(*Diagnosis).secondPlain, (*Diagnosis).smallHello}
	case o.TLS != nil && e.Code == conn.CodeTLSClosedEarly && silent:
		return []opinion{(*Diagnosis).secondPlain, (*Diagnosis).smallHello, (*Diagnosis).proxyTLS, (*Diagnosis).postgreSQL}
	case e.Code == conn.CodeConnectionClosed && e.Phase != conn.PhaseCommand:
		return []opinion{(*Diagnosis).session}
	case e.Code == conn.CodeCommandUnknown:
		return []opinion{(*Diagnosis).sentinel}
	}
	return nil
}

func closedUnheard(code string) bool {
	return code == conn.CodeResetAfterAccept || code == conn.CodeClosedOnAccept
}

// byHeader judges by the few bytes that answered the handshake, where the
// second connection was not answered.
func (d *Diagnosis) byHeader(header string) {
	if code := conn.StrangerCode(header); code != "" {
		d.Code = code
	}
}

// finding makes the finding of a diagnosis.
func (d Diagnosis) finding(command string) report.Finding {
	detail := ""
	if d.Code == CodeClosesOnCommand {
		detail = strings.Join(d.Commands, ", ")
	}
	return finding(command, d.Code, string(d.Phase), detail, d.Evidence)
}
