//go:build linux

package probe

import (
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// clusterRows are the refusals of nodes of a cluster.
func clusterRows(*world) []failure {
	alone := func(code, command string) failure {
		return inCommand(code, ExitFailed, func(t *testing.T) report.Target {
			return run(t, conn.Options{Addr: clusterNode(t).Addr}, command)
		})
	}
	return []failure{
		alone(conn.CodeClusterCrossSlot, "MGET b a"), // slots 3300 and 15495
		alone(conn.CodeClusterDown, "GET a"),
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
