package lab

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	clusterSlots   = 16384
	clusterTimeout = time.Minute
)

// ClusterOptions say how [StartCluster] starts a cluster.
type ClusterOptions struct {
	Primaries int           // they share the slots, in their order
	Replicas  int           // the first is the first primary's, and so on
	Node      ValkeyOptions // of each node; Dir is to be empty
}

// Cluster is a running cluster that belongs to the caller until Close.
type Cluster struct {
	Nodes []*Valkey // the primaries, then the replicas
}

// StartCluster starts a real cluster and waits until every node knows every
// other, its role and its slots. It takes three seconds: a primary waits two
// before it serves (CLUSTER_WRITABLE_DELAY).
func StartCluster(o ClusterOptions) (*Cluster, error) {
	c := &Cluster{Nodes: make([]*Valkey, o.Primaries+o.Replicas)}
	failed := make([]error, len(c.Nodes))
	var starting sync.WaitGroup
	for i := range c.Nodes {
		starting.Go(func() { c.Nodes[i], failed[i] = startClusterNode(o.Node) })
	}
	starting.Wait()
	err := errors.Join(failed...)
	if err == nil {
		err = c.join(o.Primaries)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// startClusterNode gives the node a port for the bus: by default that is the
// port plus 10000, which may be none.
func startClusterNode(o ValkeyOptions) (v *Valkey, err error) {
	for range valkeyPortTries {
		var bus []string
		if bus, err = freePorts(1); err != nil {
			return nil, err
		}
		with := o
		with.Args = append(slices.Clone(o.Args),
			"--cluster-enabled", "yes", "--cluster-port", bus[0], "--cluster-node-timeout", "5000",
			"--cluster-allow-replica-migration", "no", "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1")
		if v, err = StartValkey(with); err == nil || errors.Is(err, ErrNotInstalled) {
			return v, err
		}
	}
	return nil, err
}

// join makes a cluster of the nodes.
func (c *Cluster) join(primaries int) error {
	for i, v := range c.Nodes {
		if err := v.askAll(fmt.Sprintf("CLUSTER SET-CONFIG-EPOCH %d", i+1)); err != nil {
			return err
		}
		if i < primaries {
			first, last := i*clusterSlots/primaries, (i+1)*clusterSlots/primaries-1
			if err := v.askAll(fmt.Sprintf("CLUSTER ADDSLOTSRANGE %d %d", first, last)); err != nil {
				return err
			}
		}
		if err := c.meet(v); err != nil {
			return err
		}
	}
	for i, v := range c.Nodes[primaries:] {
		if err := v.follow(c.Nodes[i%primaries]); err != nil {
			return err
		}
	}
	return poll(clusterTimeout, c.ready)
}

// meet introduces a node to the first.
func (c *Cluster) meet(v *Valkey) error {
	bus, err := v.Ask("CONFIG GET cluster-port")
	if err != nil {
		return err
	}
	port, _ := bus.Get("cluster-port")
	_, plain, err := net.SplitHostPort(v.Addr)
	if err != nil {
		return err
	}
	return c.Nodes[0].askAll("CLUSTER MEET 127.0.0.1 " + plain + " " + port.Text())
}

// follow makes v a replica, as soon as it has heard of the primary.
func (v *Valkey) follow(primary *Valkey) error {
	id, err := primary.Ask("CLUSTER MYID")
	if err != nil {
		return err
	}
	return poll(clusterTimeout, func() error { return v.askAll("CLUSTER REPLICATE " + id.Text()) })
}

// ready is nil where every node sees the whole cluster in order.
func (c *Cluster) ready() error {
	for _, v := range c.Nodes {
		info, err := v.Ask("CLUSTER INFO")
		if err != nil {
			return err
		}
		shards, err := v.Ask("CLUSTER SHARDS")
		if err != nil {
			return err
		}
		online := strings.Count(string(shards.Append(nil)), "\r\nonline\r\n")
		if !strings.Contains(info.Text(), "cluster_state:ok") || online != len(c.Nodes) {
			return fmt.Errorf("%d of %d nodes online; %s", online, len(c.Nodes), info.Text())
		}
	}
	return nil
}

// Close ends all nodes. It may be called again.
func (c *Cluster) Close() error {
	failed := make([]error, len(c.Nodes))
	var ending sync.WaitGroup
	for i, v := range c.Nodes {
		if v != nil {
			ending.Go(func() { failed[i] = v.Close() })
		}
	}
	ending.Wait()
	return errors.Join(failed...)
}
