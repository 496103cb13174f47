package lab

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strings"
	"time"
)

// cutTimeout bounds the wait for the replies that are cut.
const cutTimeout = 5 * time.Second

// The plans of what stands between a client and a server.

// Behind passes everything on to the server at backend, host:port. up and
// down, where not nil, change in place what the client and the server send,
// piece by piece as it was read.
func Behind(backend string, up, down func([]byte)) Plan {
	return func(client *net.TCPConn) {
		server, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		defer server.Close()
		join(altered{client, up}, altered{server, down})
	}
}

// WantProxyLine passes a connection on that begins with a line of the PROXY
// protocol, and hangs up on every other.
func WantProxyLine(backend string) Plan {
	return func(client *net.TCPConn) {
		buffered := bufio.NewReader(client)
		start, err := buffered.Peek(len("PROXY "))
		if err != nil || string(start) != "PROXY " {
			hangUp(client)
			return
		}
		if line, err := buffered.ReadString('\n'); err != nil || !strings.HasSuffix(line, "\r\n") {
			return
		}
		rest, _ := buffered.Peek(buffered.Buffered())
		forward(client, backend, rest)
	}
}

// SendProxyLine passes a connection on behind a line of the PROXY protocol.
func SendProxyLine(backend string) Plan {
	return func(client *net.TCPConn) {
		forward(client, backend, []byte("PROXY TCP4 192.0.2.1 192.0.2.2 40000 6379\r\n"))
	}
}

// SendProxyHeader is SendProxyLine by version 2 of the protocol, which is binary.
func SendProxyHeader(backend string) Plan {
	return func(client *net.TCPConn) {
		forward(client, backend, []byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x01\xc0\x00\x02\x02\x9c\x40\x18\xeb"))
	}
}

// DropLargeHello passes a connection on whose first flight is at most limit
// bytes, and swallows every other.
func DropLargeHello(backend string, limit int) Plan {
	return func(client *net.TCPConn) {
		first := make([]byte, 16<<10)
		n, err := client.Read(first)
		switch {
		case err != nil:
		case n > limit:
			Hush(client)
		default:
			forward(client, backend, first[:n])
		}
	}
}

// CutReplies passes so many bytes of the server's on, and then goes on by the
// plan.
func CutReplies(backend string, limit int64, then Plan) Plan {
	return func(client *net.TCPConn) {
		server, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		defer server.Close()
		_ = server.SetDeadline(time.Now().Add(cutTimeout))
		first := make([]byte, 16<<10)
		n, _ := client.Read(first)
		_, _ = server.Write(first[:n])
		_, _ = io.CopyN(client, server, limit)
		then(client)
	}
}

// Replace is an alteration for [Behind]; both texts have the same length.
func Replace(old, with string) func([]byte) {
	return func(b []byte) { copy(b, bytes.Replace(b, []byte(old), []byte(with), 1)) }
}

// LongerRecord is an alteration for [Behind] of what the server sends: the
// record of the ServerHello says that it is longer than any may be.
func LongerRecord(b []byte) {
	if handshake := "\x16\x03\x03"; len(b) > len(handshake) && strings.HasPrefix(string(b), handshake) {
		b[len(handshake)] = 0xfd
	}
}

// Dripping passes on byte by byte what the client sends, or what the server
// sends, or both, with a rest now and then.
func Dripping(backend string, up, down bool) Plan {
	return func(client *net.TCPConn) {
		server, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		defer server.Close()
		var near, far net.Conn = client, server
		if up {
			near = &dripping{Conn: client}
		}
		if down {
			far = &dripping{Conn: server}
		}
		join(near, far)
	}
}

// forward joins client and server; what was read of the client before goes
// first.
func forward(client *net.TCPConn, backend string, first []byte) {
	server, err := net.Dial("tcp", backend)
	if err != nil {
		return
	}
	defer server.Close()
	if _, err := server.Write(first); err == nil {
		join(client, server)
	}
}

// altered is a connection whose reads are changed in place.
type altered struct {
	net.Conn
	alter func([]byte)
}

func (a altered) Read(p []byte) (int, error) {
	n, err := a.Conn.Read(p)
	if a.alter != nil {
		a.alter(p[:n])
	}
	return n, err
}

// dripping is a connection that is read byte by byte.
type dripping struct {
	net.Conn
	read int
}

func (d *dripping) Read(p []byte) (int, error) {
	if d.read++; d.read%32 == 0 {
		time.Sleep(time.Millisecond)
	}
	return d.Conn.Read(p[:1])
}
