package gate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Thresholds say what is healthy. One that is nil is not held.
type Thresholds struct {
	DaysLeft         *float64       // of every certificate but for a root above others, at least
	Sources          *[]string      // of verdicts on certificates
	TLSVersion       *string        // at least
	P99              Latencies      // at most, by phase
	Role             *string        // master, replica
	MemoryFraction   *float64       // used of maxmemory, at most
	ClientsFraction  *float64       // connected of maxclients, at most
	BlockedClients   *int64         // at most
	ReplicationLag   *time.Duration // at most
	ReplicationBytes *int64         // a primary's slowest replica is behind, at most
	Replicas         *int64         // connected, at least
	KeyspaceHitRatio *float64       // at least
}

// Latencies are times by phase, "total" among them.
type Latencies map[string]Latency

// Latency is the longest time that a phase may take.
type Latency struct {
	Position
	Most time.Duration
}

// threshold is a row of the table of thresholds.
type threshold struct {
	key[Thresholds]
	session bool                            // it needs what only a session can learn
	shown   func(*Thresholds) string        // its value; "" where it is not held
	hold    func(h *holding, t *Thresholds) // called where it is held
}

// limit is a threshold with a single value.
func limit[V any](name, doc string, session bool, v value[V], at func(*Thresholds) **V, hold func(*holding, V)) threshold {
	return threshold{
		field(name, doc, set(v), at), session,
		func(t *Thresholds) string {
			if *at(t) == nil {
				return ""
			}
			return fmt.Sprint(**at(t))
		},
		func(h *holding, t *Thresholds) { hold(h, **at(t)) },
	}
}

func thresholdKeys() []key[Thresholds] {
	var keys []key[Thresholds]
	for _, t := range thresholds() {
		keys = append(keys, t.key)
	}
	return keys
}

// thresholds is the table.
func thresholds() []threshold {
	type t = Thresholds
	return []threshold{
		limit("days-left", "Days that every certificate must still be valid but for a root above others.", false,
			number(0, 36500), func(t *t) **float64 { return &t.DaysLeft }, (*holding).daysLeft),
		sources(),
		limit("tls-version", "The lowest TLS version that a connection may have: 1.2 or 1.3. Plain text is below all.", false,
			tlsVersion, func(t *t) **string { return &t.TLSVersion }, (*holding).tlsVersion),
		p99(),
		limit("role", "The role that the server must have: master (or primary), replica.", true,
			choice("master", "primary", "replica"), func(t *t) **string { return &t.Role }, (*holding).role),
		limit("memory-fraction", "How much of its maxmemory the server may use, from 0 to 1.", true,
			fraction, func(t *t) **float64 { return &t.MemoryFraction }, (*holding).memory),
		limit("clients-fraction", "How many of maxclients may be connected, from 0 to 1.", true,
			fraction, func(t *t) **float64 { return &t.ClientsFraction }, (*holding).clients),
		limit("blocked-clients", "How many clients may wait in a blocking command.", true,
			count(0, 1<<31), func(t *t) **int64 { return &t.BlockedClients }, (*holding).blocked),
		limit("replication-lag", "How long ago a replica may have heard of its primary; of a primary, its slowest replica.", true,
			span, func(t *t) **time.Duration { return &t.ReplicationLag }, (*holding).lag),
		limit("replication-lag-bytes", "How many bytes the slowest replica of a primary may be behind.", true,
			count(0, 1<<53), func(t *t) **int64 { return &t.ReplicationBytes }, (*holding).lagBytes),
		limit("replicas", "How many replicas must be connected to a primary.", true,
			count(0, 1<<16), func(t *t) **int64 { return &t.Replicas }, (*holding).replicas),
		limit("keyspace-hit-ratio", "The hit ratio of the server's own keyspace, from 0 to 1, at least.", true,
			fraction, func(t *t) **float64 { return &t.KeyspaceHitRatio }, (*holding).keyspace),
	}
}

// sources is the threshold with a list.
func sources() threshold {
	mechanisms := choice("staple", "ocsp", "crl", "store")
	k := fields("sources", "Where verdicts on certificates may come from: staple, ocsp, crl, store (an answer of an earlier run).",
		mechanisms, func(t *Thresholds) *[]string { t.Sources = new([]string); return t.Sources })
	k.unset = func(t *Thresholds) { t.Sources = nil }
	return threshold{
		k, false,
		func(t *Thresholds) string {
			if t.Sources == nil {
				return ""
			}
			return strings.Join(*t.Sources, ",")
		},
		func(h *holding, t *Thresholds) { h.sources(*t.Sources) },
	}
}

// p99 is the threshold with a time for each phase.
func p99() threshold {
	k := key[Thresholds]{
		name: "p99", schema: reference("p99"),
		doc: "How long steps may take: the 99th percentile over count connections, by phase, or total.",
		read: func(r *reader, n *node, to *Thresholds) {
			to.P99 = maps.Clone(to.P99)
			object(r, n, "p99", latencyKeys(), &to.P99)
		},
		unset: func(t *Thresholds) { t.P99 = nil },
	}
	return threshold{
		k, false,
		func(t *Thresholds) string {
			var all []string
			for _, phase := range slices.Sorted(maps.Keys(t.P99)) {
				all = append(all, phase+" "+t.P99[phase].Most.String())
			}
			return strings.Join(all, ",")
		},
		func(h *holding, t *Thresholds) { h.p99(t.P99) },
	}
}

// latencyKeys are the phases of a connection, and total.
func latencyKeys() []key[Latencies] {
	var keys []key[Latencies]
	for _, phase := range phases() {
		keys = append(keys, key[Latencies]{
			name: phase, schema: duration.schema, doc: "Time for " + phase + ": 50ms, or a number of seconds.",
			read: func(r *reader, n *node, to *Latencies) {
				if limit, ok := duration.read(r, n, phase); ok {
					if *to == nil {
						*to = Latencies{}
					}
					(*to)[phase] = Latency{n.Position, limit}
				}
			},
			unset: func(to *Latencies) { delete(*to, phase) },
		})
	}
	return keys
}

// tlsVersion is a version that YAML may take for a number.
var tlsVersion = value[string]{
	schema: schema{"enum": []any{"1.0", "1.1", "1.2", "1.3", 1.0, 1.1, 1.2, 1.3}},
	parse:  choice("1.0", "1.1", "1.2", "1.3").parse,
}
