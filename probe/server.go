package probe

import (
	"cmp"
	"math"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// serverOf is what the answers to HELLO and INFO say of the server.
func serverOf(c *conn.Conn, in info) *report.Server {
	hello := c.Server()
	s := &report.Server{
		Flavour:  cmp.Or(in.text("server_name"), hello.Name),
		Version:  cmp.Or(in.text("valkey_version"), hello.Version, in.text("redis_version")),
		Mode:     cmp.Or(hello.Mode, in.text("server_mode", "redis_mode")),
		Role:     roleOf(cmp.Or(in.text("role"), hello.Role)),
		Protocol: c.Protocol(),
	}
	if s.Flavour == "" && in["redis_version"] != "" {
		s.Flavour = "redis"
	}
	s.UptimeSeconds = in.count("uptime_in_seconds")
	s.Replication, s.Persistence = in.replication(), in.persistence()
	s.Memory, s.Clients, s.Keyspace = in.memory(), in.clients(), in.keyspace()
	return s
}

// roleOf is a role by the word that HELLO has for it.
func roleOf(word string) string {
	if word == "slave" {
		return roleReplica
	}
	return word
}

const (
	rolePrimary = "master"
	roleReplica = "replica"
)

// replication is nil where the server says nothing of it, as a Sentinel.
func (in info) replication() *report.Replication {
	switch roleOf(in["role"]) {
	case roleReplica:
		r := &report.Replication{Link: in.word("master_link_status", "up", "down"), LagSeconds: in.count("master_last_io_seconds_ago")}
		if r.LagSeconds == nil {
			r.LagSeconds = in.count("master_link_down_since_seconds")
		}
		r.Replicas = in.replicas()
		return r
	case rolePrimary:
		r := &report.Replication{Replicas: in.replicas(), Syncing: new(int)}
		written, _ := in.number("master_repl_offset")
		for _, replica := range in.listed("slave") {
			if state := replica["state"]; state != "" && state != "online" { // before 2.8 it has no name
				*r.Syncing++
				continue
			}
			r.LagSeconds = larger(r.LagSeconds, replica.count("lag"))
			if offset, ok := replica.number("offset"); ok {
				behind := max(0, written-offset)
				r.LagBytes = larger(r.LagBytes, &behind)
			}
		}
		return r
	}
	return nil
}

func (in info) replicas() *int {
	n, ok := in.number("connected_slaves")
	if !ok {
		return nil
	}
	count := int(min(n, math.MaxInt32))
	return &count
}

func larger(a, b *int64) *int64 {
	if a == nil || b != nil && *b > *a {
		return b
	}
	return a
}

func (in info) persistence() *report.Persistence {
	if in["loading"] == "" {
		return nil
	}
	p := &report.Persistence{
		Loading:        in["loading"] == "1" || in["async_loading"] == "1",
		RDB:            in.word("rdb_last_bgsave_status", "ok", "err"),
		UnsavedChanges: in.count("rdb_changes_since_last_save"),
	}
	switch in["aof_enabled"] {
	case "0":
		p.AOF = "off"
	case "1":
		p.AOF = in.word("aof_last_write_status", "ok", "err")
	}
	return p
}

// memory leaves out of the fraction what the server does not count when it
// decides to evict or to refuse: the buffers of replicas and of the
// append-only file (evict.c, getMaxmemoryState).
func (in info) memory() *report.Memory {
	used, ok := in.number("used_memory")
	if !ok {
		return nil
	}
	m := &report.Memory{Used: used, Policy: in.text("maxmemory_policy"), Evicted: in.sum("evicted_keys")}
	m.Max, _ = in.number("maxmemory")
	m.Fraction = quotient(max(0, used-in.sum("mem_not_counted_for_evict")), m.Max)
	return m
}

// clients counts against maxclients what the server does: replicas and the
// links of a cluster's bus too (networking.c, acceptCommonHandler).
func (in info) clients() *report.Clients {
	connected, ok := in.number("connected_clients")
	if !ok {
		return nil
	}
	c := &report.Clients{Connected: connected, Blocked: in.sum("blocked_clients"), Rejected: in.sum("rejected_connections")}
	c.Max, _ = in.number("maxclients")
	c.Fraction = quotient(in.sum("connected_clients", "connected_slaves", "cluster_connections"), c.Max)
	return c
}

func (in info) keyspace() *report.Keyspace {
	hits, ok := in.number("keyspace_hits")
	if !ok {
		return nil
	}
	k := &report.Keyspace{Hits: hits, Misses: in.sum("keyspace_misses")}
	for _, db := range in.listed("db") {
		k.Keys = saturated(k.Keys, db.sum("keys"))
	}
	k.HitRatio = quotient(hits, saturated(hits, k.Misses))
	return k
}
