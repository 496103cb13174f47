package gate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRefused is what a user is told, with its place.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"unknown key", "defalts: {}", `1:1: unknown key "defalts": did you mean "defaults"? known: include, defaults, modules, targets, traces, waivers`},
		{"unknown key below", "defaults:\n  thresholds:\n    rule: master", `3:5: unknown key "rule": did you mean "role"?`},
		{"no mapping", "- a", "1:1: the file is a mapping of keys to values, not a list"},
		{"no list", "targets: {}", "1:10: targets is a list, not a mapping"},
		{"an empty target", "targets: [a, '']", "1:14: target is empty"},
		{"no target", "targets: [{name: a}]", `1:11: a target needs "target"`},
		{"null target", "targets: [{target: }]", `1:11: a target needs "target"`},
		{"no text", "targets: [{target: [a]}]", "1:20: target is a single value, not a list"},
		{"port", "targets: ['host:x']", "1:11: target: the port is no number from 1 to 65535"},
		{"scheme", "targets: ['http://host']", "1:11: target: unknown scheme: use valkey, valkeys, redis, rediss or unix"},
		{"option of a URL", "targets: ['valkey://host?cacert=x']", `1:11: target: unknown option "cacert"`},
		{"a flag", "defaults: {cacert: a}", `1:12: unknown key "cacert": it is called "ssl_ca_certs", stands below "connection"`},
		{"an option", "targets: [{target: a, password: b}]", `1:23: unknown key "password": it stands below "connection"`},
		{"a setting of all", "targets: [a]\nthresholds: {role: master}", `2:1: unknown key "thresholds": it stands below "defaults"`},
		{"slipped out of its section", "targets:\n  - target: a\n    thresholds:\n    role: master", `4:5: unknown key "role": it stands below "thresholds", and is indented further than it`},
		{"no modules", "targets: [{target: a, module: b}]", `1:31: unknown module "b": there is none`},
		{"twice", "targets: [a, 'a:6379', a]", "1:24: the target in vkcheck.yaml:1:11 has the same name: give each a name of its own"},
		{"twice by name", "targets: [{target: a, name: n}, {target: b, name: n}]", "1:33: the target in vkcheck.yaml:1:11 has the same name"},
		{"module", "modules: {main: {}}\ntargets: [{target: a, module: mian}]", `2:31: unknown module "mian": did you mean "main"?`},
		{"name of a module", "modules: {a b: {}}", "1:11: the name of a module is a name of letters, digits and _.-"},
		{"check", "defaults: {check: tls}", "1:19: check is probe or ocsp"},
		{"time", "defaults: {timeout: soon}", "1:21: timeout is a time above 0, such as 1.5 (seconds) or 1500ms"},
		{"time 0", "defaults: {timeout: 0}", "1:21: timeout is a time above 0, such as 1.5 (seconds) or 1500ms"},
		{"boolean", "defaults: {strict: yes}", "1:20: strict is true or false"},
		{"number", "defaults: {thresholds: {days-left: .nan}}", "1:36: days-left is a number from 0 to 36500"},
		{"fraction", "defaults: {thresholds: {memory-fraction: 90}}", "1:42: memory-fraction is a number from 0 to 1"},
		{"whole", "defaults: {thresholds: {replicas: 1.5}}", "1:35: replicas is a whole number from 0 to 65536"},
		{"role", "defaults: {thresholds: {role: slave}}", "1:31: role is master, primary or replica"},
		{"source", "defaults: {thresholds: {sources: [ocsp, aia]}}", "1:41: sources is staple, ocsp, crl or store"},
		{"source misspelt", "defaults: {thresholds: {sources: [oscp]}}", `1:35: sources is staple, ocsp, crl or store; did you mean "ocsp"?`},
		{"phase", "defaults: {thresholds: {p99: {tsl: 1s}}}", `1:31: unknown key "tsl"`},
		{"session threshold without one", "targets: [{target: a, check: ocsp, thresholds: {role: master}}]", "1:11: the threshold role needs check: probe; null takes it back here"},
		{"connections without a session", "targets: [{target: a, check: ocsp, concurrency: 5}]", "1:11: concurrency needs check: probe; null takes it back here"},
		{"tracking without a session", "targets: [{target: a, check: ocsp, tracking: true}]", "1:11: tracking needs check: probe; null takes it back here"},
		{"nodes without a session", "targets: [{target: a, check: ocsp, all-nodes: true}]", "1:11: all-nodes needs check: probe; null takes it back here"},
		{"the role of all nodes", "targets: [{target: a, all-nodes: true, thresholds: {role: master}}]", "1:11: the threshold role is for one server, and all-nodes finds primaries and replicas; null takes it back here"},
		{"option", "defaults: {connection: {usernam: a}}", `1:25: unknown option "usernam": did you mean "username"?`},
		{"flag", "defaults: {connection: {cacert: a}}", `1:25: unknown option "cacert": here it is called "ssl_ca_certs"`},
		{"option for programs", "defaults: {connection: {cache_enabled: true}}", `1:25: unknown option "cache_enabled"`},
		{"value of an option", "defaults: {connection: {protocol: 4}}", "1:35: protocol is 2 or 3"},
		{"tls", "defaults: {connection: {tls: on}}", "1:30: tls is true or false"},
		{"secret from nowhere", "defaults: {connection: {password: {}}}", "1:35: password is a value, {env: VARIABLE} or {file: PATH}"},
		{"secret from two", "defaults: {connection: {password: {env: A, file: b}}}", "1:35: password is a value, {env: VARIABLE} or {file: PATH}"},
		{"secret from elsewhere", "defaults: {connection: {password: {evn: A}}}", `1:36: unknown key "evn": known: env, file`},
		{"code of a severity", "defaults: {severity: {expird: info}}", `1:23: unknown code "expird": did you mean "expired"?`},
		{"severity", "defaults: {severity: {expired: warn}}", "1:32: expired is info, warning, error or critical"},
		{"strict and soft", "targets: [{target: a, strict: true, revocation: {soft-fail: true}}]", "1:11: strict and soft-fail exclude each other"},
		{"trace without a size", "traces: [{trace: a, policy: lru, min-hit-ratio: 1}]", `1:10: a trace needs "size"`},
		{"policy", "traces: [{trace: a, policy: lur, size: 1, min-hit-ratio: 1}]", "1:29: policy is fifo, lru"},
		{"size", "traces: [{trace: a, policy: lru, size: 0, min-hit-ratio: 1}]", "1:40: size is a number of entries (10000, 10k)"},
		{"sizes of two kinds", "traces: [{trace: a, policy: lru, size: [1, 64mb], min-hit-ratio: 1}]", "1:10: trace: sizes in bytes and in entries"},
		{"bytes of a policy without", "traces: [{trace: a, policy: arc, size: 64mb, min-hit-ratio: 1}]", "1:10: trace: policy arc has no bound in bytes"},
		{"connections of the server", "traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: 1, client: server, connections: 2}]", "1:10: trace: connections 2: the server has one memory"},
		{"ratio", "traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: 0}]", "1:58: min-hit-ratio is a number above 0 and up to 1"},
		{"standard input", "traces: [{trace: '-', policy: lru, size: 1, min-hit-ratio: 1}]", "1:18: trace is a file: there is no standard input"},
		{"command", "traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: 1, allow: [GIT]}]", `1:10: trace: unknown command "GIT"`},
		{"columns", "traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: 1, format: keys, csv-columns: 'key=1'}]", "1:10: trace: "},
		{"waiver without an end", "waivers: [{code: expired, reason: x}]", `1:11: a waiver needs "until"`},
		{"waiver without a reason", "waivers: [{code: expired, reason: ' ', until: 2030-01-01}]", "1:35: reason is empty"},
		{"no day", "waivers: [{code: expired, reason: x, until: 2030-02-30}]", "1:45: until is a date, YYYY-MM-DD"},
		{"code", "waivers: [{code: expird, reason: x, until: 2030-01-01}]", `1:18: code is an unknown code "expird": did you mean "expired"?`},
		{"a password in a waiver", "waivers: [{code: expired, target: 'valkeys://u:s3cret@cache-*', reason: x, until: 2030-01-01}]", "1:35: target is an address as reports have it: without a password"},
		{"wrong usage is not waived", "waivers: [{code: bad-url, reason: x, until: 2030-01-01}]", `1:18: code is an unknown code "bad-url"`},
		{"waivers are not waived", "waivers: [{code: gate-waiver-expired, reason: x, until: 2030-01-01}]", `1:18: code is an unknown code "gate-waiver-expired"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := problems(tt.text)
			if len(got) != 1 || !strings.HasPrefix(got[0], "vkcheck.yaml:"+tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestRefusedAtOnce: a user is told everything in one go, in the order of the
// file, but for what no terminal holds.
func TestRefusedAtOnce(t *testing.T) {
	t.Parallel()
	got := problems("targets: [{target: a, nam: x}]\nwaivers: [{code: x, reason: y, until: z}]\ndefaults: {chek: ocsp}")
	want := []string{"1:23", "2:18", "2:39", "3:12"}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], "vkcheck.yaml:"+want[i]+": ") {
			t.Errorf("%q, want it at %s", got[i], want[i])
		}
	}
	many := problems("targets: [" + strings.Repeat("{}, ", 100) + "]")
	if len(many) != shownProblems+1 || many[shownProblems] != "and 80 problems more" {
		t.Errorf("%d lines, at last %q", len(many), many[len(many)-1])
	}
}

// TestLayers: the target's word stands above its module's, and that above the
// defaults; null takes one back.
func TestLayers(t *testing.T) {
	t.Parallel()
	c := loaded(t, `
defaults:
  timeout: 2
  connection: {username: probe, ssl_ca_certs: ca.pem}
  severity: {expired: critical}
  thresholds: {days-left: 21, role: master, p99: {total: 1s, tls: 50ms}, sources: ocsp}
modules:
  replica:
    connection: {username: null, db: 3}
    thresholds: {role: replica, p99: {tls: null, connect: 20ms}}
targets:
  - plain.example
  - target: replica.example
    module: replica
    timeout: 90s
    severity: {expired: null, not-yet-valid: info}
    thresholds: {days-left: null, sources: null, replication-lag: 0}
`)
	got := map[string][]string{}
	for _, target := range c.Targets {
		var options []string
		for _, s := range settings() {
			if o, ok := target.Connection[s.Name]; ok {
				options = append(options, s.Name+"="+o.text)
			}
		}
		got[target.Address] = []string{target.Timeout.String(), target.Thresholds.String(), strings.Join(options, " ")}
	}
	want := map[string][]string{
		"plain.example":   {"2s", "days-left 21, sources ocsp, p99 tls 50ms,total 1s, role master", "username=probe ssl_ca_certs=ca.pem"},
		"replica.example": {"1m30s", "p99 connect 20ms,total 1s, role replica, replication-lag 0s", "db=3 ssl_ca_certs=ca.pem"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if s := c.Targets[1].Severity; len(s) != 1 || s["not-yet-valid"] != "info" {
		t.Errorf("severity %v", s)
	}
	if s := c.Targets[0].Severity; len(s) != 1 || s["expired"] != "critical" {
		t.Errorf("severity of the other %v", s)
	}
}

// TestNullIsTheDefault: a value that is taken back is as if nobody had said it.
func TestNullIsTheDefault(t *testing.T) {
	t.Parallel()
	c := loaded(t, `
defaults: {check: ocsp, timeout: 3s, count: 5}
targets:
  - {target: a.example, check: null, timeout: null, count: null}
traces:
  - {trace: a, policy: lru, size: 1, min-hit-ratio: 1, client: null, connections: null}
  - {trace: a, policy: [valkey-allkeys-lru, valkey-allkeys-lfu], size: 1, min-hit-ratio: 1}
  - {trace: a, policy: [valkey-allkeys-lru, lru], size: 1, min-hit-ratio: 1}
  - {trace: a, policy: valkey-allkeys-lru, size: 1, min-hit-ratio: 1, client: glide}
`)
	if got := c.Targets[0].Settings; got.Check != "probe" || got.Timeout != DefaultTimeout || got.Count != 1 {
		t.Errorf("check %q, timeout %v, count %d", got.Check, got.Timeout, got.Count)
	}
	if got := c.Traces[0].Connections; got != 1 {
		t.Errorf("connections %d", got)
	}
	for i, want := range []string{"valkey-py", "server", "valkey-py", "glide"} { // as vkcheck cache-sim has it
		o, err := c.Traces[i].options()
		if err != nil || o.Profile.Name != want {
			t.Errorf("trace %d: client %q, %v; want %s", i, o.Profile.Name, err, want)
		}
	}
}
