package conn

import (
	"cmp"
	"context"
	"slices"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// clusterNodes asks for the shards, and for the slots where the server is too
// old for that.
func (c *Conn) clusterNodes(ctx context.Context) ([]Node, error) {
	command, read := "SHARDS", c.shardsOf
	reply, err := c.Do(ctx, "CLUSTER", command)
	if CodeOf(err) == CodeSubcommandUnknown {
		command, read = "SLOTS", c.slotsOf
		reply, err = c.Do(ctx, "CLUSTER", command)
	}
	if err != nil {
		return nil, err
	}
	nodes, err := read(reply)
	if err != nil {
		return nil, c.badReply(ctx, "CLUSTER "+command, err)
	}
	return nodes, nil
}

// shardsOf reads CLUSTER SHARDS: for each shard its slots and its nodes. The
// server's order is that of its hash table; ours is that of the slots.
func (c *Conn) shardsOf(reply resp.Value) (nodes []Node, err error) {
	if reply.Kind() != resp.Array {
		return nil, errUnlike
	}
	for _, shard := range reply.Items() {
		bounds, _ := shard.Get("slots")
		ranges, ok := rangesOf(bounds.Items())
		members, found := shard.Get("nodes")
		if !ok || !found {
			return nil, errUnlike
		}
		if len(nodes)+len(members.Items()) > nodesMax {
			return nil, errTooManyNodes
		}
		first := len(nodes)
		for _, member := range members.Items() {
			nodes = append(nodes, c.shardNode(member))
		}
		slices.SortStableFunc(nodes[first:], primaryFirst)
		for i := first; i < len(nodes); i++ {
			nodes[i].Shard, nodes[i].Slots = nodes[first].ID, ranges
		}
	}
	slices.SortStableFunc(nodes, func(a, b Node) int { return cmp.Compare(firstSlot(a), firstSlot(b)) })
	return nodes, nil
}

// shardNode reads one node of CLUSTER SHARDS. It has the ports that the
// server listens on: one, or both.
func (c *Conn) shardNode(member resp.Value) Node {
	text := func(key string) string {
		field, _ := member.Get(key)
		return field.Text()
	}
	n := Node{ID: text("id"), Role: roleOf(text("role")), Health: text("health")}
	if name := text("hostname"); isHost(name) {
		n.Hostname = name
	}
	preferred, other := "port", "tls-port"
	if c.link.o.TLS != nil {
		preferred, other = other, preferred
	}
	port, found := member.Get(preferred)
	if !found {
		port, _ = member.Get(other)
	}
	n.Addr = c.addrOf(text("endpoint"), port)
	return n
}

// slotsOf reads CLUSTER SLOTS: ranges of slots, each with its primary and
// then its replicas as host, port for this connection, id and remarks. A
// shard has as many rows as it has ranges.
func (c *Conn) slotsOf(reply resp.Value) (nodes []Node, err error) {
	if reply.Kind() != resp.Array {
		return nil, errUnlike
	}
	index := map[string]int{} // of a node in nodes, by id or address
	for _, row := range reply.Items() {
		items := row.Items()
		if len(items) < 3 {
			return nil, errUnlike
		}
		ranges, ok := rangesOf(items[:2])
		if !ok {
			return nil, errUnlike
		}
		if len(nodes)+len(items)-2 > nodesMax {
			return nil, errTooManyNodes
		}
		shard := ""
		for i, member := range items[2:] {
			n, ok := c.slotNode(member)
			if !ok {
				return nil, errUnlike
			}
			if n.Role = RoleReplica; i == 0 {
				n.Role, shard = RolePrimary, n.ID
			}
			n.Shard = shard
			key := cmp.Or(n.ID, n.Addr)
			at, known := index[key]
			if !known {
				at = len(nodes)
				index[key] = at
				nodes = append(nodes, n)
			}
			nodes[at].Slots = append(nodes[at].Slots, ranges...)
		}
	}
	return nodes, nil
}

func (c *Conn) slotNode(member resp.Value) (n Node, ok bool) {
	items := member.Items()
	if len(items) < 2 {
		return Node{}, false
	}
	n.Addr = c.addrOf(items[0].Text(), items[1])
	if len(items) > 2 { // redis 3 gives no id
		n.ID = items[2].Text()
	}
	if len(items) > 3 {
		if name, _ := items[3].Get("hostname"); isHost(name.Text()) {
			n.Hostname = name.Text()
		}
	}
	return n, true
}

// rangesOf reads first and last slot in turn.
func rangesOf(bounds []resp.Value) (ranges [][2]int, ok bool) {
	if len(bounds)%2 != 0 {
		return nil, false
	}
	for i := 0; i < len(bounds); i += 2 {
		first, ok1 := bounds[i].Int()
		last, ok2 := bounds[i+1].Int()
		if !ok1 || !ok2 || first < 0 || first > last || last >= slots {
			return nil, false
		}
		ranges = append(ranges, [2]int{int(first), int(last)})
	}
	return ranges, true
}

func primaryFirst(a, b Node) int {
	switch {
	case a.Role == b.Role:
		return 0
	case a.Role == RolePrimary:
		return -1
	case b.Role == RolePrimary:
		return 1
	}
	return 0
}

// firstSlot is where a node's shard begins; behind all for one without slots.
func firstSlot(n Node) int {
	if len(n.Slots) == 0 {
		return slots
	}
	return n.Slots[0][0]
}

// roleOf is the role by the server's word for it.
func roleOf(word string) Role {
	switch word {
	case "master", "primary":
		return RolePrimary
	case "slave", "replica":
		return RoleReplica
	case "sentinel":
		return RoleSentinel
	}
	return ""
}
