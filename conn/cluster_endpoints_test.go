package conn

import (
	"errors"
	"net"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// checkClusterEndpoints has the first node tell of the second in each of the
// ways of cluster-preferred-endpoint-type.
func checkClusterEndpoints(t *testing.T, first, second *lab.Valkey) {
	t.Helper()
	_, asked, _ := net.SplitHostPort(first.Addr)
	_, port, _ := net.SplitHostPort(second.Addr)
	c := dialed(t, Options{Addr: "localhost:" + asked})
	// where is the second node's address by MOVED, and by its description.
	where := func() (moved string, described Node) {
		t.Helper()
		_, err := c.Do(testContext(t), "GET", "foo")
		var to *Redirection
		if !errors.As(err, &to) {
			t.Fatalf("no redirection: %v", err)
		}
		nodes, err := c.Nodes(testContext(t))
		if err != nil {
			t.Fatal(err)
		}
		return to.Addr, nodes[len(nodes)-1]
	}
	for _, tt := range []struct{ prefers, want string }{
		{"ip", second.Addr},
		{"unknown-endpoint", "localhost:" + port},
		{"hostname", ""},
	} {
		do(t, c, "CONFIG SET", "cluster-preferred-endpoint-type", tt.prefers)
		if moved, node := where(); moved != tt.want || node.Addr != tt.want {
			t.Errorf("%s: moved to %q, described at %q, want %q", tt.prefers, moved, node.Addr, tt.want)
		}
	}
	if _, err := second.Ask("CONFIG SET cluster-announce-hostname cache-2.example"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the name is passed on", func() bool {
		moved, node := where()
		return moved == "cache-2.example:"+port && node.Addr == moved && node.Hostname == "cache-2.example"
	})
	do(t, c, "CONFIG SET", "cluster-preferred-endpoint-type", "ip")
}
