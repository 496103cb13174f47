package report

import (
	"fmt"
	"strings"
)

// sessionSections show what a connection may do, and what it was seen to do.
func sessionSections(s *Session) []Section {
	var f facts
	if s.User != "" {
		f.add("user", Plain, s.User)
	}
	if len(s.Permissions) > 0 {
		f.permissions(s.Permissions)
	}
	if s.Tracking != nil {
		f.tracking(s.Tracking)
	}
	if s.Pool != nil {
		f.pool(s.Pool)
	}
	return f.section("session")
}

// permissions names what is allowed and what is denied.
func (f *facts) permissions(all []Permitted) {
	var allowed, denied []string
	for _, p := range all {
		if p.Allowed {
			allowed = append(allowed, p.Command)
		} else {
			denied = append(denied, p.Command)
		}
	}
	if len(allowed) > 0 {
		f.add("may run", Plain, strings.Join(allowed, ", "))
	}
	if len(denied) > 0 {
		f.add("may not run", Caution, strings.Join(denied, ", "))
	}
}

func (f *facts) tracking(t *Invalidate) {
	switch {
	case !t.Works:
		f.add("client tracking", Bad, strings.TrimSuffix("does not work: "+t.Code, ": "))
	case t.Seconds > 0:
		f.add("client tracking", Fine, "works: an invalidation came "+milliseconds(t.Seconds)+" after the write")
	default:
		f.add("client tracking", Fine, "works")
	}
}

func (f *facts) pool(p *Pool) {
	tone := Plain
	if p.Failed > 0 {
		tone = Bad
	}
	words := []string{plural(int64(p.Concurrency), "connection", "connections"), plural(int64(p.Commands), "command", "commands"), fmt.Sprintf("%d failed", p.Failed)}
	if l := p.Latency; l.Measured() {
		words = append(words, "p50 "+milliseconds(l.P50), "p95 "+milliseconds(l.P95), "p99 "+milliseconds(l.P99))
	}
	f.add("pool", tone, words...)
}
