package trace

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/reassembly"
)

// tuple is which way a packet goes: the addresses and the ports.
type tuple struct{ network, transport gopacket.Flow }

func (t tuple) reverse() tuple { return tuple{t.network.Reverse(), t.transport.Reverse()} }

// unknown is the first sequence number of a connection that began before the
// capture.
const unknown = -1

// flow is what the assembler knows the connection of a packet by, beside the ports:
// its addresses; or, where another one had the same addresses and ports before it, a
// number. The assembler would take it for more of that one, unless it has seen the
// end of both ways, and a RST ends but one.
func (p *pcap) flow(tcp *layers.TCP) gopacket.Flow {
	way := tuple{p.network, tcp.TransportFlow()}
	c, there := p.live[way], true
	if c == nil {
		c, there = p.live[way.reverse()], false
	}
	switch {
	case c == nil:
		return p.network
	case tcp.SYN && !tcp.ACK && c.isn != first(tcp):
		c.finish()
		p.forget(c)
		return p.another()
	case there:
		return c.flow
	}
	return c.flow.Reverse()
}

// first is the client's first sequence number, by a SYN or the answer to it.
func first(tcp *layers.TCP) int64 {
	if tcp.ACK {
		return int64(tcp.Ack - 1)
	}
	return int64(tcp.Seq)
}

// another is a flow that no addresses make.
func (p *pcap) another() gopacket.Flow {
	p.again++
	number := binary.BigEndian.AppendUint64(nil, p.again)
	return gopacket.NewFlow(p.network.EndpointType(), append(number, 0), append(number, 1))
}

// forget makes room for another connection of the same addresses and ports.
func (p *pcap) forget(c *conversation) {
	if p.live[c.way] == c {
		delete(p.live, c.way)
	}
}

// New begins a connection at its first packet. One that tells nothing, as the last
// of a connection that has ended, is none.
func (p *pcap) New(flow, transport gopacket.Flow, tcp *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	if !tcp.SYN && len(tcp.Payload) == 0 {
		return nil
	}
	c := &conversation{p: p, way: tuple{p.network, transport}, flow: flow, isn: unknown, requests: reassembly.TCPDirClientToServer}
	fromServer := tcp.SrcPort < tcp.DstPort
	if tcp.SYN {
		fromServer, c.isn = tcp.ACK, first(tcp)
	} else {
		c.up.lost, c.early = true, true // it began before the capture
	}
	if fromServer {
		c.requests = reassembly.TCPDirServerToClient
	}
	c.name()
	c.heard = requests{max: p.s.format.maxLine, line: c.inline, done: c.request}
	c.replied = replies{done: c.reply}
	c.up.on, c.down.on = &c.heard, &c.replied
	p.conversations = append(p.conversations, c)
	p.live[c.way] = c
	return c
}

// name notes the client's address and port.
func (c *conversation) name() {
	way := c.way
	if c.requests == reassembly.TCPDirServerToClient {
		way = way.reverse()
	}
	port, _ := way.transport.Endpoints()
	address, _ := way.network.Endpoints()
	c.client = strconv.AppendUint(append([]byte(address.String()), ':'), uint64(binary.BigEndian.Uint16(port.Raw())), 10)
}

// turn takes the client for the server: of a connection that began before the
// capture, only its ports told who is who.
func (c *conversation) turn() {
	c.requests = c.requests.Reverse()
	c.up.reset()
	c.name()
}

// isReply says that a text begins as no request does, but as replies do.
func isReply(text []byte) bool {
	line, _, whole := bytes.Cut(text, []byte("\r\n"))
	if !whole || len(line) == 0 {
		return false
	}
	switch rest := line[1:]; line[0] {
	case '$', ':', '%', '~', '>':
		return numeric(bytes.TrimPrefix(rest, []byte("-")))
	case '+', '-':
		return len(rest) > 0 && 'A' <= rest[0] && rest[0] <= 'Z'
	case '_':
		return len(rest) == 0
	}
	return false
}
