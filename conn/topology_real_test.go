package conn

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func startCluster(t *testing.T, o lab.ClusterOptions) *lab.Cluster {
	t.Helper()
	c, err := lab.StartCluster(o)
	lab.Need(t, err)
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// TestRealCluster looks at a cluster of two primaries and a replica, and
// brings it to all that a cluster can refuse.
func TestRealCluster(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			cluster := startCluster(t, lab.ClusterOptions{Primaries: 2, Replicas: 1, Node: lab.ValkeyOptions{
				Binary: binary, CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca,
			}})
			checkClusterNodes(t, cluster, p, binary == "valkey-server")
			checkClusterEndpoints(t, cluster.Nodes[0], cluster.Nodes[1])
			checkClusterErrors(t, cluster)
		})
	}
}

// checkClusterNodes takes the view of each node. Redis 7.0 passes on one port
// of a node, here the plain one; a connection over TLS has no better then.
func checkClusterNodes(t *testing.T, cluster *lab.Cluster, p *pki, bothPorts bool) {
	t.Helper()
	want := func(addr func(*lab.Valkey) string) []Node {
		ids := make([]string, len(cluster.Nodes))
		for i, v := range cluster.Nodes {
			reply, err := v.Ask("CLUSTER MYID")
			if err != nil {
				t.Fatal(err)
			}
			ids[i] = reply.Text()
		}
		low, high := [][2]int{{0, 8191}}, [][2]int{{8192, 16383}}
		return []Node{
			{ID: ids[0], Addr: addr(cluster.Nodes[0]), Role: RolePrimary, Health: "online", Shard: ids[0], Slots: low},
			{ID: ids[2], Addr: addr(cluster.Nodes[2]), Role: RoleReplica, Health: "online", Shard: ids[0], Slots: low},
			{ID: ids[1], Addr: addr(cluster.Nodes[1]), Role: RolePrimary, Health: "online", Shard: ids[1], Slots: high},
		}
	}
	plain := want(func(v *lab.Valkey) string { return v.Addr })
	encrypted := plain
	if bothPorts {
		encrypted = want(func(v *lab.Valkey) string { return v.TLSAddr })
	}
	for _, protocol := range []int{2, 3} {
		for _, v := range cluster.Nodes {
			c := dialed(t, Options{Addr: v.Addr, Protocol: protocol})
			checkNodes(t, c, plain)
			checkNodes(t, dialed(t, Options{Addr: v.TLSAddr, Protocol: protocol, TLS: &TLSOptions{CAFile: p.ca}}), encrypted)

			reply, err := c.Do(testContext(t), "CLUSTER", "SLOTS")
			if err != nil {
				t.Fatal(err)
			}
			bySlots, err := c.slotsOf(reply)
			if err != nil {
				t.Fatal(err)
			}
			for i := range bySlots {
				bySlots[i].Health = "online" // CLUSTER SLOTS does not say
			}
			if diff := gocmp.Diff(plain, bySlots); diff != "" {
				t.Errorf("by slots: -want +got\n%s", diff)
			}
		}
	}
}

func checkNodes(t *testing.T, c *Conn, want []Node) {
	t.Helper()
	got, err := c.Nodes(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -want +got\n%s", c.Peer().Addr, diff)
	}
}

func TestRealStandaloneNodes(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			primary := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--repl-diskless-sync-delay", "0"}})
			checkNodes(t, dialed(t, Options{Addr: primary.Addr}), []Node{{Addr: primary.Addr, Role: RolePrimary}})
			replica := startReplica(t, binary, primary)
			for _, protocol := range []int{2, 3} {
				checkNodes(t, dialed(t, Options{Addr: primary.Addr, Protocol: protocol}), []Node{
					{Addr: primary.Addr, Role: RolePrimary}, {Addr: replica.Addr, Role: RoleReplica},
				})
				checkNodes(t, dialed(t, Options{Addr: replica.Addr, Protocol: protocol}), []Node{
					{Addr: replica.Addr, Role: RoleReplica, Health: "connected"}, {Addr: primary.Addr, Role: RolePrimary},
				})
			}
			checkNodes(t, dialed(t, Options{Network: "unix", Addr: primary.Socket}), []Node{
				{Role: RolePrimary}, {Addr: replica.Addr, Role: RoleReplica},
			})
		})
	}
}

// startReplica starts one and waits until the primary counts it.
func startReplica(t *testing.T, binary string, primary *lab.Valkey) *lab.Valkey {
	t.Helper()
	host, port, _ := strings.Cut(primary.Addr, ":")
	replica := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--replicaof", host + " " + port}})
	c := dialed(t, Options{Addr: primary.Addr})
	settled(t, c, func(nodes []Node) bool { return len(nodes) == 2 })
	return replica
}

// settled asks for the nodes until they are as wanted.
func settled(t *testing.T, c *Conn, wanted func([]Node) bool) []Node {
	t.Helper()
	ctx := testContext(t)
	for {
		nodes, err := c.Nodes(ctx)
		if err != nil {
			t.Fatalf("%v; the last nodes are not as wanted", err)
		}
		if wanted(nodes) {
			return nodes
		}
	}
}

func TestRealSentinelNodes(t *testing.T) {
	t.Parallel()
	for _, binary := range servers {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			primary := startValkey(t, lab.ValkeyOptions{Binary: binary, Args: []string{"--repl-diskless-sync-delay", "0"}})
			replica := startReplica(t, binary, primary)
			var sentinels [2]*lab.Valkey
			for i := range sentinels {
				s, err := lab.StartSentinel("main", primary, lab.ValkeyOptions{Binary: binary})
				lab.Need(t, err)
				t.Cleanup(func() { _ = s.Close() })
				sentinels[i] = s
			}
			for _, protocol := range []int{2, 3} {
				c := dialed(t, Options{Addr: sentinels[0].Addr, Protocol: protocol})
				nodes := settled(t, c, func(nodes []Node) bool {
					return len(nodes) == 4 && !slices.ContainsFunc(nodes, func(n Node) bool { return n.Health != "" })
				})
				for i := range nodes {
					if nodes[i].ID == "" {
						t.Errorf("no id: %+v", nodes[i])
					}
					nodes[i].ID = ""
				}
				slices.SortFunc(nodes[1:], func(a, b Node) int { return cmp.Compare(a.Role, b.Role) })
				want := []Node{
					{Addr: sentinels[0].Addr, Role: RoleSentinel},
					{Addr: primary.Addr, Role: RolePrimary, Shard: "main"},
					{Addr: replica.Addr, Role: RoleReplica, Shard: "main"},
					{Addr: sentinels[1].Addr, Role: RoleSentinel},
				}
				if diff := gocmp.Diff(want, nodes); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
				_, err := c.Do(testContext(t), "SENTINEL", "REPLICAS", "nobody")
				wantError(t, err, PhaseCommand, CodeSentinelNoMaster)
				_, err = c.Do(testContext(t), "GET", "k")
				wantError(t, err, PhaseCommand, CodeCommandUnknown)
			}
		})
	}
}
