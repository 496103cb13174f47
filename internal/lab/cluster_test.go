package lab

import (
	"strings"
	"testing"
	"time"
)

func TestCluster(t *testing.T) {
	t.Parallel()
	for _, binary := range []string{"valkey-server", "redis-server"} {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			c, err := StartCluster(ClusterOptions{Primaries: 2, Replicas: 1, Node: ValkeyOptions{Binary: binary}})
			Need(t, err)
			defer func() {
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}()
			// The slot of "foo" is 12182: the second primary's.
			if _, err := c.Nodes[0].Ask("SET foo x"); err == nil || !strings.Contains(err.Error(), "MOVED 12182 "+c.Nodes[1].Addr) {
				t.Errorf("the first node: %v", err)
			}
			if _, err := c.Nodes[1].Ask("SET foo x"); err != nil {
				t.Errorf("the second node: %v", err)
			}
			if role, err := c.Nodes[2].Ask("ROLE"); err != nil || role.Items()[0].Text() != "slave" {
				t.Errorf("the third node: %v %v", role, err)
			}
		})
	}
}

func TestSentinel(t *testing.T) {
	t.Parallel()
	for _, binary := range []string{"valkey-server", "redis-server"} {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			primary, err := StartValkey(ValkeyOptions{Binary: binary})
			Need(t, err)
			defer primary.Close()
			s, err := StartSentinel("main", primary, ValkeyOptions{Binary: binary})
			Need(t, err)
			defer s.Close()
			if err := poll(time.Minute, func() error { return s.askAll("SENTINEL CKQUORUM main") }); err != nil {
				t.Error(err)
			}
			if reply, err := s.Ask("SENTINEL GET-MASTER-ADDR-BY-NAME main"); err != nil || len(reply.Items()) != 2 || !strings.HasSuffix(primary.Addr, ":"+reply.Items()[1].Text()) {
				t.Errorf("%v %v", reply, err)
			}
		})
	}
}
