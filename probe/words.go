package probe

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// words are the server's own, or the system's. Of a handshake they say who
// complained about whom (R5), of silence how much was read before.
func words(o conn.Options, e *conn.Error) string {
	var remote *net.OpError
	var chain *ocspcheck.ChainError
	var record tls.RecordHeaderError
	switch {
	case errors.As(e, &record):
		return fmt.Sprintf("%v: %q", record, e.Reply)
	case e.Code == conn.CodeWrongPassword && o.Username != "" && o.Password == "" && o.Credentials == nil:
		return e.Reply + "; it got an empty password, for none was given"
	case e.Reply != "":
		return e.Reply
	case e.Err == nil:
		return ""
	case errors.As(e, &remote) && remote.Op == "remote error":
		return "the server complained about us: " + remote.Err.Error()
	case errors.As(e, &chain):
		return "we complained about the server: " + chain.Error() + skewHint(o, chain)
	case o.TLS != nil && e.Code == conn.CodeTimeoutHello:
		return "the TLS handshake was answered, and nothing came after it before the time was up"
	case e.Peer != nil && errors.Is(e, conn.ErrTimeout):
		return fmt.Sprintf("%d bytes were read of the connection before the time was up", e.BytesRead)
	}
	return e.Err.Error()
}

// skewMax is the difference up to which a clock is a likelier cause than a
// certificate that nobody renewed (R8).
const skewMax = 5 * time.Minute

// skewHint points at the clocks where a certificate is just outside its time.
func skewHint(o conn.Options, e *ocspcheck.ChainError) string {
	now := o.TLS.Now()
	var off time.Duration
	switch e.Code {
	case ocspcheck.CodeExpired, ocspcheck.CodeIntermediateExpired:
		off = now.Sub(e.Cert.NotAfter)
	case ocspcheck.CodeNotYetValid:
		off = e.Cert.NotBefore.Sub(now)
	default:
		return ""
	}
	if off >= skewMax {
		return ""
	}
	return fmt.Sprintf("; that is only %s off: compare this machine's clock first", off.Round(time.Second))
}
