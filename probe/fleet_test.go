package probe

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// everyNode examines the targets and all that they know of.
func everyNode(t *testing.T, targets ...conn.Options) []report.Target {
	t.Helper()
	options := make([]Options, len(targets))
	for i, o := range targets {
		options[i] = Options{Target: o.Addr, Conn: o, Rules: Rules{AllowNotCovered: true}, Timeout: time.Minute, AllNodes: true}
	}
	return Fleet{Parallel: 4}.Examine(t.Context(), options, Connect)
}

// addresses are the targets' names, those of nodes behind the target that led
// to them.
func addresses(targets []report.Target) (names []string) {
	for _, x := range targets {
		if x.Node != "" {
			names = append(names, x.Node+" > "+x.Target)
		} else {
			names = append(names, x.Target)
		}
	}
	return names
}

// TestClusterNodes follows a cluster over TLS, from any node and once.
func TestClusterNodes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	root := must(lab.NewRoot("root"))(t)
	ca := filepath.Join(dir, "ca.pem")
	if err := root.WriteFile(ca); err != nil {
		t.Fatal(err)
	}
	cert, key, err := must(root.Issue(lab.LeafOptions{Names: []string{"127.0.0.1"}}))(t).WriteFiles(dir, "leaf")
	if err != nil {
		t.Fatal(err)
	}
	c, err := lab.StartCluster(lab.ClusterOptions{Primaries: 2, Replicas: 1, Node: lab.ValkeyOptions{CertFile: cert, KeyFile: key, CAFile: ca}})
	lab.Need(t, err)
	t.Cleanup(func() { _ = c.Close() })
	for _, tt := range []struct {
		name string
		addr func(*lab.Valkey) string
		tls  *conn.TLSOptions
	}{
		{"plain", func(v *lab.Valkey) string { return v.Addr }, nil},
		{"TLS", func(v *lab.Valkey) string { return v.TLSAddr }, &conn.TLSOptions{CAFile: ca}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b, replica := tt.addr(c.Nodes[0]), tt.addr(c.Nodes[1]), tt.addr(c.Nodes[2])
			got := everyNode(t, conn.Options{Addr: b, TLS: tt.tls}, conn.Options{Addr: replica, TLS: tt.tls})
			if want := []string{b, b + " > " + a, replica}; !slices.Equal(addresses(got), want) {
				t.Errorf("%v, want %v", addresses(got), want)
			}
			for _, x := range got {
				if x.Server == nil || x.Server.Mode != modeCluster || !x.Complete || (tt.tls != nil) != (len(x.Certificates) > 0) {
					t.Errorf("%s: %+v, findings %+v", x.Target, x.Server, x.Findings)
				}
			}
			if got[2].Server.Role != roleReplica {
				t.Errorf("%+v", got[2].Server)
			}
		})
	}
	// A node that has gone is a target that cannot be reached.
	_ = c.Nodes[2].Close()
	got := everyNode(t, conn.Options{Addr: c.Nodes[0].Addr})
	i := slices.IndexFunc(got, func(x report.Target) bool { return x.Target == c.Nodes[2].Addr })
	if len(got) != 3 || i < 0 || !reports(got[i], conn.CodeConnectionRefused) {
		t.Errorf("%v: %+v", addresses(got), got)
	}
}

// TestSentinelNodes follows a Sentinel to the primary and its replica, and a
// replica to its siblings by way of their primary.
func TestSentinelNodes(t *testing.T) {
	t.Parallel()
	primary := start(t, "--repl-diskless-sync-delay", "0")
	_, port, _ := net.SplitHostPort(primary.Addr)
	one := start(t, "--replicaof", "127.0.0.1 "+port)
	two := start(t, "--replicaof", "127.0.0.1 "+port)
	sentinel, err := lab.StartSentinel("main", primary, lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = sentinel.Close() })

	var got []report.Target
	until(t, func() bool {
		got = everyNode(t, conn.Options{Addr: one.Addr})
		return len(got) == 3
	})
	if want := []string{one.Addr, one.Addr + " > " + primary.Addr, one.Addr + " > " + two.Addr}; !slices.Equal(addresses(got), want) {
		t.Errorf("%v, want %v", addresses(got), want)
	}
	until(t, func() bool { // until the Sentinel has found the replicas
		got = everyNode(t, conn.Options{Addr: sentinel.Addr})
		return len(got) == 4
	})
	if got[0].Server.Mode != modeSentinel || got[1].Target != primary.Addr {
		t.Errorf("%v: %+v", addresses(got), got[0].Server)
	}
	// By its socket a server is not known to be the one that others name.
	if lone := everyNode(t, conn.Options{Network: "unix", Addr: two.Socket}); len(lone) != 4 || slices.ContainsFunc(lone, func(x report.Target) bool { return reports(x, CodeNodesUnknown) }) {
		t.Errorf("%v", addresses(lone))
	}
}

// TestNodesUnknown: who may not ask for the nodes is told so, and nothing is
// said to be determined.
func TestNodesUnknown(t *testing.T) {
	t.Parallel()
	v := start(t, "--user", "few", "on", "nopass", "+@all", "-role", "-cluster")
	got := everyNode(t, conn.Options{Addr: v.Addr, Username: "few", Password: "x"})
	if len(got) != 1 || !reports(got[0], CodeNodesUnknown) {
		t.Errorf("%+v", got)
	}
	if exit := (FailOn{severity: Error}).Exit(got[0].Findings); exit != ExitUndetermined {
		t.Errorf("exit %d", exit)
	}
}

// TestFleetEnds: servers that name others without end are followed so far and no
// further.
func TestFleetEnds(t *testing.T) {
	t.Parallel()
	var named atomic.Int64
	endless := func(_ context.Context, o *Options) report.Target {
		var others []conn.Node
		for range 10 {
			others = append(others, conn.Node{Addr: fmt.Sprintf("n%d:1", named.Add(1))})
		}
		o.Nodes(o.Conn.Addr, others)
		return report.Target{Target: o.Target}
	}
	got := Fleet{Parallel: 2}.Examine(t.Context(), []Options{{Target: "seed:1", AllNodes: true}}, endless)
	if len(got) != 1+nodesMost {
		t.Errorf("%d targets", len(got))
	}
}

// TestFollow: a node is asked as the target that led to it, but a Sentinel for no
// database.
func TestFollow(t *testing.T) {
	t.Parallel()
	j := &job{o: &Options{Target: "/run/v.sock", Conn: conn.Options{Network: "unix", Addr: "/run/v.sock", DB: 3, Username: "u"}}}
	for role, db := range map[conn.Role]int{conn.RoleReplica: 3, conn.RoleSentinel: 0} {
		got := j.follow(conn.Node{Addr: "b:1", Role: role}, "seed")
		if o := got.o; o.Target != "b:1" || o.Conn.Network != "tcp" || o.Conn.Addr != "b:1" || o.Conn.Username != "u" || o.Conn.DB != db || got.target.Node != "seed" {
			t.Errorf("%s: %+v of %s", role, o, got.target.Node)
		}
	}
}
