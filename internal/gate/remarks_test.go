package gate

import (
	"strings"
	"testing"
)

// TestDescribeInOneLine: a reason of several lines, or what commands a terminal
// or GitHub, takes no line of its own.
func TestDescribeInOneLine(t *testing.T) {
	t.Parallel()
	c := loaded(t, "targets: [{target: a, name: \"\\e[2J\"}]\nwaivers:\n  - code: expired\n    until: 2099-01-01\n    reason: |\n      it is ordered\n      ::error::no\n")
	var b strings.Builder
	if err := c.Describe(&b); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Count(got, "\n") != 4 || strings.Contains(got, "\x1b") || !strings.HasSuffix(got, `  it is ordered\n::error::no\n`+"\n") {
		t.Errorf("got\n%s", got)
	}
}

// TestRemarks: what --check-config warns of, though the file may be meant so.
func TestRemarks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"milliseconds meant", "targets: [{target: a, thresholds: {p99: {total: 500}}}]", "1:49: p99: nothing exceeds total: 8m20s, as the timeout of 10s comes first; a number without a unit is seconds"},
		{"below the timeout", "targets: [{target: a, timeout: 1m, thresholds: {p99: {total: 50s}}}]", ""},
		{"a default, told once", "defaults: {thresholds: {p99: {tls: 10}}}\ntargets: [a, b]", "1:36: p99: nothing exceeds tls: 10s, as the timeout of 10s comes first; a number without a unit is seconds"},
		{"a default, and each target has more time", "defaults: {thresholds: {p99: {tls: 12}}}\ntargets: [{target: a, timeout: 1m}, {target: b, timeout: 20s}]", ""},
		{"a default, and one target has more time", "defaults: {thresholds: {p99: {tls: 12}}}\ntargets: [{target: a, timeout: 1m}, b]", "1:36: p99: nothing exceeds tls: 12s"},
		{"a module, and who uses it has more time", "modules: {m: {thresholds: {p99: {tls: 12}}}}\ntargets: [{target: a, module: m, timeout: 1m}]", ""},
		{"a default that others are examined by", "defaults: {thresholds: {p99: {tls: 12}}}\ntargets: [{target: a, timeout: 1m}]\nallow: [b]", "1:36: p99: nothing exceeds tls: 12s"},
		{"waiver of a target that is not there", "targets: [{target: a, name: cache-1}]\nwaivers: [{code: expired, target: cache-2, reason: r, until: 2099-01-01}]", `2:11: the waiver of expired is for nobody: no target and no trace is called "cache-2"; did you mean "cache-1"?`},
		{"waiver by a pattern", "targets: [{target: a, name: cache-1}]\nwaivers: [{code: expired, target: 'cache-*', reason: r, until: 2099-01-01}]", ""},
		{"waiver by the address", "targets: [{target: 'valkeys://a:1', name: cache-1}]\nwaivers: [{code: expired, target: 'valkeys://a:1', reason: r, until: 2099-01-01}]", ""},
		{"waiver of a trace", "traces: [{trace: remarks_test.go, policy: lru, size: 1, min-hit-ratio: 1}]\nwaivers: [{code: hit-ratio-low, target: '*_test.go', reason: r, until: 2099-01-01}]", ""},
		{"traces of one name", "traces: [{trace: remarks_test.go, policy: lru, size: 1, min-hit-ratio: 1}, {trace: remarks_test.go, policy: lru, size: 2, min-hit-ratio: 1}]", "1:76: the trace in vkcheck.yaml:1:10 has the same name"},
		{"traces of two names", "traces: [{trace: remarks_test.go, policy: lru, size: 1, min-hit-ratio: 1}, {trace: remarks_test.go, name: b, policy: lru, size: 2, min-hit-ratio: 1}]", ""},
		{"waiver of a node that is not known yet", "targets: [{target: a, all-nodes: true}]\nwaivers: [{code: expired, target: b, reason: r, until: 2099-01-01}]", ""},
		{"waiver of what others ask about", "targets: [a]\nallow: [b]\nwaivers: [{code: expired, target: b, reason: r, until: 2099-01-01}]", ""},
		{"waiver in a file to be included", "allow: []\nwaivers: [{code: expired, target: b, reason: r, until: 2099-01-01}]", "there is neither a target nor a trace"},
		{"a password in the address", "targets: ['valkeys://u:s3cret@a']", "1:11: the password of the target stands in the file itself: connection: {password: {env: VARIABLE}} or {file: PATH} keep it out"},
		{"expired", "targets: [a]\nwaivers: [{code: expired, reason: r, until: 2026-11-22}]", "2:11: the waiver of expired has expired"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(loaded(t, tt.text).Remarks(noon), "\n")
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) || strings.Contains(got, "\n") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
