package trace

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket/layers"
)

func TestPcap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		tell func(d *dialogue)
		want []answered
	}{
		{"replies", func(d *dialogue) {
			d.open()
			d.asks(resp("HELLO", "3") + resp("GET", "a"))
			d.answers("%2\r\n+server\r\n+valkey\r\n$5\r\nproto\r\n:3\r\n|1\r\n+x\r\n+y\r\n$3\r\nabc\r\n")
			d.asks(resp("GET", "b") + resp("SELECT", "2") + resp("MGET", "a", "b"))
			d.answers(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n_\r\n+OK\r\n*2\r\n$2\r\nxy\r\n$-1\r\n")
			d.asks("PING\r\n")
			d.answers("+PONG\r\n")
		}, []answered{
			{"HELLO 3", 0, 18, false},
			{"GET a", 0, 3, false},
			{"GET b", 0, 0, true},
			{"SELECT 2", 2, 2, false},
			{"MGET a b", 2, 2, false},
			{"PING", 2, 4, false},
		}},
		{"in pieces, out of order, twice", func(d *dialogue) {
			d.open()
			get := resp("GET", "abcdef")
			d.asks(get[:5])
			d.seq[0] += 5
			d.asks(get[10:])
			d.seq[0] = d.seq[0] - uint32(len(get)) + 5
			d.asks(get[5:10])
			d.seq[0] -= 5
			d.asks(get[5:10])
			d.seq[0] += uint32(len(get) - 10)
			d.answers("$4\r\nab")
			d.answers("cd\r")
			d.answers("\n")
		}, []answered{{"GET abcdef", 0, 4, false}}},
		{"transactions", func(d *dialogue) {
			d.open()
			d.asks(resp("MULTI") + resp("GET", "a") + resp("GET", "b") + resp("EXEC"))
			d.answers("+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n$3\r\nabc\r\n$-1\r\n")
			d.asks(resp("MULTI") + resp("GET", "c") + resp("EXEC"))
			d.answers("+OK\r\n+QUEUED\r\n*-1\r\n")
			d.asks(resp("MULTI") + resp("GET", "d") + resp("DISCARD"))
			d.answers("+OK\r\n+QUEUED\r\n+OK\r\n")
		}, []answered{
			{"MULTI", 0, 2, false},
			{"GET a", 0, 3, false},
			{"GET b", 0, 0, true},
			{"EXEC", 0, 3, false},
			{"MULTI", 0, 2, false},
			{"EXEC", 0, 0, true},
			{"MULTI", 0, 2, false},
			{"DISCARD", 0, 2, false},
		}},
		{"databases, as the server has taken them", func(d *dialogue) {
			d.open()
			d.asks(resp("SELECT", "2") + resp("SELECT", "99") + resp("GET", "a") + resp("RESET") + resp("GET", "b"))
			d.answers("+OK\r\n-ERR DB index is out of range\r\n$1\r\nx\r\n-NOPERM\r\n$1\r\nx\r\n")
			d.asks(resp("MULTI") + resp("GET", "c") + resp("SELECT", "3") + resp("GET", "d") + resp("SELECT", "99") + resp("EXEC"))
			d.answers("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*4\r\n$1\r\nx\r\n+OK\r\n$1\r\nx\r\n!3\r\nERR\r\n")
			d.asks(resp("MULTI") + resp("SELECT", "4") + resp("DISCARD"))
			d.answers("+OK\r\n+QUEUED\r\n+OK\r\n")
			d.asks(resp("MULTI") + resp("SELECT", "4") + resp("RESET") + resp("GET", "e") + resp("SELECT", "5"))
			d.answers("+OK\r\n+QUEUED\r\n+RESET\r\n$1\r\nx\r\n")
			d.asks(resp("GET", "f")) // which nobody answers
		}, []answered{
			{"SELECT 2", 2, 2, false},
			{"SELECT 99", 2, 28, false},
			{"GET a", 2, 1, false},
			{"RESET", 2, 6, false},
			{"GET b", 2, 1, false},
			{"MULTI", 2, 2, false},
			{"GET c", 2, 1, false},
			{"SELECT 3", 3, 2, false},
			{"GET d", 3, 1, false},
			{"SELECT 99", 3, 3, false},
			{"EXEC", 3, 7, false},
			{"MULTI", 3, 2, false},
			{"DISCARD", 3, 2, false},
			{"MULTI", 3, 2, false},
			{"RESET", 0, 5, false},
			{"GET e", 0, 1, false},
			{"SELECT 5", 5, 0, false},
			{"GET f", 5, 0, false},
		}},
		{"begun before the capture", func(d *dialogue) {
			d.answers("f an old reply\r\n")
			d.asks("an old value\r\n" + resp("GET", "a"))
			d.answers("$1\r\nx\r\n")
		}, []answered{{"GET a", 0, 1, false}}},
		{"only the client's packets", func(d *dialogue) {
			d.open()
			d.asks(resp("GET", "a"))
			d.asks(resp("GET", "b"))
		}, []answered{{"GET a", 0, 0, false}, {"GET b", 0, 0, false}}},
		{"a subscriber", func(d *dialogue) {
			d.open()
			d.asks(resp("SUBSCRIBE", "x"))
			d.answers("*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$1\r\ny\r\n")
			d.asks(resp("GET", "a"))
		}, []answered{{"SUBSCRIBE x", 0, 0, false}, {"GET a", 0, 0, false}}},
		{"other protocols beside", func(d *dialogue) {
			d.open()
			d.asks("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
			d.client++
			d.open()
			d.asks(resp("GET", "a"))
			d.answers("$1\r\nx\r\n")
			d.say(0, "", func(tcp *layers.TCP) { tcp.FIN = true })
			d.say(1, "", func(tcp *layers.TCP) { tcp.FIN = true })
		}, []answered{{"GET a", 0, 1, false}}},
	} {
		for _, ng := range []bool{false, true} {
			d := newDialogue(t, ng)
			tt.tell(d)
			got, err := d.read(Options{})
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v -want +got\n%s", tt.name, err, diff)
			}
		}
	}
}

// TestPcapRefused tells what the server answered with an error, within EXEC too.
func TestPcapRefused(t *testing.T) {
	t.Parallel()
	d := newDialogue(t, false)
	d.open()
	d.asks(resp("GET", "a") + resp("SET", "a", "1") + resp("MULTI") + resp("INCR", "a") + resp("GET", "a") + resp("EXEC"))
	d.answers("-MOVED 1 10.0.0.3:6379\r\n!9\r\nERR no: 1\r\n+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n-WRONGTYPE x\r\n$1\r\nx\r\n")
	s, err := Open("-", bytes.NewReader(d.buf.Bytes()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Block
	if err := s.Next(&b); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]bool{true, true, false, true, false, false}, b.Refused); diff != "" {
		t.Error(diff)
	}
}

func TestPcapFaults(t *testing.T) {
	t.Parallel()
	d := newDialogue(t, false)
	d.open()
	d.asks("\x16\x03\x01\x02\x00\x01")
	if _, err := d.read(Options{}); err == nil || err.Error() != "standard input: no requests over TCP in the capture; were they under TLS?" {
		t.Errorf("TLS: %v", err)
	}
	d = newDialogue(t, false)
	d.open()
	d.asks(resp("GET", "a"))
	d.seq[0] += 100
	d.asks("lost\r\n" + resp("GET", "b"))
	if _, err := d.read(Options{}); err == nil || err.Error() != "standard input: packet 4: packets of a connection are missing, want RESP over TCP" {
		t.Errorf("a gap: %v", err)
	}
	got, err := d.read(Options{SkipBad: 1})
	if diff := cmp.Diff([]answered{{Args: "GET a"}, {Args: "GET b"}}, got); diff != "" || err != nil {
		t.Errorf("a gap, skipped: %v %s", err, diff)
	}
	whole := d.buf.Len()
	d.asks(resp("GET", "c"))
	d.buf.Truncate(whole + 20)
	if got, err := d.read(Options{SkipBad: 1}); err != nil || len(got) != 2 {
		t.Errorf("a cut capture: %v after %d requests", err, len(got))
	}
}

// TestBounds wants memory bounded where a trace asks for more.
func TestBounds(t *testing.T) {
	t.Parallel()
	_, err := readAll(strings.NewReader(resp("DEL", "a")+resp("DEL", "abcdef", "b")), Options{MaxLine: 8})
	var te *Error
	if !errors.As(err, &te) || te.Code != CodeLineTooLong || te.Error() != "standard input: byte 49: a request of more than 8 bytes" {
		t.Errorf("%v", err)
	}
	d := newDialogue(t, false)
	d.open()
	for range waitingMax/8 + 1 {
		d.asks(strings.Repeat(resp("GET", "a"), 8))
	}
	for range waitingMax/8 + 1 {
		d.answers(strings.Repeat("$1\r\nx\r\n", 8))
	}
	got, err := d.read(Options{})
	if err != nil || len(got) != waitingMax+8 || got[0].Size != 0 {
		t.Errorf("%d requests, the first with %d bytes, %v", len(got), got[0].Size, err)
	}
}
