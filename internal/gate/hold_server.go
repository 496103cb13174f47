package gate

import (
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/report"
)

func (h *holding) role(want string) {
	if want == "primary" {
		want = "master"
	}
	switch s := h.target.Server; {
	case s == nil || s.Role == "":
		h.unknown("role", "the server does not tell")
	case s.Role != want:
		h.add(CodeRole, "", "%s, wanted %s", s.Role, want)
	}
}

func (h *holding) memory(bound float64) {
	m := part(h.target.Server, func(s *report.Server) *report.Memory { return s.Memory })
	if m.Fraction == nil && m.Used > 0 && m.Max == 0 {
		h.unknown("memory-fraction", "the server has no maxmemory")
		return
	}
	most(h, CodeMemory, "memory-fraction", m.Fraction, bound)
}

func (h *holding) clients(bound float64) {
	c := part(h.target.Server, func(s *report.Server) *report.Clients { return s.Clients })
	most(h, CodeClients, "clients-fraction", c.Fraction, bound)
}

func (h *holding) blocked(bound int64) {
	s := h.target.Server
	if s == nil || s.Clients == nil {
		h.unknown("blocked-clients", "the server does not tell")
		return
	}
	most(h, CodeBlockedClients, "blocked-clients", &s.Clients.Blocked, bound)
}

func (h *holding) lag(bound time.Duration) {
	r := part(h.target.Server, func(s *report.Server) *report.Replication { return s.Replication })
	if h.whole(r) || alone(r) {
		return
	}
	var lag *time.Duration
	if r.LagSeconds != nil {
		d := time.Duration(min(*r.LagSeconds, maxSeconds)) * time.Second
		lag = &d
	}
	most(h, CodeReplicationLag, "replication-lag", lag, bound)
}

func (h *holding) lagBytes(bound int64) {
	r := part(h.target.Server, func(s *report.Server) *report.Replication { return s.Replication })
	if h.whole(r) || alone(r) || r.Link != "" { // only a primary knows
		return
	}
	most(h, CodeReplicationLag, "replication-lag-bytes", r.LagBytes, bound)
}

// whole says whether a replica lacks everything, and with that is behind as far
// as can be: one without its primary, or one that a primary still fills. It is
// said once.
func (h *holding) whole(r report.Replication) bool {
	var why string
	switch {
	case r.Link == "down":
		why = "the link to the primary is down"
	case r.Syncing != nil && *r.Syncing > 0:
		why = "a replica still gets a full copy of the data"
	default:
		return false
	}
	if !slices.ContainsFunc(h.findings, func(f report.Finding) bool { return f.Code == CodeReplicationLag }) {
		h.add(CodeReplicationLag, "", "%s", why)
	}
	return true
}

// alone is a primary without replicas, which can lag behind nobody.
func alone(r report.Replication) bool { return r.Replicas != nil && *r.Replicas == 0 }

func (h *holding) replicas(bound int64) {
	r := part(h.target.Server, func(s *report.Server) *report.Replication { return s.Replication })
	var connected *int64
	if r.Replicas != nil {
		n := int64(*r.Replicas)
		connected = &n
	}
	least(h, CodeReplicas, "replicas", connected, bound)
}

func (h *holding) keyspace(bound float64) {
	k := part(h.target.Server, func(s *report.Server) *report.Keyspace { return s.Keyspace })
	least(h, CodeKeyspaceHitRatio, "keyspace-hit-ratio", k.HitRatio, bound)
}

// part gives what the server said of something; the zero value where it said
// nothing.
func part[P any](s *report.Server, of func(*report.Server) *P) P {
	if s == nil || of(s) == nil {
		return *new(P)
	}
	return *of(s)
}
