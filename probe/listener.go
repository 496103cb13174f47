package probe

import (
	"context"
	"strconv"

	"github.com/vkcheck/vkcheck/conn"
)

// listener is a connection with client tracking, and the ear that hears its
// invalidations.
type listener struct {
	reader *conn.Conn
	heard  chan struct{} // gets one for the first invalidation
	close  func()
}

// listen turns client tracking on. With RESP3 the reader hears itself, with
// RESP2 a second connection does that is subscribed to the channel of
// invalidations.
func listen(ctx context.Context, o conn.Options, protocol int) (*listener, error) {
	o.Trace = nil
	l := &listener{heard: make(chan struct{}, 1)}
	if protocol == 2 {
		return l, l.redirected(ctx, o)
	}
	o.Caching = &conn.Caching{OnInvalidate: func([]string) { l.hear() }}
	var err error
	if l.reader, err = conn.Dial(ctx, o); err != nil {
		return nil, err
	}
	l.close = func() { _ = l.reader.Close() }
	return l, nil
}

func (l *listener) hear() {
	select {
	case l.heard <- struct{}{}:
	default:
	}
}

// invalidations is the channel that RESP2 hears them by.
const invalidations = "__redis__:invalidate"

// redirected dials reader and subscriber.
func (l *listener) redirected(ctx context.Context, o conn.Options) error {
	ear, err := conn.Dial(ctx, o)
	if err != nil {
		return err
	}
	id, err := ear.Do(ctx, "CLIENT", "ID")
	if err != nil {
		_ = ear.Close()
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	subscribed, ended := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(ended)
		l.hearAll(ctx, ear, subscribed)
	}()
	l.close = func() {
		cancel()
		<-ended
		if l.reader != nil {
			_ = l.reader.Close()
		}
	}
	if err = <-subscribed; err == nil {
		l.reader, err = conn.Dial(ctx, o)
	}
	if err == nil {
		n, _ := id.Int()
		_, err = l.reader.Do(ctx, "CLIENT", "TRACKING", "ON", "REDIRECT", strconv.FormatInt(n, 10))
	}
	if err != nil {
		l.close()
	}
	return err
}

// hearAll says when the subscription stands, or why it does not, and then
// hears what comes by it.
func (l *listener) hearAll(ctx context.Context, ear *conn.Conn, subscribed chan<- error) {
	for m, err := range ear.Subscribe(ctx, conn.Subscription{Channels: []string{invalidations}}) {
		switch {
		case err != nil || m.Kind == "subscribe":
			select {
			case subscribed <- err:
			default: // it stood, and has ended
			}
		case m.Kind == "message":
			l.hear()
		}
	}
}
