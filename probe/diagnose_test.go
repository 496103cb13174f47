package probe

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
)

// startPeer says its words to everyone, unasked.
func startPeer(t *testing.T, words string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(time.Minute))
				_, _ = io.WriteString(c, words)
				_ = c.(*net.TCPConn).CloseWrite()
				_, _ = io.Copy(io.Discard, c)
			}()
		}
	}()
	return l.Addr().String()
}

// With TLS asked for, a stranger is told by its own name.
func TestStrangersOverTLS(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"SSH-2.0-OpenSSH_9.2p1\r\n":         conn.CodeNotRespSSH,
		"220 mail ESMTP\r\n":                conn.CodeNotRespSMTP,
		"HTTP/1.1 400 Bad Request\r\n\r\n":  conn.CodeNotRespHTTP,
		"\x01\x02\x03\x04\x05\x06\x07\r\n":  conn.CodeNotResp,
		"-ERR max number of clients\r\n":    conn.CodeTLSToPlaintextPort,
		"J\x00\x00\x00\n8.0.36\x00 and on.": conn.CodeNotRespMySQL,
	} {
		o := conn.Options{Addr: startPeer(t, words), TLS: &conn.TLSOptions{Verify: conn.VerifyOptional}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		_, err := conn.Handshake(ctx, o)
		if d := Diagnose(ctx, o, err); d.Code != want {
			t.Errorf("%q: got %s (%s), want %s", words, d.Code, d.Evidence, want)
		}
		cancel()
	}
}
