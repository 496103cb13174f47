package trace

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// TestPcapAgain has a second connection with the addresses and ports of the first
// one, whose end is there, or is a RST, or is missing.
func TestPcapAgain(t *testing.T) {
	t.Parallel()
	fin := func(tcp *layers.TCP) { tcp.FIN = true }
	rst := func(tcp *layers.TCP) { tcp.RST = true }
	for name, end := range map[string]func(d *dialogue){
		"closed by both": func(d *dialogue) {
			d.say(0, "", fin)
			d.say(1, "", fin)
			d.say(0, "", nil)
		},
		"closed by the client alone": func(d *dialogue) { d.say(0, "", fin) },
		"reset by the client":        func(d *dialogue) { d.say(0, "", rst) },
		"reset by the server":        func(d *dialogue) { d.say(1, "", rst) },
		"lost":                       func(*dialogue) {},
	} {
		for _, seq := range []uint32{1000, 1<<32 - 1000} {
			d := newDialogue(t, false)
			d.open()
			d.asks(resp("SELECT", "3") + resp("GET", "a"))
			d.answers("+OK\r\n$1\r\nx\r\n")
			d.asks(resp("GET", "c"))
			end(d)
			d.seq = [2]uint32{seq, seq}
			d.open()
			d.asks(resp("GET", "b"))
			d.answers("$2\r\nxy\r\n")
			got, err := d.read(Options{})
			want := []answered{{"SELECT 3", 3, 2, false}, {"GET a", 3, 1, false}, {"GET c", 3, 0, false}, {"GET b", 0, 2, false}}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s, then from %d: %v -want +got\n%s", name, seq, err, diff)
			}
		}
	}
}

// TestPcapEnded wants nothing kept of connections that have ended, the last packet
// of which acknowledges the end.
func TestPcapEnded(t *testing.T) {
	t.Parallel()
	d := newDialogue(t, false)
	for range 100 {
		d.client++
		d.open()
		d.asks(resp("GET", "a"))
		d.say(0, "", func(tcp *layers.TCP) { tcp.FIN = true })
		d.say(1, "", func(tcp *layers.TCP) { tcp.FIN = true })
		d.say(0, "", nil)
	}
	s, err := Open("-", bytes.NewReader(d.buf.Bytes()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Block
	if err := s.Next(&b); !errors.Is(err, io.EOF) || b.Len() != 100 {
		t.Fatalf("%d requests, %v", b.Len(), err)
	}
	if p := s.reader.(*pcap); len(p.live) != 0 || len(p.conversations) != 0 {
		t.Errorf("%d and %d are kept", len(p.live), len(p.conversations))
	}
}

// TestPcapSYN has a SYN that is sent twice, one that carries a request, and one that
// the capture has after its answer.
func TestPcapSYN(t *testing.T) {
	t.Parallel()
	syn := func(tcp *layers.TCP) { tcp.SYN, tcp.ACK = true, false }
	for name, open := range map[string]func(d *dialogue){
		"twice": func(d *dialogue) {
			d.say(0, "", syn)
			d.seq[0]--
			d.open()
			d.asks(resp("GET", "a"))
		},
		"with a request": func(d *dialogue) {
			d.say(0, resp("GET", "a"), syn)
			d.say(1, "", func(tcp *layers.TCP) { tcp.SYN = true })
		},
		"late": func(d *dialogue) {
			d.seq[0]++
			d.say(1, "", func(tcp *layers.TCP) { tcp.SYN = true })
			d.seq[0]--
			d.say(0, "", syn)
			d.asks(resp("GET", "a"))
		},
	} {
		d := newDialogue(t, false)
		open(d)
		d.answers("$1\r\nx\r\n")
		got, err := d.read(Options{})
		if diff := cmp.Diff([]answered{{"GET a", 0, 1, false}}, got); diff != "" || err != nil {
			t.Errorf("%s: %v -want +got\n%s", name, err, diff)
		}
	}
}

// TestPcapWays has connections that began before the capture, whose client has a
// port below the server's: it is the one that sends no replies.
func TestPcapWays(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(d *dialogue){
		"a reply":                func(d *dialogue) { d.answers("$1\r\nx\r\n") },
		"a nil of RESP3":         func(d *dialogue) { d.answers("_\r\n") },
		"the rest of a reply":    func(d *dialogue) { d.answers("lier"); d.answers("+OK\r\n") },
		"a request, and a reply": func(d *dialogue) { d.asks(resp("GET", "z")); d.answers("+OK\r\n") },
		"a value like a reply":   func(d *dialogue) { d.asks("+OK\r\n" + resp("GET", "z")); d.answers("-ERR\r\n") },
	} {
		d := newDialogue(t, false)
		d.client = 5000
		begin(d)
		d.asks(resp("GET", "a") + resp("MGET", "b", "c"))
		d.answers("$2\r\nxy\r\n*2\r\n$1\r\nx\r\n$1\r\ny\r\n")
		got, err := d.read(Options{})
		if len(got) == 3 && got[0].Args == "GET z" {
			got = got[1:]
		}
		if diff := cmp.Diff([]answered{{"GET a", 0, 2, false}, {"MGET b c", 0, 2, false}}, got); diff != "" || err != nil {
			t.Errorf("%s: %v -want +got\n%s", name, err, diff)
		}
	}
}

// TestPcapEarly has replies to requests before the capture among the first ones:
// what the server sent before it had a request is no reply to it.
func TestPcapEarly(t *testing.T) {
	t.Parallel()
	d := newDialogue(t, false)
	first := d.seq[0]
	d.asks(resp("GET", "a") + resp("GET", "b"))
	late := func(tcp *layers.TCP) { tcp.Ack = first }
	d.say(1, "$7\r\near", late)
	d.say(1, "lier\r\n$-1\r\n", late)
	d.answers("$1\r\nx\r\n$-1\r\n")
	got, err := d.read(Options{})
	if diff := cmp.Diff([]answered{{"GET a", 0, 1, false}, {"GET b", 0, 0, true}}, got); diff != "" || err != nil {
		t.Errorf("%v -want +got\n%s", err, diff)
	}
}

// TestPcapWithinTransaction begins when the first requests of a transaction have been
// queued: the last replies are those of the others.
func TestPcapWithinTransaction(t *testing.T) {
	t.Parallel()
	d := newDialogue(t, false)
	d.asks(resp("GET", "a") + resp("GET", "b") + resp("EXEC"))
	d.answers("+QUEUED\r\n+QUEUED\r\n*4\r\n+OK\r\n$-1\r\n$3\r\nabc\r\n$-1\r\n")
	got, err := d.read(Options{})
	if diff := cmp.Diff([]answered{{"GET a", 0, 3, false}, {"GET b", 0, 0, true}, {"EXEC", 0, 5, false}}, got); diff != "" || err != nil {
		t.Errorf("%v -want +got\n%s", err, diff)
	}
}

// TestPcapSnapped has the beginnings of packets alone.
func TestPcapSnapped(t *testing.T) {
	t.Parallel()
	const snap = 96
	d := newDialogue(t, false)
	d.w = snapping{d.w, snap}
	d.open()
	d.asks(resp("SET", "a", strings.Repeat("x", 200)))
	d.asks(resp("GET", "a"))
	_, err := d.read(Options{})
	if err == nil || !strings.Contains(err.Error(), "tcpdump -s 0") {
		t.Errorf("%v", err)
	}
}

// snapping writes so much of each packet.
type snapping struct {
	to   packetWriter
	most int
}

func (s snapping) WritePacket(info gopacket.CaptureInfo, data []byte) error {
	info.CaptureLength = min(len(data), s.most)
	return s.to.WritePacket(info, data[:info.CaptureLength])
}

// TestPcapUnasked has a capture whose packets are not in order: which reply is to
// which request, nobody knows any more.
func TestPcapUnasked(t *testing.T) {
	t.Parallel()
	for name, tell := range map[string]func(d *dialogue){
		"from the first on": func(d *dialogue) { d.answers("$-1\r\n"); d.asks(resp("GET", "a")) },
		"later": func(d *dialogue) {
			d.asks(resp("GET", "a"))
			d.answers("$1\r\nx\r\n$-1\r\n")
		},
	} {
		d := newDialogue(t, false)
		d.open()
		tell(d)
		d.asks(resp("GET", "b") + resp("GET", "c"))
		d.answers("$-1\r\n")
		got, err := d.read(Options{})
		if len(got) != 3 || got[1] != (answered{Args: "GET b"}) || got[2] != (answered{Args: "GET c"}) || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestPcapMute has requests that the server does not answer, as CLIENT REPLY asks.
func TestPcapMute(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		tell func(d *dialogue)
		want []answered
	}{
		"one": {func(d *dialogue) {
			d.asks(resp("GET", "z") + resp("CLIENT", "reply", "skip") + resp("SELECT", "4") + resp("GET", "a") + resp("GET", "b"))
			d.answers("$1\r\nz\r\n$3\r\nabc\r\n$-1\r\n")
		}, []answered{{"GET z", 0, 1, false}, {"CLIENT reply skip", 0, 0, false}, {"SELECT 4", 4, 0, false}, {"GET a", 4, 3, false}, {"GET b", 4, 0, true}}},
		"all, until it is taken back": {func(d *dialogue) {
			d.asks(resp("CLIENT", "REPLY", "OFF") + resp("SET", "a", "1") + resp("CLIENT", "REPLY", "SKIP") + resp("SET", "b", "1") + resp("SET", "c", "1"))
			d.asks(resp("CLIENT", "REPLY", "ON") + resp("MULTI") + resp("GET", "d") + resp("EXEC"))
			d.answers("+OK\r\n+OK\r\n+QUEUED\r\n*1\r\n$-1\r\n")
		}, []answered{
			{"CLIENT REPLY OFF", 0, 0, false},
			{"SET a 1", 0, 0, false},
			{"CLIENT REPLY SKIP", 0, 0, false},
			{"SET b 1", 0, 0, false},
			{"SET c 1", 0, 0, false},
			{"CLIENT REPLY ON", 0, 2, false},
			{"MULTI", 0, 2, false},
			{"GET d", 0, 0, true},
			{"EXEC", 0, 0, false},
		}},
	} {
		d := newDialogue(t, false)
		d.open()
		tt.tell(d)
		got, err := d.read(Options{})
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v -want +got\n%s", name, err, diff)
		}
	}
}

// TestPcapBare has packets that begin with the header of IP, by the link types that
// say which version it is.
func TestPcapBare(t *testing.T) {
	t.Parallel()
	const header, record, ethernet = 24, 16, 14
	for _, link := range []layers.LinkType{layers.LinkTypeIPv4, layers.LinkTypeIPv6} {
		d := newDialogue(t, false)
		d.asks(resp("GET", "a"))
		data := d.buf.Bytes()
		data[header-4] = byte(link)
		for i := range 2 { // both lengths
			data[header+8+4*i] -= ethernet
		}
		d.buf.Truncate(len(data) - ethernet)
		copy(data[header+record:], data[header+record+ethernet:])
		got, err := d.read(Options{})
		if diff := cmp.Diff([]answered{{Args: "GET a"}}, got); diff != "" || err != nil {
			t.Errorf("%v: %v -want +got\n%s", link, err, diff)
		}
	}
}
