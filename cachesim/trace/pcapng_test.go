package trace

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestInterfacesEnd reads captures in which as many interfaces stand as may, and one
// more.
func TestInterfacesEnd(t *testing.T) {
	t.Parallel()
	const section = "\n\r\r\n\x1c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x1c\x00\x00\x00"
	const one = "\x01\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x14\x00\x00\x00"
	for interfaces, want := range map[int]string{
		interfacesMax:     "no requests over TCP",
		interfacesMax + 1: "more than 65536 interfaces",
	} {
		_, err := readAll(strings.NewReader(section+strings.Repeat(one, interfaces)), Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v, want %s", interfaces, err, want)
		}
	}
	// However the file is cut into reads, in either order of bytes.
	big := "\n\r\r\n\x00\x00\x00\x1c\x1a\x2b\x3c\x4d\x00\x01\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x1c" +
		strings.Repeat("\x00\x00\x00\x01\x00\x00\x00\x14\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x14", 3)
	b := &ngBlocks{in: iotest.OneByteReader(strings.NewReader(big + section + one))}
	passed, err := io.ReadAll(b)
	if err != nil || !bytes.Equal(passed, []byte(big+section+one)) || b.interfaces != 4 {
		t.Errorf("%d bytes, %d interfaces, %v", len(passed), b.interfaces, err)
	}
}
