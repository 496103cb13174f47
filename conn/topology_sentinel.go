package conn

import (
	"cmp"
	"context"
	"strings"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// sentinelNodes gives this Sentinel, and for each master set the master, its
// replicas and the other Sentinels, each of which is given once.
func (c *Conn) sentinelNodes(ctx context.Context) ([]Node, error) {
	nodes := []Node{{Addr: c.selfAddr(), Role: RoleSentinel}}
	id, err := c.Do(ctx, "SENTINEL", "MYID")
	if err == nil {
		nodes[0].ID = id.Text()
	} else if CodeOf(err) != CodeSubcommandUnknown { // it came with version 6.2
		return nil, err
	}
	masters, err := c.Do(ctx, "SENTINEL", "MASTERS")
	if err != nil {
		return nil, err
	}
	if masters.Kind() != resp.Array {
		return nil, c.badReply(ctx, "SENTINEL MASTERS", errUnlike)
	}
	sentinels := map[string]bool{} // those given, by address
	for _, master := range masters.Items() {
		field, _ := master.Get("name")
		name := field.Text()
		nodes = append(nodes, c.watched(master, name))
		for _, others := range []string{"REPLICAS", "SENTINELS"} {
			reply, err := c.Do(ctx, "SENTINEL", others, name)
			if err != nil {
				return nil, err
			}
			if len(nodes)+len(reply.Items()) > nodesMax {
				return nil, c.badReply(ctx, "SENTINEL "+others, errTooManyNodes)
			}
			for _, other := range reply.Items() {
				n := c.watched(other, name)
				if n.Role == RoleSentinel {
					if sentinels[n.Addr] {
						continue
					}
					sentinels[n.Addr] = true
				}
				nodes = append(nodes, n)
			}
		}
	}
	return nodes, nil
}

// watched reads one node as a Sentinel describes it.
func (c *Conn) watched(described resp.Value, master string) Node {
	text := func(key string) string {
		field, _ := described.Get(key)
		return field.Text()
	}
	port, _ := described.Get("port")
	n := Node{ID: text("runid"), Addr: c.addrOf(cmp.Or(text("ip"), "?"), port)}
	var health []string
	for flag := range strings.SplitSeq(text("flags"), ",") {
		if role := roleOf(flag); role != "" {
			n.Role = role
		} else if flag != "" {
			health = append(health, flag)
		}
	}
	n.Health = strings.Join(health, ",")
	if n.Role != RoleSentinel {
		n.Shard = master
	}
	return n
}
