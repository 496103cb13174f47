package conn

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// Row 12: health_check_interval is 0: no PING, however long a connection was
// idle.
func TestRow12HealthCheckIsOff(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		p := startTap(t, v.Addr)
		for query, want := range map[string][]string{"": {"EXISTS k"}, "?health_check_interval=60": {"PING", "EXISTS k"}} {
			o, _, err := ParseTarget("valkey://" + p.addr + query)
			if err != nil {
				t.Fatal(err)
			}
			c := dialed(t, with(o))
			p.bytes()
			c.used = time.Now().Add(-time.Hour)
			do(t, c, "EXISTS", "k")
			if diff := cmp.Diff(want, p.commands(t)); diff != "" {
				t.Errorf("%q: -want +got\n%s", query, diff)
			}
		}
	})
}

// Row 17: client_capa_redirect is off; with it a replica of Valkey 8 says
// where its primary is.
func TestRow17Redirect(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	do(t, dialed(t, Options{Addr: v.Addr}), "REPLICAOF", "127.0.0.1", "1")
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		_, err := dialed(t, with(Options{Addr: v.Addr})).Do(testContext(t), "SET", "k", "v")
		wantError(t, err, PhaseCommand, CodeReadOnlyReplica)
		c := dialed(t, with(Options{Addr: v.Addr, Redirect: true}))
		for _, command := range [][]string{{"SET", "k", "v"}, {"GET", "k"}} {
			_, err := c.Do(testContext(t), command...)
			var to *Redirection
			if wantError(t, err, PhaseCommand, CodeRedirected); !errors.As(err, &to) || to.Addr != "127.0.0.1:1" {
				t.Errorf("%s: sent to %+v", command, to)
			}
		}
	})
}

// Row 20: connect callbacks are told of each connection, also of one that was
// dialled again; valkey-py registers them afterwards, and holds them weakly.
func TestRow20ConnectCallbacks(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	killer := dialed(t, Options{Addr: v.Addr})
	var told []string
	o := Options{Addr: v.Addr, Retry: Retry{On: []string{CodeConnectionClosed}}}
	for _, who := range []string{"first", "second"} {
		o.Connected = append(o.Connected, func(c *Conn) { told = append(told, who+" "+do(t, c, "PING")) })
	}
	c := dialed(t, o)
	do(t, killer, "CLIENT KILL", "ID", fmt.Sprint(c.Server().ID))
	do(t, c, "PING")
	if diff := cmp.Diff([]string{"first PONG", "second PONG", "first PONG", "second PONG"}, told); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// dialedApp dials as a user who may not do what denied says, and gives the
// phases.
func dialedApp(t *testing.T, o Options, denied string) (*Conn, []string) {
	t.Helper()
	var seen log
	o.Addr, o.Username, o.Password, o.Trace = startApp(t, denied).Addr, "app", "apppw", seen.trace()
	return dialed(t, o), seen.phases()
}

// Row 48: CLIENT SETNAME; a refusal is recorded, where valkey-py fails.
func TestRow48SetName(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		o      Options
		phases []string
		denied string
		want   string
	}{
		"RESP2":          {Options{Protocol: 2}, []string{"config", "connect", "auth", "setname", "+ready"}, "+ping", "me"},
		"RESP2, refused": {Options{Protocol: 2}, []string{"config", "connect", "auth", "setname!", "+ready"}, "-client|setname", ""},
		"RESP3":          {Options{Protocol: 3}, []string{"config", "connect", "hello", "+auth", "+setname", "+ready"}, "+ping", "me"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.o.ClientName, tt.o.LibName = "me", "-"
			c, phases := dialedApp(t, tt.o, tt.denied)
			if diff := cmp.Diff(tt.phases, phases); diff != "" || clientInfo(t, c)["name"] != tt.want {
				t.Errorf("name %q; phases -want +got\n%s", clientInfo(t, c)["name"], diff)
			}
		})
	}
}

// Row 49: CLIENT SETINFO; errors are recorded and no more.
func TestRow49SetInfo(t *testing.T) {
	t.Parallel()
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		o := with(Options{LibName: "lib", LibVersion: "1.2"})
		c, phases := dialedApp(t, o, "+ping")
		if info := clientInfo(t, c); info["lib-name"] != "lib" || info["lib-ver"] != "1.2" || phases[4] != "+setinfo" {
			t.Errorf("%v, phases %v", info, phases)
		}
		if _, phases := dialedApp(t, o, "-client|setinfo"); phases[4] != "+setinfo!" {
			t.Errorf("phases %v", phases)
		}
	})
}

// Row 50: CLIENT CAPA redirect; errors are recorded and no more.
func TestRow50Capa(t *testing.T) {
	t.Parallel()
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		o := with(Options{LibName: "-", Redirect: true})
		if _, phases := dialedApp(t, o, "+ping"); phases[4] != "+setinfo" {
			t.Errorf("phases %v", phases)
		}
		if _, phases := dialedApp(t, o, "-client|capa"); phases[4] != "+setinfo!" {
			t.Errorf("phases %v", phases)
		}
	})
}

// Row 51: an error of SELECT is the error of the dial.
func TestRow51Select(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		if got := clientInfo(t, dialed(t, with(Options{Addr: v.Addr, DB: 5})))["db"]; got != "5" {
			t.Errorf("database %s", got)
		}
		_, err := Dial(testContext(t), with(Options{Addr: v.Addr, DB: 16}))
		wantError(t, err, PhaseSelect, CodeDBOutOfRange)
	})
}

// Row 52: CLIENT TRACKING ON and a handler of pushes; here in every mode.
func TestRow52Tracking(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	for want, caching := range map[string]Caching{
		"CLIENT TRACKING ON":                         {},
		"CLIENT TRACKING ON OPTIN":                   {Mode: TrackOptIn},
		"CLIENT TRACKING ON NOLOOP":                  {NoLoop: true},
		"CLIENT TRACKING ON BCAST":                   {Mode: TrackBroadcast},
		"CLIENT TRACKING ON BCAST PREFIX a PREFIX k": {Mode: TrackBroadcast, Prefixes: []string{"a", "k"}},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			var told atomic.Bool
			key := "k" + t.Name()
			caching.OnInvalidate = func(keys []string) { told.CompareAndSwap(false, slices.Contains(keys, key)) }
			p := startTap(t, v.Addr)
			c := dialed(t, Options{Addr: p.addr, LibName: "-", Caching: &caching})
			if diff := cmp.Diff([]string{"HELLO 3", want, "PING"}, p.commands(t)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			do(t, c, "GET", key)
			do(t, dialed(t, Options{Addr: v.Addr}), "SET", key, "v")
			eventually(t, "the invalidation", told.Load)
		})
	}
	_, err := Dial(testContext(t), Options{Addr: startApp(t, "-client|tracking").Addr, Username: "app", Password: "apppw", Caching: &Caching{}})
	wantError(t, err, PhaseTracking, CodeACLDeniedCommand)
}

// Row 54: valkey-py's async client sends SETINFO and SELECT together, the sync
// one waits for each reply. Here all travels in one write: no reply arrives
// before the last command is on its way.
func TestRow54OneRoundTrip(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{Args: []string{"--requirepass", "s3cret"}})
	syncAndAsync(t, func(t *testing.T, with func(Options) Options) {
		var seen log
		o := with(Options{Addr: holdReplies(t, v.Addr, "PING"), Password: "s3cret", ClientName: "me", DB: 2, Redirect: true})
		o.Trace = seen.trace()
		c := dialed(t, o)
		if info := clientInfo(t, c); info["name"] != "me" || info["db"] != "2" || info["lib-name"] != "vkcheck" {
			t.Errorf("%v", info)
		}
		for _, r := range seen.done[3:] { // after config, connect and hello
			if !r.Joined {
				t.Errorf("%s had a round trip of its own", r.Phase)
			}
		}
	})
}
