package probe

import (
	"context"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// presented is what the server showed, as ocspcheck wants it.
func presented(p *conn.Peer) ocspcheck.Presented {
	return ocspcheck.Presented{Sent: p.Sent, Chain: p.Chain, Staple: p.Staple, Name: p.Name, IP: p.IP}
}

// fresh looks at the server again, on a connection that the report does not
// count among its phases. What was shown is worth having with an error too.
func (e *examination) fresh(ctx context.Context) (ocspcheck.Presented, error) {
	o := e.o.Conn
	o.Trace = nil
	if o.TLS != nil && o.TLS.Revocation != nil {
		own := *o.TLS
		own.Revocation = nil
		o.TLS = &own
	}
	peer, err := conn.Handshake(ctx, o)
	if peer == nil || len(peer.Sent) == 0 {
		return ocspcheck.Presented{}, err
	}
	return presented(peer), nil
}
