package conn

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// mux lets callers share one link. Whoever comes first writes what all of them
// have queued; a goroutine of its own reads, and hands the replies out in the
// order of the commands.
type mux struct {
	link    *link
	push    func(resp.Value)
	lost    func() // when the reader has ended, before the callers know
	timeout time.Duration

	mu      sync.Mutex
	out     resp.Out  // queued and not yet sent
	spare   resp.Out  // being sent, by the one who has set writing
	queue   []*call   // sent or queued, whose replies the reader has not yet begun to expect
	writing bool      // someone sends
	refused error     // of a write: the server's last words are still to be read
	readBy  time.Time // the read deadline that is set
	writeBy time.Time // the write deadline that is set

	waiting atomic.Int64 // calls without all of their replies
	broken  atomic.Pointer[Error]
	done    chan struct{} // closed when the reader has ended
}

func newMux(l *link, push func(resp.Value), lost func()) *mux {
	m := &mux{link: l, push: push, lost: lost, timeout: min(l.o.CommandTimeout, longest), done: make(chan struct{})}
	_ = l.raw.SetDeadline(time.Time{})
	go m.read()
	return m
}

// longest is a timeout that can be added to.
const longest = math.MaxInt64 / 2 * time.Nanosecond

// failure is why the link is of no further use; nil while it is.
func (m *mux) failure() error {
	if err := m.broken.Load(); err != nil {
		return err
	}
	return nil
}

// start queues the commands of a call and sends them, or leaves that to
// someone who sends already.
func (m *mux) start(c *call, commands ...[]string) error {
	m.mu.Lock()
	if err := m.failure(); err != nil {
		m.mu.Unlock()
		return err
	}
	if m.waiting.Add(1) == 1 {
		m.expect(time.Now())
	}
	m.queue = append(m.queue, c)
	for _, args := range commands {
		m.out.Append(args...)
	}
	if m.writing {
		m.mu.Unlock()
		return nil
	}
	m.writing = true
	slow := m.out.Len() > slowWrite
	m.mu.Unlock()
	if !slow && m.waiting.Load() > 1 {
		runtime.Gosched() // others that are awake may share the write
	}
	// A caller sends for others once, and then looks after its own reply.
	if slow || m.flush() {
		go func() {
			for m.flush() {
			}
		}()
	}
	return nil
}

// slowWrite is how many bytes a caller does not send itself: a server that takes
// them late would keep it beyond the end of its context.
const slowWrite = 64 << 10

// flush sends what is queued, and is true where more has come meanwhile: then
// the caller still is the one who sends.
func (m *mux) flush() bool {
	m.mu.Lock()
	m.out, m.spare = m.spare, m.out
	if now := time.Now(); m.writeBy.Sub(now) < m.timeout {
		m.writeBy = m.deadline(now)
		_ = m.link.raw.SetWriteDeadline(m.writeBy)
	}
	m.mu.Unlock()
	_, err := m.spare.WriteTo(m.link.stream)
	m.spare.Reset()
	if err != nil {
		m.refuse(err)
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writing = m.out.Len() > 0
	return m.writing
}

// refuse takes note of a failed write. The reader finds the end, and what the
// server said before it.
func (m *mux) refuse(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused = err // and writing stays set: nothing is sent any more
	_ = m.link.raw.SetReadDeadline(time.Now().Add(lastWords))
}

// lastWords is how long a server that refuses what is written may still talk.
const lastWords = time.Second

// deadline is a little later than the timeout, so that it need not be set for
// every command.
func (m *mux) deadline(now time.Time) time.Time { return now.Add(m.timeout + m.timeout/8) }

// expect bounds the wait for the next reply. The caller holds mu.
func (m *mux) expect(now time.Time) {
	if m.refused == nil && m.readBy.Sub(now) < m.timeout {
		m.readBy = m.deadline(now)
		_ = m.link.raw.SetReadDeadline(m.readBy)
	}
}

// await waits for the replies of a call that was started. Where ctx ends
// first, they are dropped when they come, and the link goes on.
func (m *mux) await(ctx context.Context, c *call) error {
	if ctx.Done() == nil {
		<-c.ready
		return c.err
	}
	select {
	case <-c.ready:
		return c.err
	case <-ctx.Done():
	}
	if c.settled.Swap(true) { // the reader was first
		<-c.ready
		return c.err
	}
	return errAbandoned
}

// errAbandoned says that the call is no longer the caller's.
var errAbandoned = errors.New("abandoned")

// read is the goroutine that owns the link's reading.
func (m *mux) read() {
	defer close(m.done)
	var queue []*call // whose replies come next, in this order
	replied := false  // since the deadline was set: pushes alone do not put it off
	seen := int64(0)  // the bytes that had come by then: without more of them it is not due
	for {
		if came := m.link.raw.read.Load(); replied && came != seen && m.waiting.Load() > 0 {
			m.mu.Lock()
			m.expect(time.Now())
			m.mu.Unlock()
			replied, seen = false, came
		}
		v, err := m.link.reader.Read()
		switch {
		case err != nil && isTimeout(err) && !m.link.reader.Within() && m.idle():
			continue
		case err != nil:
			m.fail(err, queue)
			return
		case v.Kind() == resp.Push:
			m.push(v)
			continue
		}
		if len(queue) == 0 {
			if queue = m.take(); len(queue) == 0 {
				m.fail(errUnasked, nil)
				return
			}
		}
		replied = true
		if c := queue[0]; c.take(v) {
			queue = queue[1:]
			m.waiting.Add(-1)
			c.settle(nil)
		}
	}
}

var errUnasked = &resp.ProtocolError{Reason: "a reply to nothing that was asked"}

// take gives the calls whose replies come next.
func (m *mux) take() []*call {
	m.mu.Lock()
	defer m.mu.Unlock()
	queue := m.queue
	m.queue = nil
	return queue
}

// idle ends the deadlines where nobody waits, and is false where somebody has
// waited for all of that of reading. Who began to wait as it struck has a later
// one. That of writing would fail what TLS answers by itself to a new key.
func (m *mux) idle() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.refused != nil:
		return false
	case m.waiting.Load() == 0:
		m.readBy, m.writeBy = time.Time{}, time.Time{}
		_ = m.link.raw.SetWriteDeadline(m.writeBy)
	case !time.Now().Before(m.readBy):
		return false
	}
	_ = m.link.raw.SetReadDeadline(m.readBy)
	return true
}

// fail ends the link, and every call that still waits.
func (m *mux) fail(err error, queue []*call) {
	m.mu.Lock()
	m.link.replies++ // what fails now is no first reply
	broken := m.link.noReply(context.Background(), PhaseCommand, err, m.refused)
	m.broken.Store(broken)
	queue = append(queue, m.queue...)
	m.queue = nil
	m.mu.Unlock()
	m.link.close()
	m.lost()
	for _, c := range queue {
		c.settle(broken)
	}
}
