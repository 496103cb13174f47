package conn

import "context"

// Handshake goes from config to tls-confirm, as often as Options.Retry allows,
// closes, and gives what the server showed. No credential is sent. The Peer is
// there also with an error, as far as it came; nil only where nothing was
// connected. The error is an [*Error].
func Handshake(ctx context.Context, o Options) (peer *Peer, err error) {
	err = o.Retry.Do(ctx, func(ctx context.Context) error {
		l := newLink(&o)
		err = l.shake(ctx)
		peer = l.peer
		return err
	}, o.Retry.WantsDial, nil)
	return peer, err
}

// shake goes from config to tls-confirm, and closes.
func (l *link) shake(ctx context.Context) error {
	defer l.close()
	if err := l.open(ctx); err != nil {
		return err
	}
	return l.confirm(ctx)
}
