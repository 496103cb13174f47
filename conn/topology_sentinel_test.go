package conn

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Two master sets, watched by the same Sentinels; a version before 6.2, that
// does not know its own id, and one after.
func TestSentinelNodes(t *testing.T) {
	t.Parallel()
	described := func(name, ip, port, id, flags string) list {
		return list{"name", name, "ip", ip, "port", port, "runid", id, "flags", flags}
	}
	other := described("s2", "10.0.0.9", "26379", "s2", "sentinel")
	replies := noCluster + wire(array("sentinel", list{"main", "second"})) + "MYID" +
		wire(array(described("main", "10.0.0.1", "6379", "m1", "master"), described("second", "2001:db8::1", "6379", "m2", "s_down,master,o_down"))) +
		wire(array(described("10.0.0.2:6379", "10.0.0.2", "6379", "r1", "s_down,slave,disconnected"), described(":0", "", "0", "", "slave"))) +
		wire(array(other)) +
		"*0\r\n" +
		wire(array(other, described("s3", "cache-3.example", "26379", "s3", "sentinel,s_down")))
	want := []Node{
		{ID: "s1", Addr: "asked.example:6379", Role: RoleSentinel},
		{ID: "m1", Addr: "10.0.0.1:6379", Role: RolePrimary, Shard: "main"},
		{ID: "r1", Addr: "10.0.0.2:6379", Role: RoleReplica, Health: "s_down,disconnected", Shard: "main"},
		{Role: RoleReplica, Shard: "main"},
		{ID: "s2", Addr: "10.0.0.9:26379", Role: RoleSentinel},
		{ID: "m2", Addr: "[2001:db8::1]:6379", Role: RolePrimary, Health: "s_down,o_down", Shard: "second"},
		{ID: "s3", Addr: "cache-3.example:26379", Role: RoleSentinel, Health: "s_down"},
	}
	for id, myid := range map[string]string{
		"s1": "$2\r\ns1\r\n",
		"":   "-ERR Unknown subcommand or wrong number of arguments for 'MYID'. Try SENTINEL HELP.\r\n",
	} {
		for name, words := range map[string]string{"RESP2": replies, "RESP3": strings.ReplaceAll(replies, "*10\r\n", "%5\r\n")} {
			want[0].ID = id
			got, err := known(strings.Replace(words, "MYID", myid, 1), false).Nodes(testContext(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, id %q: -want +got\n%s", name, id, diff)
			}
		}
	}
}
