package probe

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

func TestReplicationOfInfo(t *testing.T) {
	t.Parallel()
	number := func(n int64) *int64 { return &n }
	count := func(n int) *int { return &n }
	for _, tt := range []struct {
		name, text string
		want       *report.Replication
	}{
		{"primary: the slowest replica that is online", primaryInfo, &report.Replication{LagSeconds: number(12), LagBytes: number(500), Replicas: count(2), Syncing: count(1)}},
		{"primary: the slowest replica is the first", "role:master\r\nslave0:state=online,offset=100,lag=12\r\nslave1:state=online,offset=590,lag=1\r\nmaster_repl_offset:600\r\n", &report.Replication{LagSeconds: number(12), LagBytes: number(500), Syncing: count(0)}},
		{"replica", replicaInfo, &report.Replication{Link: "down", LagSeconds: number(42), Replicas: count(0)}},
		{"Sentinel", "redis_mode:sentinel\r\n", nil},
	} {
		if diff := cmp.Diff(tt.want, parseInfo(tt.text).replication()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestHealth: what is wrong by itself, in the words of INFO, and what only
// looks like it.
func TestHealth(t *testing.T) {
	t.Parallel()
	const full = "used_memory:95\r\nmaxmemory:100\r\n"
	for _, tt := range []struct {
		name, text string
		settings   map[string]string
		want       []string
	}{
		{"a replica lags, another is being filled", primaryInfo, nil, []string{CodeReplicationLag, CodeReplicaSyncing}},
		{"further behind than the backlog", "role:master\r\nslave0:state=online,offset=1,lag=0\r\nmaster_repl_offset:9999\r\nrepl_backlog_size:100\r\n", nil, []string{CodeReplicationLag}},
		{"a replica of Redis 2.6", "role:master\r\nconnected_slaves:1\r\nslave0:127.0.0.1,6380,online\r\n", nil, nil},
		{"a replica is being filled", "role:master\r\nconnected_slaves:1\r\nslave0:ip=127.0.0.1,port=1,state=wait_bgsave,offset=0,lag=0,type=replica\r\n", nil, []string{CodeReplicaSyncing}},
		{"the link is down", replicaInfo, nil, []string{CodeReplicaLinkDown}},
		{"the primary is silent between two PINGs", "role:slave\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:9\r\n", nil, nil},
		{"the primary is silent", "role:slave\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:40\r\n", nil, []string{CodeReplicationLag}},
		{"the primary was due", "role:slave\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:30\r\n", nil, nil},
		{"too few replicas", "role:master\r\nmin_slaves_good_slaves:1\r\n", map[string]string{"min-replicas-to-write": "2"}, []string{conn.CodeNoReplicas}},
		{"enough replicas", "role:master\r\nmin_slaves_good_slaves:2\r\n", map[string]string{"min-replicas-to-write": "2"}, nil},

		{"loading", "loading:1\r\nloading_loaded_perc:12.3\r\n", nil, []string{conn.CodeLoading}},
		{"save failed", "loading:0\r\nrdb_last_bgsave_status:err\r\nrole:master\r\n", map[string]string{"save": "3600 1", "stop-writes-on-bgsave-error": "no"}, []string{CodeRDBSaveFailed}},
		{"save failed, and nobody may look into the settings", "loading:0\r\nrdb_last_bgsave_status:err\r\nrole:master\r\n", nil, []string{CodeRDBSaveFailed}},
		{"save failed, so writes are refused", "loading:0\r\nrdb_last_bgsave_status:err\r\nrole:master\r\n", map[string]string{"save": "3600 1", "stop-writes-on-bgsave-error": "yes"}, []string{conn.CodeMisconf}},
		{"append-only file", "loading:0\r\naof_enabled:1\r\naof_last_write_status:err\r\naof_last_bgrewrite_status:err\r\n", nil, []string{CodeAOFWriteFailed, CodeAOFRewriteFailed}},
		{"append-only file is off", "loading:0\r\naof_enabled:0\r\naof_last_write_status:err\r\n", nil, nil},

		{"memory full", full + "maxmemory_policy:noeviction\r\n", nil, []string{CodeMemoryNearLimit}},
		{"memory full of what may go", full + "maxmemory_policy:allkeys-lru\r\n", nil, nil},
		{"memory full of what may not go", full + "maxmemory_policy:volatile-lru\r\ndb0:keys=5,expires=0\r\n", nil, []string{CodeMemoryNearLimit}},
		{"memory full of what has a time to live", full + "maxmemory_policy:volatile-lru\r\ndb0:keys=5,expires=4\r\n", nil, nil},
		{"memory more than full", "used_memory:120\r\nmaxmemory:100\r\nmaxmemory_policy:noeviction\r\n", nil, []string{conn.CodeOOM}},
		{"memory just full, which refuses nothing yet", "used_memory:100\r\nmaxmemory:100\r\nmaxmemory_policy:noeviction\r\n", nil, []string{CodeMemoryNearLimit}},
		{"memory full of what does not count", "used_memory:120\r\nmem_not_counted_for_evict:60\r\nmaxmemory:100\r\nmaxmemory_policy:noeviction\r\n", nil, nil},
		{"a replica does not refuse its primary", full + "role:slave\r\nmaster_link_status:up\r\nmaxmemory_policy:noeviction\r\n", nil, nil},
		{"no limit of memory", "used_memory:95\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n", nil, nil},

		{"clients", "connected_clients:85\r\nconnected_slaves:6\r\nmaxclients:100\r\nrejected_connections:3\r\n", nil, []string{CodeClientsNearLimit, CodeClientsRejected}},
		{"few clients", "connected_clients:85\r\nmaxclients:100\r\n", nil, nil},

		{"a Sentinel's master", "master0:name=main,status=odown,address=127.0.0.1:1,slaves=0,sentinels=1\r\nmaster1:name=other,status=ok,address=127.0.0.1:2\r\n", nil, []string{CodeSentinelMaster}},
	} {
		in, a := parseInfo(tt.text), answers{}
		for name, value := range tt.settings {
			a[name] = value
		}
		s := &report.Server{Role: roleOf(in["role"]), Replication: in.replication(), Persistence: in.persistence(), Memory: in.memory(), Clients: in.clients()}
		if got := codesOf(health(s, in, a)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestEachOfASentinelsMasters: two that are down are two findings.
func TestEachOfASentinelsMasters(t *testing.T) {
	t.Parallel()
	e := begin(CommandProbe, &Options{})
	for _, f := range sentinelFaults(parseInfo("master0:name=main,status=odown,address=127.0.0.1:1\r\nmaster1:name=other,status=sdown,address=127.0.0.1:2\r\n")) {
		e.judged(f)
	}
	var subjects []string
	for _, f := range e.target.Findings {
		subjects = append(subjects, f.Subject)
	}
	if want := []string{"main", "other"}; !slices.Equal(subjects, want) {
		t.Errorf("%v, want %v: %+v", subjects, want, e.target.Findings)
	}
}

// TestCountsOfWhoDoesNotCount: an empty log says nothing where the server keeps none.
func TestCountsOfWhoDoesNotCount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		slower, latency string
		slowlog, latent bool
	}{{"10000", "100", true, true}, {"-1", "100", false, true}, {"0", "0", true, false}, {"", "", true, true}} {
		s := &report.Server{}
		answers{"SLOWLOG LEN": "0", "LATENCY LATEST": "0", "slowlog-log-slower-than": tt.slower, "latency-monitor-threshold": tt.latency}.complete(s)
		if (s.Slowlog != nil) != tt.slowlog || (s.LatencyEvents != nil) != tt.latent {
			t.Errorf("%+v: %+v", tt, s)
		}
	}
}

func TestClusterHealth(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:16384\r\n", nil},
		{"cluster_state:fail\r\ncluster_slots_assigned:100\r\ncluster_slots_ok:100\r\n", []string{conn.CodeClusterDown}},
		{"cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_slots_ok:8192\r\n", []string{CodeSlotsUncovered}},
		{"", nil},
	} {
		if got := codesOf(clusterFaults(answers{"CLUSTER INFO": tt.text})); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
		}
	}
}

func codesOf(faults []fault) (codes []string) {
	for _, f := range faults {
		codes = append(codes, f.code)
	}
	return codes
}
