package lab

import (
	"bufio"
	"net"
	"strings"
	"testing"
)

// TestAnswering speaks to a server that has replies of its own, by arrays and
// by lines as a person would.
func TestAnswering(t *testing.T) {
	t.Parallel()
	b, err := StartBackend()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	f, err := StartFault(Answering(b.Addr(), Replies{"GET": "-MOVED 1 a:1\r\n", "PING": "", "*": "-LOADING\r\n"}))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, says := range []struct{ name, ping, get, set string }{
		{"arrays", "*1\r\n$4\r\nPING\r\n", "*2\r\n$3\r\nget\r\n$1\r\nk\r\n", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"},
		{"lines", "PING\r\n", "get k\r\n", "SET k v\r\n"},
	} {
		t.Run(says.name, func(t *testing.T) {
			c, err := net.Dial("tcp", f.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			lines := bufio.NewReader(c)
			for _, exchange := range [][2]string{{says.ping, "+PONG"}, {says.get, "-MOVED 1 a:1"}, {says.set, "-LOADING"}, {says.ping, "+PONG"}} {
				if _, err := c.Write([]byte(exchange[0])); err != nil {
					t.Fatal(err)
				}
				got, err := lines.ReadString('\n')
				if strings.TrimSpace(got) != exchange[1] || err != nil {
					t.Errorf("%q: got %q, %v, want %q", exchange[0], got, err, exchange[1])
				}
			}
		})
	}
}
