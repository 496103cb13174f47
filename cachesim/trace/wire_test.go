package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// resp writes a request as clients do.
func resp(args ...string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "*%d\r\n", len(args))
	for _, a := range args {
		fmt.Fprintf(&s, "$%d\r\n%s\r\n", len(a), a)
	}
	return s.String()
}

func TestAOF(t *testing.T) {
	t.Parallel()
	text := resp("SELECT", "3") + "#TS:1700000000\r\n" + resp("set", "a\r\n*1", strings.Repeat("v", 2*argKept)) + resp("DEL", "", "b")
	want := []request{
		{0, 3, "", []string{"SELECT", "3"}},
		{1700000000e9, 3, "", []string{"set", "a\r\n*1", strings.Repeat("v", argKept)}},
		{1700000000e9, 3, "", []string{"DEL", "", "b"}},
	}
	for name, in := range map[string]func() *bytes.Reader{"at once": func() *bytes.Reader { return bytes.NewReader([]byte(text)) }} {
		got, err := readAll(in(), Options{})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v, -want +got\n%.500s", name, err, diff)
		}
	}
	got, err := readAll(iotest.OneByteReader(strings.NewReader(text)), Options{Format: "aof"})
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("by bytes: %v, -want +got\n%.500s", err, diff)
	}
	s, err := Open("-", strings.NewReader(text[:len(text)-3]), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Block
	for err == nil {
		err = s.Next(&b)
	}
	if !s.Cut() {
		t.Errorf("what was cut off is not noted: %v", err)
	}
}

func TestAOFFaults(t *testing.T) {
	t.Parallel()
	good := resp("SET", "a", "1")
	for _, tt := range []struct{ bad, says string }{
		{"$3\r\nabc\r\n", "standard input: byte 31: no array of strings, want " + wantAOF},
		{"*1\r\n:3\r\n", "standard input: byte 35: no array of strings, want " + wantAOF},
		{"*1\r\n$x\r\n", "standard input: byte 35: a length that is no number, want " + wantAOF},
		{"*9999999\r\n", "standard input: byte 37: more arguments than a request may have, want " + wantAOF},
		{"*1\r\n$3\r\nabcd\r\n", "standard input: byte 38: a string without its end, want " + wantAOF},
	} {
		text := good + tt.bad + good
		got, err := readAll(strings.NewReader(text), Options{})
		if err == nil || err.Error() != tt.says || len(got) != 1 {
			t.Errorf("%q: %d requests, %v", tt.bad, len(got), err)
		}
		got, err = readAll(strings.NewReader(text), Options{SkipBad: 9})
		if err != nil || len(got) != 2 {
			t.Errorf("%q: %d requests with some skipped, %v", tt.bad, len(got), err)
		}
	}
}

// TestAOFParts reads the increments in the manifest's order, by the manifest or
// the directory.
func TestAOFParts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"appendonly.aof.manifest":   "file appendonly.aof.2.base.rdb seq 2 type b\nfile appendonly.aof.9.incr.aof seq 9 type i\nfile appendonly.aof.10.incr.aof seq 10 type i\nfile old.aof seq 1 type h\n",
		"appendonly.aof.2.base.rdb": "REDIS0011\xff", "appendonly.aof.9.incr.aof": resp("SET", "a", "1"), "appendonly.aof.10.incr.aof": resp("DEL", "a"), "old.aof": "old",
		"bad.manifest/x.manifest": "file ../x.aof seq 1 type i\n", "none/x": "", "worse/y.manifest": "nonsense\n",
	} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(dir, "bad.manifest"), filepath.Join(dir, "bad")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, filepath.Join(dir, "appendonly.aof.manifest")} {
		s, err := Open(name, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b Block
		var got []string
		for err == nil {
			err = s.Next(&b)
			for i := range b.Len() {
				got = append(got, string(bytes.Join(b.Args(i), []byte(" "))))
			}
		}
		if diff := cmp.Diff([]string{"SET a 1", "DEL a"}, got); diff != "" || s.Close() != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for name, want := range map[string]error{"bad": errManifest, "none": errDirectory, "worse": errManifest} {
		if _, err := Open(filepath.Join(dir, name), nil, Options{}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// dialogue makes a capture of a connection from packets that are told in turn.
type dialogue struct {
	t testing.TB
	w interface {
		WritePacket(gopacket.CaptureInfo, []byte) error
	}
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
	tcp := &layers.TCP{SrcPort: d.client, DstPort: 6379, Seq: d.seq[who], ACK: true, Window: 1000}
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

// TestDumpBeforeRequests reads an append-only file from before Redis 7.
func TestDumpBeforeRequests(t *testing.T) {
	t.Parallel()
	if sum := sumDump(0, []byte("123456789")); sum != 0xe9c6d914c4b8d9ca { // the server's own test
		t.Errorf("%x", sum)
	}
	dump := []byte("REDIS0009\xfa\x09redis-ver\x056.2.6\xff\xff*not the end\xff")
	sum := binary.LittleEndian.AppendUint64(nil, sumDump(0, dump))
	requests := []byte("*2\r\n$3\r\nDEL\r\n$1\r\na\r\n")
	for name, tt := range map[string]struct {
		sum, rest []byte
		want      string
	}{
		"a checksum":    {sum, requests, ""},
		"no checksum":   {make([]byte, 8), requests, ""},
		"nothing else":  {sum, nil, errDump.Error()},
		"a broken dump": {[]byte("12345678"), requests, errDump.Error()},
		"no requests":   {sum, []byte("hello\r\n"), "no array of strings"},
	} {
		got, err := readAll(bytes.NewReader(slices.Concat(dump, tt.sum, tt.rest)), Options{})
		if tt.want == "" && (err != nil || len(got) != 1 || got[0].Args[0] != "DEL") || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %d requests, %v", name, len(got), err)
		}
	}
}
