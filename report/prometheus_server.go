package report

import "strconv"

func (m *metrics) server(s *Server, l labels) {
	m.gauge("server_info", "What the server says it is.", 1, l.and(
		"flavour", s.Flavour, "version", s.Version, "mode", s.Mode, "role", s.Role, "protocol", strconv.Itoa(s.Protocol)))
	m.known("server_uptime_seconds", "How long the server has been up.", s.UptimeSeconds, l)
	m.known("server_slowlog_entries", "Entries in the slow log.", s.Slowlog, l)
	m.known("server_latency_event_kinds", "Kinds of event in LATENCY LATEST.", s.LatencyEvents, l)
	for _, command := range s.NotExamined {
		m.gauge("server_not_examined", "A command that was refused or is unknown, so that what it tells is missing.", 1, l.and("called", command))
	}
	if r := s.Replication; r != nil {
		if r.Link != "" {
			m.flag("replication_link_up", "Whether a replica's link to its primary is up.", r.Link == "up", l)
		}
		m.known("replication_lag_seconds", "Since when a replica has not heard of its primary; of a primary, its slowest replica's.", r.LagSeconds, l)
		m.known("replication_lag_bytes", "How far a primary's slowest replica is behind.", r.LagBytes, l)
		m.known("replication_connected_replicas", "Replicas connected.", r.Replicas, l)
		m.known("replication_syncing_replicas", "Replicas that still get a full copy of a primary's data.", r.Syncing, l)
	}
	if p := s.Persistence; p != nil {
		m.flag("persistence_loading", "Whether the server is loading its data.", p.Loading, l)
		if p.RDB != "" {
			m.flag("persistence_rdb_success", "Whether the last background save went well.", p.RDB == "ok", l)
		}
		if p.AOF != "" && p.AOF != "off" {
			m.flag("persistence_aof_success", "Whether the last write of the append-only file went well.", p.AOF == "ok", l)
		}
		m.known("persistence_unsaved_changes", "Changes since the last save.", p.UnsavedChanges, l)
	}
	if x := s.Memory; x != nil {
		m.gauge("memory_used_bytes", "Memory in use.", float64(x.Used), l)
		m.gauge("memory_max_bytes", "maxmemory; 0 is no limit.", float64(x.Max), l)
		m.counter("memory_evicted_keys_total", "Keys evicted since the server started.", float64(x.Evicted), l)
	}
	if c := s.Clients; c != nil {
		m.gauge("clients_connected", "Clients connected.", float64(c.Connected), l)
		if c.Max > 0 {
			m.gauge("clients_max", "maxclients.", float64(c.Max), l)
		}
		m.gauge("clients_blocked", "Clients that wait in a blocking command.", float64(c.Blocked), l)
		m.counter("clients_rejected_total", "Connections rejected since the server started.", float64(c.Rejected), l)
	}
	if k := s.Keyspace; k != nil {
		m.gauge("keyspace_keys", "Keys in all databases.", float64(k.Keys), l)
		m.counter("keyspace_hits_total", "Lookups that found a key, since the server started.", float64(k.Hits), l)
		m.counter("keyspace_misses_total", "Lookups that found none, since the server started.", float64(k.Misses), l)
	}
}

func (m *metrics) session(s *Session, l labels) {
	for _, p := range s.Permissions {
		m.flag("command_allowed", "Whether the user may run a command.", p.Allowed, l.and("called", p.Command, "user", s.User))
	}
	if t := s.Tracking; t != nil {
		m.flag("tracking_success", "Whether an invalidation came for a key that was read and written.", t.Works, l)
		if t.Works && t.Seconds > 0 {
			m.gauge("tracking_invalidation_delay_seconds", "From the write to the invalidation.", t.Seconds, l)
		}
	}
	if p := s.Pool; p != nil {
		m.gauge("pool_connections", "Connections of the pool at once.", float64(p.Concurrency), l)
		m.gauge("pool_commands", "Commands that the pool was given.", float64(p.Commands), l)
		m.gauge("pool_failed_commands", "Of these, how many failed.", float64(p.Failed), l)
		m.timing("pool_command", p.Latency, l)
	}
}

// known has a sample where there is a figure.
func (m *metrics) known(name, help string, value any, l labels) {
	switch v := value.(type) {
	case *int64:
		if v != nil {
			m.gauge(name, help, float64(*v), l)
		}
	case *int:
		if v != nil {
			m.gauge(name, help, float64(*v), l)
		}
	case *float64:
		if v != nil {
			m.gauge(name, help, *v, l)
		}
	}
}
