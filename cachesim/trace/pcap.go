package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/gopacket/gopacket/reassembly"
)

// A capture of a server's packets, pcap or pcapng, is the only trace that has
// the replies: which were nil, and how long they were. Under TLS it has none.

const wantPcap = "RESP over TCP"

var (
	errGap  = errors.New("packets of a connection are missing")
	errSnap = errors.New("packets of a connection are missing, or cut: the capture has the beginnings of packets alone (tcpdump -s 0 has all)")
	errTalk = errors.New("no requests over TCP in the capture; were they under TLS?")
)

// pcapMagics begin pcap in either order of bytes, with microseconds or
// nanoseconds, and pcapng.
var pcapMagics = []string{"\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1", "\xa1\xb2\x3c\x4d", "\x4d\x3c\xb2\xa1", pcapngMagic}

const pcapngMagic = "\n\r\r\n"

func isPcap(head sample) bool {
	for _, magic := range pcapMagics {
		if bytes.HasPrefix(head.data, []byte(magic)) {
			return true
		}
	}
	return false
}

// capture is a file of packets.
type capture interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
	LinkType() layers.LinkType
}

// pcap reads the requests of all connections in a capture.
type pcap struct {
	s             *Stream
	in            capture
	assembler     *reassembly.Assembler
	conversations []*conversation
	live          map[tuple]*conversation // by the way of its first packet
	network       gopacket.Flow           // of the packet
	again         uint64                  // connections that began where another one had been
	packets       int
	snapped       bool // some packet of TCP was longer than what the capture has of it
	waiting       int  // bytes of the requests that wait for a reply
	b             *Block
	any           bool
	bad           error
}

// The most memory for packets that came too early, in pages of about 2 KB.
const (
	pagesTotal = 16 << 10
	pagesEach  = 4 << 10
)

func startPcap(s *Stream, head sample) (reader, error) {
	p := &pcap{s: s, live: map[tuple]*conversation{}}
	var err error
	if bytes.HasPrefix(head.data, []byte(pcapngMagic)) {
		p.in, err = pcapgo.NewNgReader(&ngBlocks{in: s.in}, pcapgo.NgReaderOptions{WantMixedLinkType: true, SkipUnknownVersion: true})
	} else {
		p.in, err = pcapgo.NewReader(s.in)
	}
	if err != nil {
		return nil, &Error{Code: CodeMalformed, File: s.name, Err: err, Want: "the header of a capture"}
	}
	p.assembler = reassembly.NewAssembler(reassembly.NewStreamPool(p))
	p.assembler.MaxBufferedPagesTotal, p.assembler.MaxBufferedPagesPerConnection = pagesTotal, pagesEach
	return p, nil
}

// conversationsMax is how many connections are remembered; those that were
// silent for idle are forgotten first.
const (
	conversationsMax = 1 << 16
	idle             = time.Minute
)

// blockPackets is how many packets make a block.
const blockPackets = 4096

func (p *pcap) next(b *Block) error {
	p.b, b.data = b, b.data[:0]
	for range blockPackets {
		data, info, err := p.in.ReadPacketData()
		if err != nil {
			return p.end(err)
		}
		p.packets++
		p.packet(data, info)
		if len(p.conversations) > conversationsMax {
			p.assembler.FlushCloseOlderThan(info.Timestamp.Add(-idle))
			if len(p.conversations) > conversationsMax {
				p.assembler.FlushAll()
			}
		}
		if p.bad != nil || len(b.data) > blockData {
			break
		}
	}
	return p.bad
}

// packet takes one packet; what is no TCP is none of ours.
func (p *pcap) packet(data []byte, info gopacket.CaptureInfo) {
	link := p.in.LinkType()
	if len(info.AncillaryData) > 0 {
		if own, ok := info.AncillaryData[0].(layers.LinkType); ok {
			link = own
		}
	}
	if link == layers.LinkTypeIPv4 || link == layers.LinkTypeIPv6 {
		link = layers.LinkTypeRaw // which is either
	}
	packet := gopacket.NewPacket(data, link, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
	tcp, ok := packet.TransportLayer().(*layers.TCP)
	if network := packet.NetworkLayer(); ok && network != nil {
		p.network = network.NetworkFlow()
		p.snapped = p.snapped || info.CaptureLength < info.Length
		p.assembler.AssembleWithContext(p.flow(tcp), tcp, captured(info))
	}
}

// captured is the context of a packet.
type captured gopacket.CaptureInfo

// GetCaptureInfo gives the packet's time.
func (c captured) GetCaptureInfo() gopacket.CaptureInfo { return gopacket.CaptureInfo(c) }

// end gives what is left, and what ended the capture: a packet that was cut off
// is the end, as when a recording was killed.
func (p *pcap) end(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) && !p.s.packed {
		p.s.cut, err = true, io.EOF
	}
	for _, c := range p.conversations { // in order, as FlushAll is not
		c.finish()
	}
	p.assembler.FlushAll()
	var known *Error
	switch {
	case p.bad != nil:
		return p.bad
	case errors.Is(err, io.EOF) && !p.any:
		return &Error{Code: CodeEmpty, File: p.s.name, Err: errTalk}
	case errors.Is(err, io.EOF):
		return io.EOF
	case p.s.packed || errors.As(err, &known):
		return p.s.readError(err)
	}
	return &Error{Code: CodeMalformed, File: p.s.name, Err: fmt.Errorf("packet %d: %w", p.packets+1, err), Want: "a packet"}
}

// fault notes what is wrong with a connection, unless it is tolerated.
func (p *pcap) fault(err error) {
	if p.bad == nil {
		p.bad = p.s.bad(&Error{Err: fmt.Errorf("packet %d: %w", p.packets, err)})
	}
}

// gap is what is wrong where bytes are missing.
func (p *pcap) gap() error {
	if p.snapped {
		return errSnap
	}
	return errGap
}

// emit adds a request to the block.
func (p *pcap) emit(c *conversation, r *call, answer reply) {
	p.any = true
	p.waiting -= len(r.text)
	p.b.command(c.client, r)
	p.b.Size, p.b.Nil = append(p.b.Size, answer.size), append(p.b.Nil, answer.null)
	p.b.Refused = append(p.b.Refused, answer.refused())
}
