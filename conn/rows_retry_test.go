package conn

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// callsOf is how often the server has run a command.
func callsOf(t *testing.T, c *Conn, command string) string {
	t.Helper()
	v, err := c.Do(testContext(t), "INFO commandstats")
	if err != nil {
		t.Fatal(err)
	}
	_, stats, _ := strings.Cut(v.Text(), "cmdstat_"+command+":calls=")
	count, _, _ := strings.Cut(stats, ",")
	return count
}

// A command error is retried where it is listed, and not for retries alone.
func TestRow08RealCommandErrors(t *testing.T) {
	t.Parallel()
	for want, query := range map[string]string{
		"1": "?retries=2",
		"2": "?retry_on_error=wrong-type",
		"3": "?retries=2&backoff=none&retry_on_error=oom,wrong-type",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{})
			o, _, err := ParseTarget("valkey://" + v.Addr + query)
			if err != nil {
				t.Fatal(err)
			}
			c := dialed(t, o)
			if _, err := c.Do(testContext(t), "SET", "k", "v"); err != nil {
				t.Fatal(err)
			}
			_, err = c.Do(testContext(t), "LPUSH", "k", "v")
			wantError(t, err, PhaseCommand, CodeWrongType)
			if got := callsOf(t, c, "lpush"); got != want {
				t.Errorf("%s calls, want %s", got, want)
			}
		})
	}
}

// A timeout is retried, over a new connection, where that is asked for.
func TestRow06RealTimeouts(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for want, query := range []string{1: "?retries=2", 2: "?retry_on_timeout=true", 4: "?retry_on_timeout=true&retries=3&backoff=none"} {
		if query == "" {
			continue
		}
		o, _, err := ParseTarget("valkey://" + v.Addr + query)
		if err != nil {
			t.Fatal(err)
		}
		// Each is ready, and then in a hurry: so only BLPOP is late.
		got := 0
		o.Connected = []func(*Conn){func(c *Conn) {
			got++
			c.link.o.CommandTimeout = 100 * ms
		}}
		c := dialed(t, o)
		_, err = c.Do(testContext(t), "BLPOP", "nosuch", "0")
		wantError(t, err, PhaseCommand, CodeTimeoutCommand)
		if got != want {
			t.Errorf("%s: %d connections, want %d", query, got, want)
		}
	}
}

// A dial is tried again until the server is there, also a handshake's.
func TestRow88RealDial(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey})
	for name, connects := range map[string]func(Options) error{
		"dial": func(o Options) error {
			c, err := Dial(testContext(t), o)
			if err == nil {
				err = c.Close()
			}
			return err
		},
		"handshake": func(o Options) error {
			_, err := Handshake(testContext(t), o)
			return err
		},
	} {
		o := Options{Addr: at(t, "host", v.TLSAddr), TLS: &TLSOptions{CAFile: p.ca, VerifyName: "127.0.0.1"}}
		var host string
		asked := 0
		o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
			if asked++; asked < 3 {
				return resolves(&host, "127.0.0.2")(ctx, name)
			}
			return resolves(&host, "127.0.0.1")(ctx, name)
		}
		if err := connects(o); CodeOf(err) != CodeConnectionRefused {
			t.Errorf("%s without retries: %v", name, err)
		}
		o.Retry = Retry{Retries: 1}
		if err := connects(o); err != nil || asked != 3 {
			t.Errorf("%s: %v after %d attempts", name, err, asked)
		}
	}
}
