package trace

import (
	"bytes"
	"slices"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/reassembly"
)

// conversation is one TCP connection of a capture: what the client sends are
// requests, what the server sends are their replies in order.
type conversation struct {
	p        *pcap
	way      tuple                       // of its first packet
	flow     gopacket.Flow               // what the assembler knows it by, beside the ports
	isn      int64                       // what the client's bytes are counted from, or unknown
	client   []byte                      // its address and port
	requests reassembly.TCPFlowDirection // the way that requests go
	talks    bool                        // it sent a request: it is a client of a server
	silent   bool                        // it is no RESP, or requests that no replies belong to
	deaf     bool                        // replies cannot be told from one another any more
	early    bool                        // replies are to requests before the capture
	asked    uint32                      // where the first request begins
	mute     mute
	at       int64 // the time of the packet
	db       int32

	up      wire
	heard   requests
	down    wire
	replied replies
	waiting []call // for their replies, in order
	queued  []call // within MULTI, for EXEC's
}

// Bounds of the requests that wait for a reply, as where the server's packets
// are not in the capture: of one connection, and the bytes of all.
const (
	waitingMax   = 1024
	waitingBytes = 64 << 20
)

// Accept takes every packet, and starts where the capture does. What the server
// sent before it had the first request is no reply to it.
func (c *conversation) Accept(tcp *layers.TCP, _ gopacket.CaptureInfo, dir reassembly.TCPFlowDirection, _ reassembly.Sequence, start *bool, _ reassembly.AssemblerContext) bool {
	*start = true
	switch {
	case dir != c.requests:
		c.early = c.early && (!c.talks || int32(tcp.Ack-c.asked) <= 0)
	case !c.talks:
		c.asked = tcp.Seq
	}
	return !c.silent
}

// ReassembledSG takes the bytes that come next in one direction.
func (c *conversation) ReassembledSG(sg reassembly.ScatterGather, ac reassembly.AssemblerContext) {
	dir, _, _, skipped := sg.Info()
	length, _ := sg.Lengths()
	data := sg.Fetch(length)
	if ac != nil {
		c.at = ac.GetCaptureInfo().Timestamp.UnixNano()
	}
	if dir == c.requests && !c.talks && c.isn == unknown && isReply(data) {
		c.turn()
	}
	switch {
	case c.silent || length == 0 && skipped <= 0:
	case dir == c.requests:
		c.sent(data, skipped > 0)
	default:
		c.answered(data, skipped > 0)
	}
}

// sent takes what the client sent.
func (c *conversation) sent(data []byte, gap bool) {
	if gap {
		c.p.fault(c.p.gap())
		c.up.reset()
		c.deaf = true
	}
	for len(data) > 0 && !c.silent {
		taken, err := c.up.feed(data)
		data = data[taken:]
		if err == nil {
			return
		}
		if !c.talks {
			c.silent = true // another protocol
			return
		}
		c.p.fault(err)
		c.up.reset()
		c.deaf = true
	}
}

// answered takes what the server sent.
func (c *conversation) answered(data []byte, gap bool) {
	c.deaf = c.deaf || gap || !c.talks && c.isn != unknown
	if c.deaf || !c.talks {
		return
	}
	if _, err := c.down.feed(data); err != nil {
		c.deaf = true
	}
	if c.deaf {
		c.finish()
	}
}

// ReassemblyComplete ends the connection.
func (c *conversation) ReassemblyComplete(reassembly.AssemblerContext) bool {
	c.finish()
	c.p.conversations = slices.DeleteFunc(c.p.conversations, func(other *conversation) bool { return other == c })
	c.p.forget(c)
	return true
}

// finish gives the requests that nothing answered.
func (c *conversation) finish() {
	for i := range c.queued {
		c.emit(&c.queued[i], reply{})
	}
	c.queued = nil
	c.give(len(c.waiting))
}

// inline takes a request that is a line of words.
func (c *conversation) inline(line []byte) error {
	if first := line[0] | 0x20; !c.talks && !bytes.EqualFold(line, []byte("PING")) || first < 'a' || first > 'z' {
		return errRequest
	}
	return c.heard.inline(line)
}

// request takes a request.
func (c *conversation) request(r *call) error {
	c.talks = true
	c.waiting = append(c.waiting, call{at: c.at, text: bytes.Clone(r.text), ends: append([]int(nil), r.ends...), mute: c.mute.of(r)})
	c.p.waiting += len(r.text)
	c.pass()
	for _, name := range []string{"MONITOR", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "SYNC", "PSYNC"} {
		if r.is(name) {
			c.deaf = true // what comes from now on are no replies
		}
	}
	if c.deaf = c.deaf || len(c.waiting) > waitingMax || len(c.queued) > maxArgs || c.p.waiting > waitingBytes; c.deaf {
		c.finish()
	}
	return nil
}

// pass hands on the first requests that the server does not answer.
func (c *conversation) pass() {
	n := 0
	for n < len(c.waiting) && c.waiting[n].mute {
		n++
	}
	c.give(n)
	c.replied.items = len(c.waiting) > 0 && c.waiting[0].is("EXEC")
}

// give hands the first requests on as they are.
func (c *conversation) give(n int) {
	for i := range c.waiting[:n] {
		c.emit(&c.waiting[i], reply{})
	}
	c.waiting = append(c.waiting[:0], c.waiting[n:]...)
}

// reply takes the reply to the oldest request.
func (c *conversation) reply(r *reply) error {
	if len(c.waiting) == 0 || c.early {
		c.deaf = c.isn != unknown // else the request came before the capture
		return nil
	}
	first := c.waiting[0]
	c.waiting = append(c.waiting[:0], c.waiting[1:]...)
	switch {
	case r.kind == '+' && r.first == 'Q' && r.size == int64(len("QUEUED")):
		c.queued = append(c.queued, first)
		first.ends = nil
	case first.is("EXEC"):
		c.executed(r)
	case first.is("DISCARD"), first.is("RESET") && !r.refused():
		c.drop()
	}
	if first.ends != nil {
		c.emit(&first, *r)
	}
	c.pass()
	return nil
}

// executed gives the requests of a transaction their replies; where it was
// given up, they were none.
func (c *conversation) executed(r *reply) {
	if r.kind != '*' || r.null {
		c.drop()
	}
	before := max(0, len(r.items)-len(c.queued)) // queued before the capture
	for i := range c.queued {
		var own reply
		if before+i < len(r.items) {
			own = r.items[before+i]
		}
		c.emit(&c.queued[i], own)
	}
	c.queued = c.queued[:0]
}

// emit gives a request in its database, which it may have changed: one whose reply
// is not known did what it says.
func (c *conversation) emit(r *call, answer reply) {
	switch {
	case answer.refused():
	case r.is("SELECT"):
		if n, err := integer(r.arg(1)); err == nil && n < 1<<31 {
			c.db = int32(n)
		}
	case r.is("RESET"):
		c.db = 0
	}
	r.db = c.db
	c.p.emit(c, r, answer)
}

// drop forgets what was queued: the server never ran it.
func (c *conversation) drop() {
	for i := range c.queued {
		c.p.waiting -= len(c.queued[i].text)
	}
	c.queued = c.queued[:0]
}
