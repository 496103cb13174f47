package probe

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

func tracked(t *testing.T, o conn.Options) report.Target {
	t.Helper()
	return Connect(t.Context(), &Options{Target: o.Addr, Conn: o, Timeout: 20 * time.Second, Tracking: true})
}

// TestTrackingWorks: a real invalidation comes, by RESP3 and by RESP2, and
// nothing stays behind.
func TestTrackingWorks(t *testing.T) {
	t.Parallel()
	for _, binary := range []string{"valkey-server", "redis-server"} {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			v := startWith(t, lab.ValkeyOptions{Binary: binary})
			for _, protocol := range []int{2, 3} {
				got := tracked(t, conn.Options{Addr: v.Addr, Protocol: protocol})
				if x := got.Session.Tracking; x == nil || !x.Works || x.Seconds <= 0 || x.Code != "" {
					t.Errorf("RESP%d: %+v, findings %+v", protocol, x, got.Findings)
				}
			}
			if n, _ := must(v.Ask("DBSIZE"))(t).Int(); n != 0 {
				t.Errorf("%d keys are left", n)
			}
		})
	}
}

// TestTrackingInCluster: the key is one that the node serves.
func TestTrackingInCluster(t *testing.T) {
	t.Parallel()
	c, err := lab.StartCluster(lab.ClusterOptions{Primaries: 3})
	lab.Need(t, err)
	t.Cleanup(func() { _ = c.Close() })
	for _, v := range c.Nodes {
		if got := tracked(t, conn.Options{Addr: v.Addr}); got.Session.Tracking == nil || !got.Session.Tracking.Works {
			t.Errorf("%+v, findings %+v", got.Session, got.Findings)
		}
	}
}

// TestTrackingNotTried: where the write is not to be had, or tracking not
// known, that is no fault.
func TestTrackingNotTried(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "reader", "on", "nopass", "~*", "+@all", "-@write",
		"--user", "other", "on", "nopass", "~app:*", "+@all",
		"--user", "untracked", "on", "nopass", "~*", "+@all", "-client|tracking")
	host, port, _ := net.SplitHostPort(v.Addr)
	replica := start(t, "--replicaof", host+" "+port)
	full := start(t, "--maxmemory", "1")
	backend := must(lab.StartBackend())(t)
	t.Cleanup(backend.Close)
	sentinel, err := lab.StartSentinel("main", v, lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = sentinel.Close() })
	for name, o := range map[string]conn.Options{
		"a user that may not write":        {Addr: v.Addr, Username: "reader", Password: "x"},
		"a user with other keys":           {Addr: v.Addr, Username: "other", Password: "x"},
		"a user that may not track":        {Addr: v.Addr, Username: "untracked", Password: "x"},
		"a user that may not track, RESP2": {Addr: v.Addr, Username: "untracked", Password: "x", Protocol: 2},
		"a replica":                        {Addr: replica.Addr},
		"a server without memory":          {Addr: full.Addr},
		"the embedded server":              {Addr: backend.Addr()},
		"the embedded server, RESP2":       {Addr: backend.Addr(), Protocol: 2},
		"a Sentinel":                       {Addr: sentinel.Addr},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tracked(t, o)
			if got.Session.Tracking != nil || !reports(got, CodeTrackingNotExamined) || reports(got, CodeTrackingSilent) {
				t.Errorf("%+v, findings %+v", got.Session.Tracking, got.Findings)
			}
		})
	}
}

// TestTrackingUnanswered: a server that puts writes off says nothing of tracking,
// and what it leaves unanswered is no part of a PING that it has refused.
func TestTrackingUnanswered(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "app", "on", "nopass", "~*", "+@all", "-ping")
	if _, err := v.Ask("CLIENT PAUSE 300000 WRITE"); err != nil {
		t.Fatal(err)
	}
	var got report.Target
	for timeout := time.Second; timeout < time.Minute; timeout *= 3 { // on a loaded machine all may be late in the first
		if got = tracked(t, conn.Options{Addr: v.Addr, Username: "app", Password: "x", CommandTimeout: timeout}); got.Session != nil {
			break
		}
	}
	if got.Session == nil || got.Session.Tracking != nil || !reports(got, conn.CodeTimeoutCommand) {
		t.Errorf("%+v, findings %+v", got.Session, got.Findings)
	}
	if last := got.Phases[len(got.Phases)-1]; last.Phase != string(conn.PhaseReady) || last.Code != conn.CodeACLDeniedCommand {
		t.Errorf("last step %+v", last)
	}
}

// TestTrackingSilent: a proxy that lets replies through and no pushes is found
// out.
func TestTrackingSilent(t *testing.T) {
	t.Parallel()
	v := start(t)
	addr := startFault(t, withoutPushes(v.Addr))
	var got report.Target
	for timeout := time.Second; timeout < time.Minute; timeout *= 10 { // on a loaded machine all may be late in the first
		if got = tracked(t, conn.Options{Addr: addr, CommandTimeout: timeout}); reports(got, CodeTrackingSilent) {
			break
		}
	}
	if x := got.Session.Tracking; x == nil || x.Works || x.Code != CodeTrackingSilent || !reports(got, CodeTrackingSilent) {
		t.Errorf("%+v, findings %+v", x, got.Findings)
	}
}

// withoutPushes passes on what the server says, but for what begins as a push.
func withoutPushes(backend string) lab.Plan {
	return func(client *net.TCPConn) {
		server, err := net.Dial("tcp", backend)
		if err != nil {
			return
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		stop := context.AfterFunc(ctx, func() { _ = server.Close() })
		defer stop()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			defer func() { _ = client.Close() }()
			said := make([]byte, 4096)
			for {
				n, err := server.Read(said)
				if err != nil {
					return
				}
				if said[0] != '>' {
					_, _ = client.Write(said[:n])
				}
			}
		}()
		_, _ = io.Copy(server, client)
		_ = server.Close()
		<-ended
	}
}
