package conn

import (
	"context"
	"errors"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// SpeaksRESP connects in plain text and sends one PING and no credential. It
// is true where the answer is RESP, whatever it says; firstLine is then the
// text of the reply, and else the first line of the stranger's. An error
// means that there was no answer to judge.
func SpeaksRESP(ctx context.Context, o Options) (speaks bool, firstLine string, err error) {
	o.TLS = nil
	l, err := open(ctx, o)
	defer l.close()
	if err != nil {
		return false, "", err
	}
	armed := l.arm(ctx, l.o.CommandTimeout)
	defer armed.disarm()
	_, _ = l.stream.Write(resp.AppendCommand(nil, "PING")) // what was said before a refused write is still to be read
	v, err := l.reader.Read()
	if err == nil && isEcho(v, []string{"PING"}) {
		return false, "PING", nil
	}
	if err == nil {
		return true, scrub(v.Text(), l.password), nil
	}
	var stranger *resp.NotRESPError
	if errors.As(err, &stranger) {
		return false, scrubLine(stranger.Line, l.password), nil
	}
	failed := l.readError(ctx, PhaseHello, err)
	return false, failed.Reply, failed
}

// SpeaksTLS offers a TLS handshake that trusts everyone and shows no client
// certificate, and sends nothing through it. A nil error means that the
// server speaks TLS; the Peer holds its certificates. A server that answers
// with an alert speaks TLS too: the error's code is then none of
// [CodeTimeoutTLS], [CodeTLSClosedEarly] and [CodeTLSToPlaintextPort].
func SpeaksTLS(ctx context.Context, o Options) (*Peer, error) {
	t := TLSOptions{}
	if o.TLS != nil {
		t = *o.TLS
	}
	t.Insecure, t.CertFile, t.KeyFile = true, "", ""
	o.TLS = &t
	l, err := open(ctx, o)
	defer l.close()
	l.confirmed(nil)
	return l.peer, err
}
