package conn

import (
	"sync"
	"sync/atomic"

	"github.com/vkcheck/vkcheck/cachesim/localcache"
	"github.com/vkcheck/vkcheck/conn/resp"
)

// call is one caller's commands on a [mux], and their replies.
type call struct {
	skip    int                     // replies at the front that nobody reads
	wants   int                     // replies still to come, those at the front included
	many    bool                    // the replies go to replies, else the last one to reply
	reply   resp.Value              // of one command
	replies []resp.Value            // of many
	err     error                   // why there are not all of them
	store   *localcache.Reservation // where the reply is to be cached; nil for nowhere

	settled atomic.Bool   // the replies are complete, or nobody waits for them
	ready   chan struct{} // holds one token when the replies are complete
}

var calls = sync.Pool{New: func() any { return &call{ready: make(chan struct{}, 1)} }}

func newCall(wants int) *call {
	c := calls.Get().(*call)
	c.wants = wants
	return c
}

// recycle gives the call back. Nobody may have a part in it any more.
func (c *call) recycle() {
	ready := c.ready
	*c = call{ready: ready}
	calls.Put(c)
}

// take adds a reply, and is true with the last one.
func (c *call) take(v resp.Value) bool {
	c.wants--
	switch {
	case c.skip > 0:
		c.skip--
		if v.IsError() { // to CLIENT CACHING: nobody would tell of changes
			c.store.Cancel()
		}
	case c.many:
		c.replies = append(c.replies, v)
	default:
		c.reply = v
	}
	return c.wants == 0
}

// settle ends the reader's part. It keeps the reply before anything that the
// server says later is read, so that an invalidation on its heels finds it.
func (c *call) settle(err error) {
	c.err = err
	if c.store != nil {
		if err == nil && !c.reply.IsError() {
			c.store.Commit(c.reply)
		} else {
			c.store.Cancel()
		}
	}
	if c.settled.Swap(true) { // the caller has left
		c.recycle()
		return
	}
	c.ready <- struct{}{}
}
