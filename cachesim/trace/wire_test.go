package trace

import (
	"strings"
	"testing"
)

// TestEndlessLine passes over a line of RESP without an end, however much of it
// comes at once, as one fault.
func TestEndlessLine(t *testing.T) {
	t.Parallel()
	endless := "*" + strings.Repeat("1", wireLine*3/2)
	got, err := readAll(strings.NewReader(resp("DEL", "a")+endless+"\r\n"+resp("DEL", "b")), Options{Format: "aof", SkipBad: 1})
	if err != nil || len(got) != 2 {
		t.Errorf("%d requests, %v", len(got), err)
	}
	d := newDialogue(t, false)
	d.open()
	d.asks(resp("GET", "a"))
	half := len(endless) / 2
	d.seq[0] += uint32(half)
	d.asks(endless[half:]) // too early: it comes to be read with the other half
	d.seq[0] -= uint32(len(endless))
	d.asks(endless[:half])
	d.seq[0] += uint32(len(endless) - half)
	d.asks("\r\n" + resp("GET", "b"))
	all, err := d.read(Options{SkipBad: 1})
	if err != nil || len(all) != 2 || all[1].Args != "GET b" {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := d.read(Options{}); err == nil || !strings.Contains(err.Error(), "a line of RESP of more than 65536 bytes") {
		t.Errorf("%v", err)
	}
}
