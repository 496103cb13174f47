package lab

import (
	"bytes"
	"slices"
	"testing"
)

// TestNodeKeepsOctets reads octets that could hold an element and do not, such
// as the longest nonce that RFC 9654 knows.
func TestNodeKeepsOctets(t *testing.T) {
	t.Parallel()
	octets := slices.Repeat([]byte{0xff}, 128)
	nonce := slices.Concat([]byte{0x30, 0x81, 0x83, 0x04, 0x81, 0x80}, octets)
	got, err := ReadNode(nonce).Bytes()
	if !bytes.Equal(got, nonce) || err != nil {
		t.Errorf("got %x, %v, want %x", got, err, nonce)
	}
}
