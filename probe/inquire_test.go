package probe

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestServerExamined: what real servers say of themselves.
func TestServerExamined(t *testing.T) {
	t.Parallel()
	for _, binary := range []string{"valkey-server", "redis-server"} {
		for _, protocol := range []int{2, 3} {
			t.Run(binary, func(t *testing.T) {
				t.Parallel()
				v := startWith(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lfu", "--maxclients", "100"}})
				for _, command := range []string{"SET k v", "GET k", "GET k", "GET k", "GET none"} {
					must(v.Ask(command))(t)
				}
				got := connect(t, conn.Options{Addr: v.Addr, Protocol: protocol})
				s := got.Server
				if s == nil || s.Memory == nil || s.Clients == nil || s.Keyspace == nil || s.Persistence == nil || s.Replication == nil || s.UptimeSeconds == nil || s.Slowlog == nil {
					t.Fatalf("something was not examined: %+v", s)
				}
				if s.Flavour+"-server" != binary || s.Version == "" || s.Role != rolePrimary || s.Mode != "standalone" || s.Protocol != protocol {
					t.Errorf("server %+v", s)
				}
				if s.Memory.Max != 64<<20 || s.Memory.Policy != "allkeys-lfu" || s.Memory.Used == 0 || s.Memory.Fraction == nil {
					t.Errorf("memory %+v", s.Memory)
				}
				if s.Clients.Max != 100 || s.Clients.Connected == 0 || s.Clients.Fraction == nil { // those that asked may still be closing
					t.Errorf("clients %+v", s.Clients)
				}
				if k := s.Keyspace; k.Keys != 1 || k.Hits != 3 || k.Misses != 1 || k.HitRatio == nil || *k.HitRatio != 0.75 {
					t.Errorf("keyspace %+v", k)
				}
				if p := s.Persistence; p.RDB != "ok" || p.AOF != "off" || p.Loading || p.UnsavedChanges == nil || *p.UnsavedChanges != 1 {
					t.Errorf("persistence %+v", p)
				}
				if s.LatencyEvents != nil {
					t.Error("latency events were counted of a server that does not watch for them")
				}
				if got.Session.User != "default" || len(s.NotExamined) != 0 {
					t.Errorf("session %+v, not examined %v", got.Session, s.NotExamined)
				}
			})
		}
	}
}

// TestLogsCounted: the slow log and the latency monitor are counted where the
// server keeps them.
func TestLogsCounted(t *testing.T) {
	t.Parallel()
	idle := start(t, "--latency-monitor-threshold", "1000")
	if s := connect(t, conn.Options{Addr: idle.Addr}).Server; s.LatencyEvents == nil || *s.LatencyEvents != 0 {
		t.Errorf("latency events %v of a server that watches and saw none", s.LatencyEvents)
	}
	v := start(t, "--latency-monitor-threshold", "1", "--slowlog-log-slower-than", "0", "--enable-debug-command", "yes")
	must(v.Ask("DEBUG SLEEP 0.01"))(t)
	s := connect(t, conn.Options{Addr: v.Addr}).Server
	if s.Slowlog == nil || *s.Slowlog == 0 || s.LatencyEvents == nil || *s.LatencyEvents == 0 {
		t.Errorf("slow log %v, latency events %v", s.Slowlog, s.LatencyEvents)
	}
	must(v.Ask("CONFIG SET slowlog-log-slower-than -1"))(t)
	if s = connect(t, conn.Options{Addr: v.Addr}).Server; s.Slowlog != nil {
		t.Errorf("slow log %v of a server that keeps none", *s.Slowlog)
	}
}

// TestSettingsOneAtATime: a server that bears a high version may take one name
// of a setting at a time all the same.
func TestSettingsOneAtATime(t *testing.T) {
	t.Parallel()
	v := start(t, "--latency-monitor-threshold", "1000")
	var asked atomic.Int32
	addr := startFault(t, lab.Behind(v.Addr, func(sent []byte) {
		several := fmt.Appendf(nil, "*%d\r\n$6\r\nCONFIG\r\n", 2+len(settings))
		if i := bytes.Index(sent, several); i >= 0 {
			asked.Add(1)
			copy(sent[i:], bytes.Replace(several, []byte("CONFIG"), []byte("APPEND"), 1)) // of too many arguments
		}
	}, nil))
	got := connect(t, conn.Options{Addr: addr})
	if s := got.Server; s.LatencyEvents == nil || s.Slowlog == nil || len(s.NotExamined) > 0 || len(got.Findings) > 0 {
		t.Errorf("server %+v, findings %+v", s, got.Findings)
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("asked for several settings %d times", n)
	}
}

// TestReplicaPair: both ends of replication, and what is left when one has
// gone.
func TestReplicaPair(t *testing.T) {
	t.Parallel()
	primary := start(t, "--repl-diskless-sync-delay", "0")
	host, port, _ := net.SplitHostPort(primary.Addr)
	replica := start(t, "--replicaof", host+" "+port)
	until(t, func() bool {
		r := connect(t, conn.Options{Addr: primary.Addr}).Server.Replication
		return r.Replicas != nil && *r.Replicas == 1 && r.LagSeconds != nil && r.LagBytes != nil
	})
	got := connect(t, conn.Options{Addr: replica.Addr})
	if got.Server.Role != roleReplica || got.Server.Replication.Link != "up" || len(got.Findings) > 0 {
		t.Errorf("replica %+v, findings %+v", got.Server.Replication, got.Findings)
	}
	_ = primary.Close()
	until(t, func() bool { return reports(connect(t, conn.Options{Addr: replica.Addr}), CodeReplicaLinkDown) })
}

// TestRefusals: what an ACL forbids, or the server does not know, is not
// examined, and that is no fault.
func TestRefusals(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "few", "on", "nopass", "+ping", "+acl|whoami",
		"--user", "some", "on", "nopass", "+ping", "+info", "+acl", "+client", "-client|tracking")
	renamed := start(t, "--rename-command", "INFO", "", "--rename-command", "CONFIG", "hidden", "--rename-command", "ACL", "")
	backend := must(lab.StartBackend())(t)
	t.Cleanup(backend.Close)
	all := []string{"INFO", "SLOWLOG LEN", "LATENCY LATEST", "CONFIG GET"}
	for _, tt := range []struct {
		name      string
		o         conn.Options
		user      string
		refused   []string
		forbidden []string
	}{
		{"a user that may little", conn.Options{Addr: v.Addr, Username: "few", Password: "x"}, "few", append(all, "ACL DRYRUN"), append(all, "ACL DRYRUN")},
		{
			"a user that may some",
			conn.Options{Addr: v.Addr, Username: "some", Password: "x"},
			"some", all[1:],
			[]string{"SLOWLOG LEN", "LATENCY LATEST", "CONFIG GET", "CLIENT TRACKING", "MONITOR", "ROLE"},
		},
		{"commands renamed", conn.Options{Addr: renamed.Addr}, "", []string{"ACL WHOAMI", "INFO", "CONFIG GET"}, nil},
		{"the embedded server", conn.Options{Addr: backend.Addr()}, "", []string{"ACL WHOAMI", "SLOWLOG LEN", "LATENCY LATEST", "CONFIG GET"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := connect(t, tt.o)
			if diff := cmp.Diff(tt.refused, got.Server.NotExamined); diff != "" {
				t.Errorf("not examined (-want +got):\n%s", diff)
			}
			var forbidden []string
			for _, p := range got.Session.Permissions {
				if !p.Allowed {
					forbidden = append(forbidden, p.Command)
				}
			}
			if diff := cmp.Diff(tt.forbidden, forbidden); diff != "" || got.Session.User != tt.user {
				t.Errorf("user %q; forbidden (-want +got):\n%s", got.Session.User, diff)
			}
			if exit := (FailOn{severity: Error}).Exit(got.Findings); exit != ExitOK || !reports(got, CodeNotExamined) {
				t.Errorf("exit %d: %+v", exit, got.Findings)
			}
		})
	}
}

// TestFullServers: servers at their limits say so.
func TestFullServers(t *testing.T) {
	t.Parallel()
	full := start(t, "--maxmemory", "100kb") // less than it has without a key
	if got := connect(t, conn.Options{Addr: full.Addr}); !reports(got, conn.CodeOOM) {
		t.Errorf("memory %+v, findings %+v", got.Server.Memory, got.Findings)
	}
	crowded := start(t, "--maxclients", "10")
	for range 9 {
		dial(t, t.Context(), conn.Options{Addr: crowded.Addr})
	}
	if got := connect(t, conn.Options{Addr: crowded.Addr}); !reports(got, CodeClientsNearLimit) {
		t.Errorf("clients %+v, findings %+v", got.Server.Clients, got.Findings)
	}
}

// TestSaveFailed: a server that could not save says so where it goes on.
func TestSaveFailed(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	v := start(t, "--dir", dir, "--stop-writes-on-bgsave-error", "no")
	if err := os.Remove(dir); err != nil {
		t.Skip("skipped: this system keeps the directory of a process")
	}
	must(v.Ask("BGSAVE"))(t)
	until(t, func() bool { return reports(connect(t, conn.Options{Addr: v.Addr}), CodeRDBSaveFailed) })
}

// TestPingRenamed: a server that knows no PING serves, and who it fails is told.
func TestPingRenamed(t *testing.T) {
	t.Parallel()
	v := start(t, "--rename-command", "PING", "")
	for name, o := range map[string]conn.Options{"RESP3": {Addr: v.Addr}, "RESP2": {Addr: v.Addr, Protocol: 2}} {
		got := connect(t, o)
		i := slices.IndexFunc(got.Findings, func(f report.Finding) bool { return f.Code == conn.CodeCommandUnknown })
		if i < 0 || got.Server == nil || got.Server.Version == "" {
			t.Fatalf("%s: %+v, findings %+v", name, got.Server, got.Findings)
		}
		if f := got.Findings[i]; f.Severity != string(Warning) || f.Outcome != string(OK) || !strings.Contains(f.Message, "PING") || !got.Lets(got.Phases[len(got.Phases)-1]) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
