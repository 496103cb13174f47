package lab

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
)

// ping sends PING and returns the first line of the answer.
func ping(t *testing.T, network, addr string) string {
	t.Helper()
	c, err := new(net.Dialer).DialContext(context.Background(), network, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte("*1\r\n$4\r\nPING\r\n")); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func TestStartValkey(t *testing.T) {
	t.Parallel()
	for _, binary := range []string{"valkey-server", "redis-server"} {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			v, err := StartValkey(ValkeyOptions{Binary: binary, Args: []string{"--requirepass", "x"}})
			Need(t, err)
			defer v.Close()
			const want = "-NOAUTH Authentication required."
			if got := ping(t, "tcp", v.Addr); got != want {
				t.Errorf("tcp: got %q, want %q", got, want)
			}
			if got := ping(t, "unix", v.Socket); got != want {
				t.Errorf("unix: got %q, want %q", got, want)
			}
			if err := v.Close(); err != nil {
				t.Error(err)
			}
			if err := v.Close(); err != nil {
				t.Errorf("second close: %v", err)
			}
		})
	}
}

func TestStartValkeyMissing(t *testing.T) {
	t.Parallel()
	_, err := StartValkey(ValkeyOptions{Binary: "no-such-server"})
	if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "install") {
		t.Errorf("got %v, want ErrNotInstalled that says what to install", err)
	}
}

func TestStartValkeyBadArgument(t *testing.T) {
	t.Parallel()
	_, err := StartValkey(ValkeyOptions{Args: []string{"--no-such-directive", "1"}})
	if err == nil {
		t.Fatal("a server with a bad directive started")
	}
	if errors.Is(err, ErrNotInstalled) {
		Need(t, err)
	}
	if !strings.Contains(err.Error(), "no-such-directive") {
		t.Errorf("the server's own words are missing: %v", err)
	}
}

func TestStartBackend(t *testing.T) {
	t.Parallel()
	b, err := StartBackend()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if got := ping(t, "tcp", b.Addr()); got != "+PONG" {
		t.Errorf("got %q, want +PONG", got)
	}
}

func TestStartFrontWantsParts(t *testing.T) {
	t.Parallel()
	if _, err := StartFront(FrontOptions{}); err == nil {
		t.Error("a front without a backend started")
	}
	if _, err := StartFront(FrontOptions{Backend: "127.0.0.1:1"}); err == nil {
		t.Error("a front without a certificate started")
	}
}
