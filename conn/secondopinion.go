package conn

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Way is how a second opinion goes about it other than the first connection.
type Way func(*link)

// AfterProxyLine first sends the line that a load balancer with the PROXY
// protocol waits for. It tells of no address ("UNKNOWN", section 2.1 of
// HAProxy's proxy-protocol.txt).
func AfterProxyLine(l *link) { l.preface = "PROXY UNKNOWN\r\n" }

// SmallHello offers X25519 alone. The ClientHello then has a fifth of the
// 1.5 kB that the key share of ML-KEM makes it, and fits one packet.
func SmallHello(l *link) { l.curves = []tls.CurveID{tls.X25519} }

// SpeaksRESP connects in plain text and sends one PING and no credential. It
// is true where the answer is RESP, whatever it says; firstLine is then the
// text of the reply, and else the first line of the stranger's. An error
// means that there was no answer to judge.
func SpeaksRESP(ctx context.Context, o Options, ways ...Way) (speaks bool, firstLine string, err error) {
	o.TLS = nil
	l, err := open(ctx, o, ways...)
	defer l.close()
	if err != nil {
		return false, "", err
	}
	armed := l.arm(ctx, l.o.CommandTimeout)
	defer armed.disarm()
	_, _ = l.stream.Write(resp.AppendCommand(nil, "PING")) // what was said before a refused write is still to be read
	v, err := l.reader.Read()
	switch {
	case err == nil && isEcho(v, []string{"PING"}):
		return false, "PING", nil
	case err == nil && isMail(v.Text()):
		return false, scrub(v.Text(), l.password), nil
	case err == nil:
		return true, scrub(v.Text(), l.password), nil
	}
	var stranger *resp.NotRESPError
	if errors.As(err, &stranger) {
		return false, scrubLine(stranger.Line, l.password), nil
	}
	failed := l.readError(ctx, PhaseHello, err)
	return false, failed.Reply, failed
}

// SpeaksPostgreSQL asks as clients of PostgreSQL do whether TLS is to be had
// (SSLRequest), and gives the answer of its server, which is the one byte S or N;
// empty for any other. To all else that it is sent such a server closes in
// silence.
func SpeaksPostgreSQL(ctx context.Context, o Options) string {
	o.TLS = nil
	l, err := open(ctx, o)
	defer l.close()
	if err != nil {
		return ""
	}
	armed := l.arm(ctx, l.o.CommandTimeout)
	defer armed.disarm()
	_, _ = l.stream.Write([]byte("\x00\x00\x00\x08\x04\xd2\x16\x2f"))
	answer := make([]byte, 2)
	if n, _ := l.stream.Read(answer); n != 1 || answer[0] != 'S' && answer[0] != 'N' {
		return ""
	}
	return string(answer[:1])
}

// SpeaksTLS offers a TLS handshake that trusts everyone and shows no client
// certificate, and sends nothing through it. A nil error means that the
// server speaks TLS; the Peer holds its certificates. A server that answers
// with an alert speaks TLS too: the error's code is then none of
// [CodeTimeoutTLS], [CodeTLSClosedEarly] and [CodeTLSToPlaintextPort].
func SpeaksTLS(ctx context.Context, o Options, ways ...Way) (*Peer, error) {
	o.TLS = o.TLS.trusting()
	l, err := open(ctx, o, ways...)
	defer l.close()
	l.confirmed(nil)
	return l.peer, err
}

// SpeaksTLSWithin is SpeaksTLS within the TLS of the options: a proxy may end
// that and pass on what is in it to a server that wants TLS itself.
func SpeaksTLSWithin(ctx context.Context, o Options) (*Peer, error) {
	l, err := open(ctx, o)
	defer l.close()
	if err != nil {
		return nil, err
	}
	outer := l.raw
	defer func() { _ = outer.Close() }() // before what is within, whose close_notify could block
	l.raw, l.o.TLS, l.cert = &countedConn{Conn: l.stream}, o.TLS.trusting(), nil
	err = l.handshake(ctx)
	return l.peer, err
}

// trusting are the options of a handshake that trusts everyone and shows no
// certificate.
func (t *TLSOptions) trusting() *TLSOptions {
	all := TLSOptions{}
	if t != nil {
		all = *t
	}
	all.Verify, all.CertFile, all.KeyFile = VerifyOptional, "", ""
	all.Revocation, all.Sessions = nil, nil
	return &all
}

// longestLine is above what servers take for one line of a command
// (PROTO_INLINE_MAX_SIZE, networking.c).
const longestLine = 64<<10 + 4<<10

// Complaint is what a server says of empty lines that are together longer than
// one may be. They are nothing to a server that reads them as such: it complains
// where something stands before them that ends no line, as the NUL in version 2
// of the PROXY protocol. An error means that it said nothing.
func Complaint(ctx context.Context, o Options) (string, error) {
	l, err := open(ctx, o)
	defer l.close()
	if err != nil {
		return "", err
	}
	v, err := l.firstReply(ctx, bytes.Repeat([]byte("\r\n"), longestLine/2))
	return cut(scrub(v.Text(), l.password)), err
}

// ServerMode is the mode that HELLO is answered with, as in [Server], asked
// without any credential; empty where the answer is another.
func ServerMode(ctx context.Context, o Options) string {
	replies, err := ask(ctx, o, [][]string{{"HELLO", "3"}})
	if err != nil {
		return ""
	}
	return newLink(&o).serverOf(replies[0]).Mode
}

// Ask sends commands and no credential on a connection of its own, and gives
// the texts of the replies, be they errors, or how they begin. The error, an
// [*Error], means that there were not all of them.
func Ask(ctx context.Context, o Options, commands ...[]string) (said []string, err error) {
	replies, err := ask(ctx, o, commands)
	for _, v := range replies {
		said = append(said, cut(scrub(v.Text(), newLink(&o).password)))
	}
	return said, err
}

func ask(ctx context.Context, o Options, commands [][]string) ([]resp.Value, error) {
	l, err := open(ctx, o)
	defer l.close()
	if err != nil {
		return nil, err
	}
	var words []byte
	for _, args := range commands {
		words = resp.AppendCommand(words, args...)
	}
	var replies []resp.Value
	for range commands {
		v, err := l.firstReply(ctx, words)
		if err != nil {
			return replies, err
		}
		replies, words = append(replies, v), nil
	}
	return replies, nil
}

// firstReply sends what a connection begins with, if anything, and reads a
// reply.
func (l *link) firstReply(ctx context.Context, words []byte) (resp.Value, error) {
	armed := l.arm(ctx, l.o.CommandTimeout)
	defer armed.disarm()
	_, writeErr := l.stream.Write(words)
	v, failed := l.readReply(ctx, PhaseHello, writeErr)
	if failed != nil {
		return resp.Value{}, failed
	}
	return v, nil
}
