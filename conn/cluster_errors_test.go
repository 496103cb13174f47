package conn

import (
	"errors"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// checkClusterErrors uses the slot 12182 of "foo", the second primary's.
func checkClusterErrors(t *testing.T, cluster *lab.Cluster) {
	t.Helper()
	first, second, replica := cluster.Nodes[0], cluster.Nodes[1], cluster.Nodes[2]
	refused := func(v *lab.Valkey, class error, code, command string) *Redirection {
		t.Helper()
		_, err := dialed(t, Options{Addr: v.Addr}).Do(testContext(t), strings.Fields(command)...)
		if wantError(t, err, PhaseCommand, code); !errors.Is(err, class) {
			t.Errorf("%v is of another class", err)
		}
		var to *Redirection
		errors.As(err, &to)
		return to
	}
	moved := &Redirection{Slot: 12182, Addr: second.Addr}
	for _, v := range []*lab.Valkey{first, replica} {
		if to := refused(v, ErrMoved, CodeClusterMoved, "GET foo"); to == nil || to.Slot != moved.Slot || to.Addr != moved.Addr || to.Ask {
			t.Errorf("moved to %+v", to)
		}
	}
	refused(second, ErrCrossSlot, CodeClusterCrossSlot, "MGET foo bar")
	refused(second, ErrResponse, CodeDBNotInCluster, "SELECT 1")

	ids := map[*lab.Valkey]string{}
	for _, v := range cluster.Nodes[:2] {
		reply, err := v.Ask("CLUSTER MYID")
		if err != nil {
			t.Fatal(err)
		}
		ids[v] = reply.Text()
	}
	for _, step := range []struct {
		v       *lab.Valkey
		command string
	}{
		{second, "SET {foo}there x"},
		{first, "CLUSTER SETSLOT 12182 IMPORTING " + ids[second]},
		{second, "CLUSTER SETSLOT 12182 MIGRATING " + ids[first]},
	} {
		if _, err := step.v.Ask(step.command); err != nil {
			t.Fatal(err)
		}
	}
	if to := refused(second, ErrAsk, CodeClusterAsk, "GET {foo}gone"); to == nil || to.Addr != first.Addr || !to.Ask {
		t.Errorf("asked %+v", to)
	}
	refused(second, ErrTryAgain, CodeClusterTryAgain, "MGET {foo}there {foo}gone")

	checkMovedShard(t, first, second, "CLUSTER SETSLOT 12182 NODE "+ids[first])

	if _, err := first.Ask("CLUSTER DELSLOTS 5061"); err != nil { // the slot of "bar"
		t.Fatal(err)
	}
	refused(first, ErrClusterDown, CodeClusterDown, "GET bar")
}

// checkMovedShard listens to the channel "foo" while its slot moves away.
func checkMovedShard(t *testing.T, first, second *lab.Valkey, move string) {
	t.Helper()
	to := Subscription{Shards: []string{"foo"}}
	for _, err := range dialed(t, Options{Addr: first.Addr}).Subscribe(testContext(t), to) {
		wantError(t, err, PhaseCommand, CodeClusterMoved)
		var where *Redirection
		if !errors.As(err, &where) || where.Addr != second.Addr {
			t.Errorf("moved to %+v", where)
		}
	}
	var kinds []string
	for m, err := range dialed(t, Options{Addr: second.Addr}).Subscribe(testContext(t), to) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, m.Kind)
		if m.Channel != "foo" {
			t.Errorf("got %+v", m)
		}
		if m.Kind == "sunsubscribe" {
			break
		}
		for _, step := range []struct {
			v       *lab.Valkey
			command string
		}{{second, "DEL {foo}there"}, {first, move}, {second, move}} {
			if _, err := step.v.Ask(step.command); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := strings.Join(kinds, " "); got != "ssubscribe sunsubscribe" {
		t.Errorf("got %s", got)
	}
}
