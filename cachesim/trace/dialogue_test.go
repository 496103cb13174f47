package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// packetWriter writes a capture.
type packetWriter interface {
	WritePacket(gopacket.CaptureInfo, []byte) error
}

// dialogue makes a capture of a connection from packets that are told in turn.
type dialogue struct {
	t      testing.TB
	w      packetWriter
	flush  func() error
	buf    bytes.Buffer
	seq    [2]uint32 // of client and server
	now    time.Time
	client layers.TCPPort
}

func newDialogue(t testing.TB, ng bool) *dialogue {
	t.Helper()
	d := &dialogue{t: t, now: time.Unix(1700000000, 0).UTC(), client: 40000, seq: [2]uint32{1<<32 - 5, 77}}
	if !ng {
		w := pcapgo.NewWriter(&d.buf)
		d.w, d.flush = w, func() error { return nil }
		if err := w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
			t.Fatal(err)
		}
		return d
	}
	w, err := pcapgo.NewNgWriter(&d.buf, layers.LinkTypeEthernet)
	if err != nil {
		t.Fatal(err)
	}
	d.w, d.flush = w, w.Flush
	return d
}

// say adds a packet of the client, 0, or the server, 1, and counts its bytes.
func (d *dialogue) say(who int, text string, flags func(*layers.TCP)) {
	tcp := &layers.TCP{SrcPort: d.client, DstPort: 6379, Seq: d.seq[who], Ack: d.seq[1-who], ACK: true, Window: 1000}
	ends := [2][]byte{{10, 0, 0, 1}, {10, 0, 0, 2}}
	if who == 1 {
		tcp.SrcPort, tcp.DstPort = 6379, d.client
		ends[0], ends[1] = ends[1], ends[0]
	}
	if flags != nil {
		flags(tcp)
	}
	d.seq[who] += uint32(len(text))
	if tcp.SYN || tcp.FIN {
		d.seq[who]++
	}
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: ends[0], DstIP: ends[1]}
	d.write(tcp, text, ip, &layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: layers.EthernetTypeIPv4})
}

func (d *dialogue) write(tcp *layers.TCP, text string, ip *layers.IPv4, ethernet *layers.Ethernet) {
	d.t.Helper()
	out := gopacket.NewSerializeBuffer()
	err := errors.Join(tcp.SetNetworkLayerForChecksum(ip), gopacket.SerializeLayers(out, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ethernet, ip, tcp, gopacket.Payload(text)))
	if err != nil {
		d.t.Fatal(err)
	}
	data := out.Bytes()
	if err := d.w.WritePacket(gopacket.CaptureInfo{Timestamp: d.now, CaptureLength: len(data), Length: len(data)}, data); err != nil {
		d.t.Fatal(err)
	}
	d.now = d.now.Add(time.Millisecond)
}

func (d *dialogue) open() {
	d.say(0, "", func(tcp *layers.TCP) { tcp.SYN, tcp.ACK = true, false })
	d.say(1, "", func(tcp *layers.TCP) { tcp.SYN = true })
}

func (d *dialogue) asks(text string)    { d.say(0, text, nil) }
func (d *dialogue) answers(text string) { d.say(1, text, nil) }

// answered is a request of a capture in a form that can be compared.
type answered struct {
	Args string
	DB   int32
	Size int64
	Nil  bool
}

func (d *dialogue) read(opt Options) (all []answered, err error) {
	d.t.Helper()
	if err := d.flush(); err != nil {
		d.t.Fatal(err)
	}
	s, err := Open("-", bytes.NewReader(d.buf.Bytes()), opt)
	if err != nil {
		return nil, err
	}
	if s.Format() != "pcap" {
		d.t.Errorf("taken for %s", s.Format())
	}
	var b Block
	for err == nil {
		err = s.Next(&b)
		for i := range b.Len() {
			if b.Time[i] < 1700000000e9 || b.Time[i] > 1700000010e9 {
				d.t.Errorf("time %d", b.Time[i])
			}
			if client := string(b.Client(i)); client != fmt.Sprintf("10.0.0.1:%d", d.client) {
				d.t.Errorf("client %s", client)
			}
			all = append(all, answered{string(bytes.Join(b.Args(i), []byte(" "))), b.DB[i], b.Size[i], b.Nil[i]})
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return all, err
}
