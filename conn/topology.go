package conn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// Role is what a [Node] is for.
type Role string

// The roles. A node whose role the server does not say has none.
const (
	RolePrimary  Role = "primary"
	RoleReplica  Role = "replica"
	RoleSentinel Role = "sentinel"
)

// Node is a server as another one, or itself, describes it.
type Node struct {
	// ID is the node's id in a cluster, its run id at a Sentinel; empty
	// outside of both.
	ID string
	// Addr is host:port to dial: in a cluster the port for TLS where this
	// connection speaks TLS. It is empty where the server does not know it,
	// or gives what can be no address.
	Addr string
	// Hostname is the name that a cluster announces for it, if any.
	Hostname string
	Role     Role
	// Health is what the server says of it: "online", "loading" or "fail" in
	// a cluster; at a Sentinel its flags beside the role, separated by commas
	// ("s_down,o_down"); of a replica itself its link to the primary
	// ("connected"). It is empty where nothing is said.
	Health string
	// Shard is what belongs together: in a cluster the id of the first node
	// of the shard, which is its primary where it has one; at a Sentinel the
	// name of the master set.
	Shard string
	// Slots are the shard's, each pair the first and the last, for the nodes
	// of a cluster.
	Slots [][2]int
}

// nodesMax is how many nodes are taken: as many as there are slots. Clusters
// are made for a thousand.
const nodesMax = slots

// Nodes gives every server that this one knows of: those of a cluster, by
// CLUSTER SHARDS or, before version 7, CLUSTER SLOTS; at a Sentinel itself, the
// masters it watches, their replicas and the other Sentinels; elsewhere
// itself and its replicas or its primary, by ROLE, at the addresses that
// replication uses. The error is an [*Error].
func (c *Conn) Nodes(ctx context.Context) ([]Node, error) {
	nodes, err := c.clusterNodes(ctx)
	if !c.hasNoCluster(CodeOf(err)) {
		return nodes, err
	}
	role, err := c.Do(ctx, "ROLE")
	if err != nil {
		return nil, err
	}
	items := role.Items()
	if len(items) == 0 {
		return nil, c.badReply(ctx, "ROLE", errUnlike)
	}
	if items[0].Text() == "sentinel" {
		return c.sentinelNodes(ctx)
	}
	if nodes, err = c.replicationNodes(items); err != nil {
		return nil, c.badReply(ctx, "ROLE", err)
	}
	return nodes, nil
}

// hasNoCluster is true where that is what an error of CLUSTER means. One that
// says something else, a refusal or words that nobody knows, leaves it to what
// HELLO said.
func (c *Conn) hasNoCluster(code string) bool {
	switch code {
	case CodeClusterDisabled, CodeCommandUnknown:
		return true
	case CodeACLDeniedCommand, CodeServerError:
		return c.server.Mode != "cluster"
	}
	return false
}

// replicationNodes reads ROLE: "master", an offset and the replicas as host,
// port and offset; or "slave", host and port of the primary, and the link.
func (c *Conn) replicationNodes(role []resp.Value) ([]Node, error) {
	self := Node{Addr: c.selfAddr(), Role: roleOf(role[0].Text())}
	switch {
	case self.Role == RolePrimary && len(role) >= 3:
		replicas := role[2].Items()
		if len(replicas) >= nodesMax {
			return nil, errTooManyNodes
		}
		nodes := []Node{self}
		for _, replica := range replicas {
			where := replica.Items()
			if len(where) < 2 {
				return nil, errUnlike
			}
			nodes = append(nodes, Node{Addr: c.addrOf(where[0].Text(), where[1]), Role: RoleReplica})
		}
		return nodes, nil
	case self.Role == RoleReplica && len(role) >= 4:
		self.Health = role[3].Text()
		return []Node{self, {Addr: c.addrOf(role[1].Text(), role[2]), Role: RolePrimary}}, nil
	}
	return nil, errUnlike
}

// selfAddr is what was dialled; empty for a UNIX socket, which is no address
// for others.
func (c *Conn) selfAddr() string {
	if c.link.o.Network != "tcp" {
		return ""
	}
	return c.link.o.Addr
}

// addrOf is host:port; see [nodeAddr] for an empty host and one of "?".
func (c *Conn) addrOf(host string, port resp.Value) string {
	n, ok := port.Int()
	if !ok {
		return ""
	}
	addr, _ := nodeAddr(host, strconv.FormatInt(n, 10), c.link.askedHost())
	return addr
}

// What may be wrong with a reply that is to list nodes.
var (
	errUnlike       = errors.New("what is no reply to it")
	errTooManyNodes = errors.New("more nodes than a cluster has slots")
)

// badReply is the error of a command whose reply was refused for why.
func (c *Conn) badReply(ctx context.Context, command string, why error) error {
	code := CodeProtocolError
	if errors.Is(why, errTooManyNodes) {
		code = CodeReplyTooLarge
	}
	return c.link.fail(ctx, PhaseCommand, code, fmt.Errorf("%s was answered with %w", command, why))
}

// isHost is true for what can stand before a port.
func isHost(s string) bool { return s != "" && checkHostPort(net.JoinHostPort(s, DefaultPort)) == nil }
