package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// reserve is the part of a target's time that is kept for a second opinion.
func reserve(timeout time.Duration) time.Duration {
	return min(2*time.Second, timeout/4)
}

// Diagnosis is what a failed connection means.
type Diagnosis struct {
	Code     string
	Phase    conn.Phase
	Evidence string
}

// Diagnose says what an error of conn means. Where one connection cannot
// know, it asks for a second opinion on a connection of its own, without any
// credential: a plain PING after a TLS handshake that heard nothing, a
// ClientHello after plain text that was reset (rules R1 and R2).
func Diagnose(ctx context.Context, o conn.Options, err error) Diagnosis {
	var e *conn.Error
	if !errors.As(err, &e) {
		return Diagnosis{Code: conn.CodeConnectFailed, Evidence: err.Error()}
	}
	o.Trace = nil // what a second connection goes through is no part of the first
	d := Diagnosis{Code: e.Code, Phase: e.Phase, Evidence: words(e)}
	switch {
	case o.TLS != nil && (silentTLS(e) || strangeTLS(e)):
		if !d.secondPlain(ctx, o) && d.Code == conn.CodeTLSToPlaintextPort {
			d.byHeader(e.Reply)
		}
	case o.TLS == nil && silentPlain(e):
		d.secondTLS(ctx, o)
	}
	return d
}

// words are the server's own, or the system's.
func words(e *conn.Error) string {
	switch {
	case e.Reply != "":
		return e.Reply
	case e.Err != nil:
		return e.Err.Error()
	}
	return ""
}

// silentTLS: the handshake read nothing before it ended.
func silentTLS(e *conn.Error) bool {
	return e.BytesRead == 0 &&
		(e.Code == conn.CodeTimeoutTLS || e.Code == conn.CodeTLSClosedEarly)
}

// strangeTLS: the handshake was answered with what is no record of TLS.
func strangeTLS(e *conn.Error) bool {
	var record tls.RecordHeaderError
	return errors.As(e, &record)
}

// byHeader judges by the few bytes that answered the handshake, where the
// second connection was not answered.
func (d *Diagnosis) byHeader(header string) {
	if code := conn.StrangerCode(header); code != "" {
		d.Code = code
	}
}

// silentPlain: the peer closed, reset or kept silent before its first byte.
func silentPlain(e *conn.Error) bool {
	switch e.Code {
	case conn.CodeResetAfterAccept, conn.CodeClosedOnAccept, conn.CodeTimeoutHello:
		return e.BytesRead == 0
	}
	return false
}

// secondPlain asks in plain text, and is false where that settles nothing.
func (d *Diagnosis) secondPlain(ctx context.Context, o conn.Options) bool {
	speaks, line, err := conn.SpeaksRESP(ctx, o)
	code := conn.CodeTLSToPlaintextPort
	switch {
	case speaks:
	case conn.CodeOf(err) == conn.CodeNotRespMySQL:
		code = conn.CodeNotRespMySQL
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

func (d *Diagnosis) secondTLS(ctx context.Context, o conn.Options) {
	peer, err := conn.SpeaksTLS(ctx, o)
	switch conn.CodeOf(err) {
	case "":
		d.Evidence = "a ClientHello on a second connection was answered with the certificate of " + peer.Sent[0].Subject.String()
	case conn.CodeTLSVersion, conn.CodeTLSNoCommonCipher, conn.CodeTLSALPN, conn.CodeTLSUnrecognizedName, conn.CodeTLSAlert, conn.CodeClientCertRequired:
		d.Evidence = "a ClientHello on a second connection was answered with an alert: " + err.Error()
	default:
		return
	}
	d.Code = conn.CodePlaintextToTLSPort
}

// finding makes the finding of a diagnosis.
func (d Diagnosis) finding(command string) report.Finding {
	return finding(command, d.Code, string(d.Phase), "", d.Evidence)
}
