package conn

import (
	"fmt"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// known is a connection to asked.example that answers with these words.
func known(replies string, tls bool) *Conn {
	c := &Conn{link: hungUpLink(replies)}
	c.link.reader = resp.NewReader(iotest.OneByteReader(c.link.stream), resp.Limits{}) // no reply before it is asked for
	c.link.o.Addr = "asked.example:6379"
	if tls {
		c.link.o.TLS = &TLSOptions{}
	}
	c.link.replies = 1
	return c
}

// array is a reply of RESP2 by its parts: text, a number, nil, or an array.
func array(parts ...any) resp.Value {
	var out strings.Builder
	writeArray(&out, parts)
	v, err := resp.NewReader(strings.NewReader(out.String()), resp.Limits{}).Read()
	if err != nil {
		panic(err)
	}
	return v
}

func writeArray(out *strings.Builder, parts []any) {
	fmt.Fprintf(out, "*%d\r\n", len(parts))
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			fmt.Fprintf(out, "$%d\r\n%s\r\n", len(part), part)
		case int:
			fmt.Fprintf(out, ":%d\r\n", part)
		case nil:
			out.WriteString("$-1\r\n")
		case []any:
			writeArray(out, part)
		}
	}
}

type list = []any

func wire(v resp.Value) string { return string(v.Append(nil)) }

// asMaps is a reply as RESP3 has it: the named arrays as maps.
func asMaps(s string) string {
	return strings.NewReplacer("*4\r\n$5\r\nslots", "%2\r\n$5\r\nslots", "*16\r\n$2\r\nid", "%8\r\n$2\r\nid").Replace(s)
}

func TestShards(t *testing.T) {
	t.Parallel()
	member := func(id, endpoint any, hostname, role, health string, plain, tls int) list {
		return list{"id", id, "port", plain, "tls-port", tls, "ip", "10.0.0.1", "endpoint", endpoint, "hostname", hostname, "role", role, "health", health}
	}
	reply := array(
		list{"slots", list{100, 199, 300, 399}, "nodes", list{
			member("r1", "?", "", "replica", "loading", 7001, 8001),
			member("p1", "10.0.0.1", "", "master", "online", 7000, 8000),
		}},
		list{"slots", list{0, 99}, "nodes", list{
			member("p2", nil, "cache-2.example", "master", "online", 7002, 8002),
			member("r2", "cache-3.example", "cache-3.example", "replica", "fail", 7003, 8003),
		}},
		list{"slots", list{}, "nodes", list{member("p3", "2001:db8::1", "\x1b[31m", "master", "online", 7004, 8004)}},
	)
	want := func(base string) []Node {
		low, high := [][2]int{{0, 99}}, [][2]int{{100, 199}, {300, 399}}
		return []Node{
			{ID: "p2", Addr: "asked.example:" + base + "2", Hostname: "cache-2.example", Role: RolePrimary, Health: "online", Shard: "p2", Slots: low},
			{ID: "r2", Addr: "cache-3.example:" + base + "3", Hostname: "cache-3.example", Role: RoleReplica, Health: "fail", Shard: "p2", Slots: low},
			{ID: "p1", Addr: "10.0.0.1:" + base + "0", Role: RolePrimary, Health: "online", Shard: "p1", Slots: high},
			{ID: "r1", Role: RoleReplica, Health: "loading", Shard: "p1", Slots: high},
			{ID: "p3", Addr: "[2001:db8::1]:" + base + "4", Role: RolePrimary, Health: "online", Shard: "p3"},
		}
	}
	for name, words := range map[string]string{"RESP2": wire(reply), "RESP3": asMaps(wire(reply))} {
		for base, tls := range map[string]bool{"700": false, "800": true} {
			got, err := known(words, tls).Nodes(testContext(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want(base), got); diff != "" {
				t.Errorf("%s, TLS %t: -want +got\n%s", name, tls, diff)
			}
		}
	}
	if !strings.Contains(asMaps(wire(reply)), "%8\r\n") {
		t.Error("no reply of RESP3 was tried")
	}
}

// The port that a connection wants may be closed: then the other it is.
func TestShardsOfOnePort(t *testing.T) {
	t.Parallel()
	reply := wire(array(list{"slots", list{0, 1}, "nodes", list{list{"id", "p", "tls-port", 8000, "endpoint", "10.0.0.1", "role", "master", "health", "online"}}}))
	for _, tls := range []bool{false, true} {
		got, err := known(reply, tls).Nodes(testContext(t))
		if err != nil || len(got) != 1 || got[0].Addr != "10.0.0.1:8000" {
			t.Errorf("TLS %t: %+v %v", tls, got, err)
		}
	}
}

const oldCluster = "-ERR Unknown subcommand or wrong number of arguments for 'SHARDS'. Try CLUSTER HELP.\r\n"

func TestSlotsBeforeVersion7(t *testing.T) {
	t.Parallel()
	got, err := known(oldCluster+wire(array(
		list{0, 99, list{"10.0.0.1", 7000, "p1", list{"hostname", "cache-1.example"}}, list{"", 7001, "r1"}},
		list{100, 199, list{"10.0.0.2", 7002}},
		list{200, 299, list{"10.0.0.1", 7000, "p1", list{"hostname", "cache-1.example"}}, list{"", 7001, "r1"}},
	)), false).Nodes(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	both := [][2]int{{0, 99}, {200, 299}}
	want := []Node{
		{ID: "p1", Addr: "10.0.0.1:7000", Hostname: "cache-1.example", Role: RolePrimary, Shard: "p1", Slots: both},
		{ID: "r1", Addr: "asked.example:7001", Role: RoleReplica, Shard: "p1", Slots: both},
		{Addr: "10.0.0.2:7002", Role: RolePrimary, Slots: [][2]int{{100, 199}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

const (
	standalone = "-ERR This instance has cluster support disabled\r\n"
	noCluster  = "-ERR unknown command 'CLUSTER', with args beginning with: 'SHARDS' \r\n"
	denied     = "-NOPERM User app has no permissions to run the 'role' command\r\n"
)

func TestNodesOfHostileServers(t *testing.T) {
	t.Parallel()
	many := make(list, nodesMax+1)
	shards, rows, replicas, watched := make(list, nodesMax+1), make(list, nodesMax+1), make(list, nodesMax+1), make(list, nodesMax+1)
	for i := range many {
		many[i] = list{"id", "x"}
		shards[i] = list{"slots", list{}, "nodes", list{list{}}}
		rows[i] = list{0, 1, list{"h", i + 1}}
		replicas[i] = list{"h", "1", "0"}
		watched[i] = list{"name", "m"}
	}
	sentinel := noCluster + wire(array("sentinel", list{})) + "$1\r\nx\r\n"
	for name, tt := range map[string]struct{ words, want string }{
		"a text for shards":        {"+OK\r\n", CodeProtocolError},
		"no slots":                 {wire(array(list{"slots", list{1}, "nodes", list{}})), CodeProtocolError},
		"a slot too high":          {wire(array(list{"slots", list{0, 16384}, "nodes", list{}})), CodeProtocolError},
		"a slot below 0":           {wire(array(list{"slots", list{-1, 2}, "nodes", list{}})), CodeProtocolError},
		"a range backwards":        {wire(array(list{"slots", list{2, 1}, "nodes", list{}})), CodeProtocolError},
		"no nodes":                 {wire(array(list{"slots", list{0, 1}})), CodeProtocolError},
		"many nodes in a shard":    {wire(array(list{"slots", list{0, 1}, "nodes", many})), CodeReplyTooLarge},
		"many shards":              {wire(array(shards...)), CodeReplyTooLarge},
		"many rows of slots":       {oldCluster + wire(array(rows...)), CodeReplyTooLarge},
		"a short row":              {oldCluster + wire(array(list{0, 1})), CodeProtocolError},
		"a short node":             {oldCluster + wire(array(list{0, 1, list{"h"}})), CodeProtocolError},
		"no role":                  {standalone + "*0\r\n", CodeProtocolError},
		"another role":             {standalone + wire(array("king", 0, list{})), CodeProtocolError},
		"half a role":              {standalone + wire(array("slave", "h")), CodeProtocolError},
		"half a replica":           {standalone + wire(array("master", 0, list{list{"h"}})), CodeProtocolError},
		"many replicas":            {standalone + wire(array("master", 0, replicas)), CodeReplyTooLarge},
		"a text for masters":       {sentinel + "+OK\r\n", CodeProtocolError},
		"many sentinels":           {sentinel + wire(array(list{"name", "m"})) + "*0\r\n" + wire(array(watched...)), CodeReplyTooLarge},
		"no right to ask":          {denied + denied, CodeACLDeniedCommand},
		"a million nodes":          {wire(array(list{"slots", list{0, 1}, "nodes", list{}}))[:4] + "*1000000\r\n", CodeTruncatedReply},
		"a reply beyond the limit": {"*999999999999\r\n", CodeReplyTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nodes, err := known(tt.words, false).Nodes(testContext(t))
			if wantError(t, err, PhaseCommand, tt.want); nodes != nil {
				t.Errorf("%d nodes with an error", len(nodes))
			}
		})
	}
}

func TestNodesWithoutRights(t *testing.T) {
	t.Parallel()
	for refusal, code := range map[string]string{
		denied: CodeACLDeniedCommand,
		"-NOPERM User app has no permissions to run the 'cluster|shards' command\r\n": CodeACLDeniedCommand,
		"-ERR words of a proxy's own\r\n":                                             CodeServerError,
	} {
		c := known(refusal+wire(array("master", 0, list{})), false)
		if got, err := c.Nodes(testContext(t)); err != nil || len(got) != 1 || got[0].Addr != "asked.example:6379" {
			t.Errorf("%q of a standalone server: %+v %v", refusal, got, err)
		}
		c = known(refusal, false)
		c.server.Mode = "cluster"
		_, err := c.Nodes(testContext(t))
		wantError(t, err, PhaseCommand, code)
	}
}
