package probe

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/vkcheck/vkcheck/report"
)

func TestParseInfo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       info
	}{
		{"as servers write it", "# Server\r\nredis_version:7.2.4\r\n\r\n# Clients\r\nmaxclients:10000\r\n", info{"redis_version": "7.2.4", "maxclients": "10000"}},
		{"a colon in the value", "listener0:name=unix,bind=/a:b\r\n", info{"listener0": "name=unix,bind=/a:b"}},
		{"nothing", "", info{}},
		{"no lines of INFO", "<html>\nnot at all\n:1\n", info{}},
		{"bare newlines", "a:1\nb:2", info{"a": "1", "b": "2"}},
	} {
		if diff := cmp.Diff(tt.want, parseInfo(tt.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if n := len(parseInfo(strings.Repeat("x", infoBytes) + "\na:1\n")); n != 0 {
		t.Errorf("%d fields were read behind the bound", n)
	}
}

func TestListedFields(t *testing.T) {
	t.Parallel()
	in := parseInfo("slave10:ip=c\r\nslave2:ip=b,lag=1\r\nslave_read_repl_offset:7\r\nslave0:ip=a\r\n")
	want := []info{{"ip": "a"}, {"ip": "b", "lag": "1"}, {"ip": "c"}}
	if diff := cmp.Diff(want, in.listed("slave")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// FuzzInfo: whatever a server says, what it is taken for stays within its
// bounds, and within the schema of reports.
func FuzzInfo(f *testing.F) {
	schema, err := jsonschema.NewCompiler().Compile("../docs/report.schema.json#/$defs/server")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(primaryInfo)
	f.Add(replicaInfo)
	f.Add("db0:keys=9223372036854775807\r\ndb1:keys=9223372036854775807\r\nkeyspace_hits:9223372036854775807\r\nkeyspace_misses:9223372036854775807")
	f.Add("role:master\r\nslave0:state=online,offset=9,lag=-1\r\nmaster_repl_offset:1\r\nused_memory:1\r\nmaxmemory:-5\r\nevicted_keys:-1\r\nconnected_clients:7\r\nconnected_slaves:-1\r\nmaxclients:-1\r\nblocked_clients:99999999999999999999")
	f.Add("role:slave\r\nmaster_link_status:sideways\r\nloading:0\r\nrdb_last_bgsave_status:maybe\r\naof_enabled:1\r\naof_last_write_status:\x1b[2J")
	f.Fuzz(func(t *testing.T, text string) {
		in := parseInfo(text)
		if len(in) > infoFields {
			t.Fatalf("%d fields", len(in))
		}
		s := &report.Server{Protocol: 3, Replication: in.replication(), Persistence: in.persistence(), Memory: in.memory(), Clients: in.clients(), Keyspace: in.keyspace()}
		view := must(jsonschema.UnmarshalJSON(bytes.NewReader(must(json.Marshal(s))(t))))(t)
		if err := schema.Validate(view); err != nil {
			t.Error(err)
		}
		if k := s.Keyspace; k != nil && (k.Keys < 0 || k.HitRatio != nil && (*k.HitRatio < 0 || *k.HitRatio > 1)) {
			t.Errorf("keyspace %+v", k)
		}
		if m := s.Memory; m != nil && m.Fraction != nil && *m.Fraction < 0 {
			t.Errorf("memory %+v", m)
		}
		if r := s.Replication; r != nil && (r.LagBytes != nil && *r.LagBytes < 0 || r.LagSeconds != nil && *r.LagSeconds < 0) {
			t.Errorf("replication %+v", r)
		}
		for _, f := range health(s, in, answers{}) {
			if _, ok := Lookup(f.code); !ok {
				t.Errorf("a fault without a row: %s", f.code)
			}
		}
	})
}

// Parts of what valkey 8.0 said, of a primary that lags and a replica that has
// lost it.
const (
	primaryInfo = "role:master\r\nconnected_slaves:2\r\n" +
		"slave0:ip=127.0.0.1,port=7001,state=online,offset=500,lag=0,type=replica\r\n" +
		"slave1:ip=127.0.0.1,port=7002,state=online,offset=100,lag=12,type=replica\r\n" +
		"slave2:ip=127.0.0.1,port=7003,state=wait_bgsave,offset=0,lag=0,type=replica\r\n" +
		"master_repl_offset:600\r\nrepl_backlog_size:10485760\r\n"
	replicaInfo = "role:slave\r\nmaster_host:127.0.0.1\r\nmaster_link_status:down\r\nmaster_last_io_seconds_ago:-1\r\n" +
		"master_sync_in_progress:0\r\nmaster_link_down_since_seconds:42\r\nconnected_slaves:0\r\n"
)
