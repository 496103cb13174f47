package lab

import (
	"net"
	"testing"
)

func TestRefusing(t *testing.T) {
	t.Parallel()
	r, err := StartRefusing()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for range 3 {
		if c, err := net.Dial("tcp", r.Addr()); err == nil {
			_ = c.Close()
			t.Fatal("a connection was taken")
		}
	}
	if l, err := net.Listen("tcp", r.Addr()); err == nil {
		_ = l.Close()
		t.Error("another could listen there")
	}
}
