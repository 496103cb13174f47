package conn

import (
	"context"
	"time"
)

// over is true where ctx has ended or is about to: a socket with the same
// deadline may be the first to notice.
func over(ctx context.Context) bool {
	at, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(at)
}

// armed is a link whose reads and writes are bounded by a context.
type armed struct {
	stop func() bool // nil for a context that cannot end
}

// disarm frees the link from the context. It is true where the context had
// struck: the deadline then lies in the past.
func (a armed) disarm() (struck bool) { return a.stop != nil && !a.stop() }

// arm bounds reads and writes by d and by ctx, whose end ends them at once.
func (l *link) arm(ctx context.Context, d time.Duration) armed {
	return l.armAt(ctx, time.Now(), d)
}

// armAt is arm for a caller who knows the time.
func (l *link) armAt(ctx context.Context, now time.Time, d time.Duration) armed {
	deadline := now.Add(d)
	if at, ok := ctx.Deadline(); ok && at.Before(deadline) {
		deadline = at
	}
	return l.armUntil(ctx, deadline)
}

// listen is arm, but for a d of 0, for which only ctx bounds the reads:
// between two messages silence is no fault.
func (l *link) listen(ctx context.Context, d time.Duration) armed {
	if d > 0 {
		return l.arm(ctx, d)
	}
	deadline, _ := ctx.Deadline() // the zero time is none
	return l.armUntil(ctx, deadline)
}

// armUntil sets the deadline, and lets the end of ctx set one in the past.
func (l *link) armUntil(ctx context.Context, deadline time.Time) armed {
	_ = l.raw.SetDeadline(deadline)
	if ctx.Done() == nil {
		return armed{}
	}
	return armed{context.AfterFunc(ctx, func() { _ = l.raw.SetDeadline(time.Unix(1, 0)) })}
}
