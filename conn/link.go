package conn

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"

	"github.com/vkcheck/vkcheck/conn/resp"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// link is a connection on its way through the phases.
type link struct {
	o        Options
	rec      *recorder
	roots    *ocspcheck.Anchors // nil: the system's
	skipped  []SkippedRoot      // that are not among them
	cert     *tls.Certificate   // ours; nil for none
	expected *x509.Certificate  // what the server must show; nil for any
	raw      *countedConn       // below TLS
	stream   net.Conn           // raw, or TLS over it
	reader   *resp.Reader
	peer     *Peer
	peeker   *peeker // nil until it is needed

	unconfirmed *span  // tls-confirm, while the server's word on our certificate is awaited
	replies     int    // replies read so far
	heard       bool   // a reply or a push was read
	served      bool   // a step of the session has had a reply that is no error
	password    string // what no word of the server may echo

	along [][]string // commands that go with the last of the session

	preface string        // what goes before TLS and RESP; empty but for a second opinion
	curves  []tls.CurveID // offered in the handshake; nil for Go's own choice
}

// open is a link that has gone from config to ocsp. It is there also with an
// error, and to be closed in any case.
func open(ctx context.Context, o Options, ways ...Way) (*link, error) {
	l := newLink(&o)
	for _, way := range ways {
		way(l)
	}
	return l, l.open(ctx)
}

func newLink(o *Options) *link {
	return &link{o: o.withDefaults(), rec: newRecorder(o.Trace), password: cmp.Or(string(o.Password), o.loneUser())}
}

// open goes from config to ocsp. Thousands may wait in it at a time, with all
// that stands on the stack: what is large is behind a pointer.
func (l *link) open(ctx context.Context) error {
	if err := l.config(); err != nil {
		return err
	}
	addrs, err := l.resolve(ctx)
	if err != nil {
		return err
	}
	if err := l.connect(ctx, addrs); err != nil {
		return err
	}
	if l.preface != "" {
		_, _ = io.WriteString(l.raw, l.preface) // a peer that has left is found by the first read
	}
	if l.o.TLS != nil {
		if err := l.handshake(ctx); err != nil {
			return err
		}
		if err := l.revocation(ctx); err != nil {
			return err
		}
		l.awaitConfirm()
	}
	l.reader = resp.NewReader(l.stream, sessionLimits(l.o.Limits))
	return nil
}

func (l *link) config() error {
	s := l.rec.begin(PhaseConfig, "")
	err := l.o.validate()
	if err == nil && l.o.TLS != nil {
		var made *madePool
		if made, err = l.o.TLS.loadRoots(); err == nil {
			l.roots, l.skipped = made.anchors, made.skipped
			l.cert, err = l.o.TLS.loadCertificate()
		}
		if err == nil {
			l.expected, err = l.o.TLS.Revocation.loadExpected()
		}
	}
	s.end(err)
	return err
}

// close ends the connection below TLS: a close_notify could block.
func (l *link) close() {
	if l.raw != nil {
		_ = l.raw.Close()
	}
}

// quiet is true where nothing has arrived since the last reply, not even the
// end. Below TLS it sees records and not their contents; the socket is not
// asked where warm is true.
func (l *link) quiet(warm bool) bool {
	switch {
	case l.reader.Buffered() > 0:
		return false
	case warm:
		return true
	case l.peeker == nil:
		l.peeker = newPeeker(l.raw.Conn)
	}
	return l.peeker.quiet()
}
