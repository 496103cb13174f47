package conn

import "context"

// Handshake goes from config to tls-confirm, as often as Options.Retry allows,
// closes, and gives what the server showed. No credential is sent. The Peer is
// there also with an error, as far as it came; nil only where nothing was
// connected. The error is an [*Error].
func Handshake(ctx context.Context, o Options) (peer *Peer, err error) {
	err = o.Retry.Do(ctx, func(ctx context.Context) error {
		peer, err = handshake(ctx, o)
		return err
	}, o.Retry.WantsDial, nil)
	return peer, err
}

func handshake(ctx context.Context, o Options) (*Peer, error) {
	l, err := open(ctx, o)
	defer l.close()
	if err == nil {
		err = l.confirm(ctx)
	}
	return l.peer, err
}
