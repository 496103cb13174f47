package probe

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// The codes of what a server says of itself that is wrong by itself, whatever
// one expects of it.
const (
	CodeNotExamined      = "server-not-examined"     // commands that were refused
	CodeReplicaLinkDown  = "replica-link-down"       // to its primary
	CodeReplicationLag   = "replication-lag"         // see lagMost
	CodeReplicaSyncing   = "replica-syncing"         // it gets a full copy
	CodeRDBSaveFailed    = "rdb-save-failed"         // the last one
	CodeAOFWriteFailed   = "aof-write-failed"        // the last one: writes are refused
	CodeAOFRewriteFailed = "aof-rewrite-failed"      // the last one
	CodeMemoryNearLimit  = "memory-near-limit"       // and nothing may be evicted
	CodeClientsNearLimit = "clients-near-limit"      // of maxclients
	CodeClientsRejected  = "clients-rejected"        // at some time since the start
	CodeSlotsUncovered   = "cluster-slots-uncovered" // and the cluster serves the others
	CodeSentinelMaster   = "sentinel-master-down"    // by what this Sentinel says
)

// nearLimit is the part of a limit from which on there is a warning.
const nearLimit = 0.9

// Replicas acknowledge every second, and primaries send a PING every ten
// (repl-ping-replica-period), which is the most that a healthy one is silent.
const (
	lagMost    = 10 // seconds, as a primary sees it
	silentMost = 30 // seconds, as a replica sees it
)

// fault is a finding to be.
type fault struct{ code, subject, detail string }

// health judges what the server says.
func health(s *report.Server, in info, a answers) []fault {
	return slices.Concat(replicationFaults(s, in, a), persistenceFaults(s, in, a), memoryFaults(s, in), clientFaults(s), clusterFaults(a), sentinelFaults(in))
}

func replicationFaults(s *report.Server, in info, a answers) (faults []fault) {
	r := s.Replication
	if r == nil {
		return nil
	}
	lag := int64(0)
	if r.LagSeconds != nil {
		lag = *r.LagSeconds
	}
	switch {
	case r.Link == "down" && in["master_sync_in_progress"] == "1":
		faults = append(faults, fault{CodeReplicaLinkDown, "", "it is taking over all data from its primary"})
	case r.Link == "down":
		detail := ""
		if lag > 0 {
			detail = fmt.Sprintf("for %d s", lag)
		}
		faults = append(faults, fault{CodeReplicaLinkDown, "", detail})
	case r.Link == "up" && lag > silentMost:
		faults = append(faults, fault{CodeReplicationLag, "", fmt.Sprintf("the primary was last heard %d s ago", lag)})
	case r.Link == "" && lag > lagMost:
		faults = append(faults, fault{CodeReplicationLag, "", fmt.Sprintf("a replica last acknowledged %d s ago", lag)})
	case r.LagBytes != nil && *r.LagBytes > in.sum("repl_backlog_size"):
		faults = append(faults, fault{CodeReplicationLag, "", fmt.Sprintf("a replica is %d bytes behind, more than the backlog holds", *r.LagBytes)})
	}
	if r.Syncing != nil && *r.Syncing > 0 {
		faults = append(faults, fault{CodeReplicaSyncing, "", fmt.Sprintf("%d of %d", *r.Syncing, in.sum("connected_slaves"))})
	}
	// INFO has the number only where the server wants some.
	good, counted := in.number("min_slaves_good_slaves")
	want, err := strconv.ParseInt(a["min-replicas-to-write"], 10, 64)
	if counted && err == nil && good < want {
		faults = append(faults, fault{conn.CodeNoReplicas, "", fmt.Sprintf("%d of %d, so it refuses writes", good, want)})
	}
	return faults
}

func persistenceFaults(s *report.Server, in info, a answers) (faults []fault) {
	p := s.Persistence
	if p == nil {
		return nil
	}
	if p.Loading {
		faults = append(faults, fault{conn.CodeLoading, "", in.progress()})
	}
	if p.RDB == "err" {
		code := CodeRDBSaveFailed
		if a["save"] != "" && a["stop-writes-on-bgsave-error"] == "yes" && s.Role == rolePrimary {
			code = conn.CodeMisconf
		}
		faults = append(faults, fault{code, "", ""})
	}
	if p.AOF == "err" {
		faults = append(faults, fault{CodeAOFWriteFailed, "", ""})
	}
	if in["aof_last_bgrewrite_status"] == "err" {
		faults = append(faults, fault{CodeAOFRewriteFailed, "", ""})
	}
	return faults
}

// progress is how far loading is.
func (in info) progress() string {
	percent := in["loading_loaded_perc"]
	if percent == "" {
		return ""
	}
	return fmt.Sprintf("%s %% done, %s s left", percent, cmp.Or(in["loading_eta_seconds"], "?"))
}

// memoryFaults finds a server that is full and may not make room. One that
// may evict is full as a rule.
func memoryFaults(s *report.Server, in info) []fault {
	m := s.Memory
	if m == nil || m.Fraction == nil || *m.Fraction < nearLimit || s.Role == roleReplica || evictable(m.Policy, in) {
		return nil
	}
	detail := fmt.Sprintf("%.1f%% of maxmemory is used, with policy %s", 100**m.Fraction, m.Policy)
	if *m.Fraction > 1 {
		return []fault{{conn.CodeOOM, "", detail}}
	}
	return []fault{{CodeMemoryNearLimit, "", detail}}
}

// evictable is true where the policy finds a key to evict: the volatile ones
// only among those with a time to live.
func evictable(policy string, in info) bool {
	switch {
	case policy == "noeviction" || policy == "":
		return false
	case strings.HasPrefix(policy, "volatile-"):
		return slices.ContainsFunc(in.listed("db"), func(db info) bool { return db.sum("expires") > 0 })
	}
	return true
}

func clientFaults(s *report.Server) (faults []fault) {
	c := s.Clients
	if c == nil {
		return nil
	}
	if c.Fraction != nil && *c.Fraction >= nearLimit {
		faults = append(faults, fault{CodeClientsNearLimit, "", fmt.Sprintf("%.1f%% of %d", 100**c.Fraction, c.Max)})
	}
	if c.Rejected > 0 {
		faults = append(faults, fault{CodeClientsRejected, "", fmt.Sprintf("%d", c.Rejected)})
	}
	return faults
}

func clusterFaults(a answers) []fault {
	in := parseInfo(a["CLUSTER INFO"])
	assigned, ok := in.number("cluster_slots_assigned")
	if !ok {
		return nil
	}
	detail := fmt.Sprintf("%d of %d slots are served", min(assigned, in.sum("cluster_slots_ok")), clusterSlots)
	switch {
	case in["cluster_state"] == "fail":
		return []fault{{conn.CodeClusterDown, "", detail}}
	case in.sum("cluster_slots_ok") < clusterSlots:
		return []fault{{CodeSlotsUncovered, "", detail}}
	}
	return nil
}

const clusterSlots = 16384

func sentinelFaults(in info) (faults []fault) {
	for _, master := range in.listed("master") {
		if status := master["status"]; status != "" && status != "ok" {
			faults = append(faults, fault{CodeSentinelMaster, master["name"], status + " at " + master["address"]})
		}
	}
	return faults
}
