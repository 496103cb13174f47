package serve

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// query is a request for a probe of a target that refuses connections, with a
// header or without.
func query(target, header string) string {
	return fmt.Sprintf("GET /probe?target=%s HTTP/1.1\r\nHost: vkcheck\r\n%s\r\n", target, header)
}

// refusing is an address where nobody listens.
func refusing(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestBodyThatDoesNotCome has a query announce a body that never comes: the
// answer comes all the same, the place among --parallel is free, and the
// connection is closed.
func TestBodyThatDoesNotCome(t *testing.T) {
	t.Parallel()
	target := refusing(t)
	_, url := started(t, "targets: ['"+target+"']", 1)
	for _, header := range []string{"Content-Length: 10\r\n", "Transfer-Encoding: chunked\r\n"} {
		c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := io.WriteString(c, query(target, header)); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(c)
		if err != nil || !strings.Contains(string(answer), "vkcheck_target_exit_code") {
			t.Errorf("%s%v: %.100q", header, err, answer)
		}
		if status, body := get(t, url+"/probe?target="+target); status != http.StatusOK {
			t.Errorf("%safter it: %d %s", header, status, body)
		}
	}
}

// smallBuffers accepts connections that hold little of what is not read.
type smallBuffers struct{ net.Listener }

func (l smallBuffers) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		err = c.(*net.TCPConn).SetWriteBuffer(4 << 10)
	}
	return c, err
}

// TestAnswerThatNobodyReads has a client ask much and read nothing: it holds no
// place among --parallel, and its connection is given up.
func TestAnswerThatNobodyReads(t *testing.T) {
	t.Parallel()
	target := refusing(t)
	s, _ := started(t, fmt.Sprintf("targets: [{target: '%s', name: %s}]", target, strings.Repeat("long", 100)), 1)
	front := httptest.NewUnstartedServer(impatient(s.mux(), time.Second))
	front.Listener = smallBuffers{front.Listener}
	front.Start()
	defer front.Close()
	c, err := net.Dial("tcp", front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
	const queries = 200
	if _, err := io.WriteString(c, strings.Repeat(query(target, ""), queries)); err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(10 * time.Second)
	for answered, before := 0, -1; answered != before; { // it waits for the client
		before = answered
		time.Sleep(200 * time.Millisecond)
		_, metrics := get(t, front.URL+"/metrics")
		_, _ = fmt.Sscanf(metrics[strings.LastIndex(metrics, "vkcheck_serve_probes_total{"):], `vkcheck_serve_probes_total{exit="3"} %d`, &answered)
		if answered == queries || time.Now().After(until) {
			t.Fatalf("%d answers, and nobody read one", answered)
		}
	}
	if status, body := get(t, front.URL+"/probe?target="+target); status != http.StatusOK {
		t.Errorf("%d %s", status, body)
	}
	time.Sleep(1200 * time.Millisecond)
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if answer, _ := io.ReadAll(c); strings.Count(string(answer), "200 OK") == queries {
		t.Error("all answers were kept for a client that did not read them")
	}
}
