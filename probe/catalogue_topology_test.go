//go:build linux

package probe

import (
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// clusterRows are the refusals of nodes of a cluster.
func clusterRows(w *world) []failure {
	moving := func(code string, exit int, command string) failure {
		return inCommand(code, exit, func(t *testing.T) report.Target {
			c, err := w.cluster()
			lab.Need(t, err)
			return run(t, conn.Options{Addr: c.Nodes[0].Addr}, command)
		})
	}
	alone := func(code, command string) failure {
		return inCommand(code, ExitFailed, func(t *testing.T) report.Target {
			return run(t, conn.Options{Addr: clusterNode(t).Addr}, command)
		})
	}
	return []failure{
		alone(conn.CodeClusterCrossSlot, "MGET b a"), // slots 3300 and 15495
		alone(conn.CodeClusterDown, "GET a"),
		moving(conn.CodeClusterMoved, ExitFailed, "GET a"),
		moving(conn.CodeClusterAsk, ExitOK, "GET {b}2"),
		moving(conn.CodeClusterTryAgain, ExitOK, "MGET {b}1 {b}2"),
	}
}

// startCluster starts two primaries of which the first has the key {b}1, and
// gives its slot away to the second.
func startCluster() (*lab.Cluster, error) {
	c, err := lab.StartCluster(lab.ClusterOptions{Primaries: 2})
	if err != nil {
		return nil, err
	}
	id, err := c.Nodes[1].Ask("CLUSTER MYID")
	if err == nil {
		_, err = c.Nodes[0].Ask("SET {b}1 x")
	}
	if err == nil {
		_, err = c.Nodes[0].Ask("CLUSTER SETSLOT 3300 MIGRATING " + id.Text())
	}
	return c, err
}

// sentinelRows are a Sentinel where a server was expected.
func sentinelRows(*world) []failure {
	row := func(code, about string, phase conn.Phase, exit int, show func(t *testing.T, o conn.Options) report.Target) failure {
		return failure{code: code, about: about, phase: phase, exit: exit, show: func(t *testing.T) report.Target {
			s, err := lab.StartSentinel("main", start(t), lab.ValkeyOptions{})
			lab.Need(t, err)
			t.Cleanup(func() { _ = s.Close() })
			return show(t, conn.Options{Addr: s.Addr})
		}}
	}
	return []failure{
		row(CodeSentinelPort, "", conn.PhaseHello, ExitOK, func(t *testing.T, o conn.Options) report.Target {
			return connect(t, o)
		}),
		row(CodeSentinelPort, "database", conn.PhaseSelect, ExitFailed, func(t *testing.T, o conn.Options) report.Target {
			o.DB = 1
			return connect(t, o)
		}),
		row(CodeSentinelPort, "GET", conn.PhaseCommand, ExitFailed, func(t *testing.T, o conn.Options) report.Target {
			return run(t, o, "GET k")
		}),
		row(conn.CodeSentinelNoMaster, "", conn.PhaseCommand, ExitFailed, func(t *testing.T, o conn.Options) report.Target {
			return run(t, o, "SENTINEL MASTER other")
		}),
	}
}

// replicaRows are the refusals of replicas that have lost their primary.
func replicaRows(*world) []failure {
	row := func(code, stale string, phase conn.Phase, show func(t *testing.T, o conn.Options) report.Target) failure {
		return failure{code: code, phase: phase, exit: ExitFailed, show: func(t *testing.T) report.Target {
			v := start(t, "--replicaof", "127.0.0.1 1", "--replica-serve-stale-data", stale)
			return show(t, conn.Options{Addr: v.Addr})
		}}
	}
	return []failure{
		row(conn.CodeReadOnlyReplica, "yes", conn.PhaseCommand, func(t *testing.T, o conn.Options) report.Target {
			return run(t, o, "SET k v")
		}),
		row(conn.CodeRedirected, "yes", conn.PhaseCommand, func(t *testing.T, o conn.Options) report.Target {
			return run(t, o, "CLIENT CAPA redirect", "GET k")
		}),
		row(conn.CodeMasterDown, "no", conn.PhaseReady, func(t *testing.T, o conn.Options) report.Target {
			return connect(t, o)
		}),
	}
}
