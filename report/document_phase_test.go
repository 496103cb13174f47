package report

import "testing"

// TestMark: one step is the one that failed, whatever was passed over before.
func TestMark(t *testing.T) {
	t.Parallel()
	ok := func(phase string) Phase { return Phase{Phase: phase, OK: true} }
	bad := func(phase string) Phase { return Phase{Phase: phase} }
	for name, tt := range map[string]struct {
		phases   []Phase
		findings []Finding
		want     []string
	}{
		"all is well":                 {[]Phase{ok("connect"), ok("hello")}, nil, []string{"ok", "ok"}},
		"an address of two":           {[]Phase{bad("connect"), ok("connect"), ok("hello")}, nil, []string{"passed over", "ok", "ok"}},
		"two addresses of two":        {[]Phase{bad("connect"), bad("connect")}, nil, []string{"FAILED", "FAILED"}},
		"an old server, no password":  {[]Phase{bad("hello"), bad("setinfo"), bad("ready")}, nil, []string{"passed over", "passed over", "FAILED"}},
		"again without, and in vain":  {[]Phase{ok("connect"), bad("hello"), ok("connect"), bad("auth")}, nil, []string{"ok", "passed over", "ok", "FAILED"}},
		"again without, and in haste": {[]Phase{bad("hello"), ok("connect"), ok("ready")}, nil, []string{"passed over", "ok", "ok"}},
		"who may not PING is served":  {[]Phase{ok("hello"), bad("ready")}, []Finding{{Subject: "ready", Outcome: "ok"}}, []string{"ok", "passed over"}},
		"a server that cannot save":   {[]Phase{ok("hello"), bad("ready")}, []Finding{{Subject: "ready", Outcome: "failed"}}, []string{"ok", "FAILED"}},
	} {
		for i, want := range tt.want {
			if got := (&Target{Phases: tt.phases, Findings: tt.findings}).mark(i).Text; got != want {
				t.Errorf("%s: step %d is %s, want %s", name, i, got, want)
			}
		}
	}
}
