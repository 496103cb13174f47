package gate

import (
	"errors"
	"io"
	"testing"
)

// FuzzLoad: whatever the file holds, it is read or refused at a place, and
// what was read can be listed and prepared.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		string(Example), "", "a: &a [*a]", "? {a: b}\n: c", "<<: {a: b}", "include: '[a'", "modules: {a: {}}\ntargets: [{target: h, module: a}]",
		"defaults: {thresholds: {p99: {total: 1}, sources: []}, connection: {password: {env: PATH}}, severity: {expired: null}}",
		"traces: [{trace: t, policy: lru, size: 10%, min-hit-ratio: .5}]", "waivers: [{code: expired, reason: r, until: 9999-12-31, target: '*?['}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		read := func(name string) ([]byte, error) {
			if name == "vkcheck.yaml" {
				return text, nil
			}
			return nil, io.ErrUnexpectedEOF
		}
		c, err := load("vkcheck.yaml", read)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.File != "vkcheck.yaml" || at.Line < 1 {
				t.Errorf("%v has no place", err)
			}
			return
		}
		if err := c.Describe(io.Discard); err != nil {
			t.Error(err)
		}
		_ = c.Remarks(noon)
		for _, target := range c.Targets {
			if _, err := target.Prepare(target.Address, "1"); err != nil && !errors.As(err, new(*Error)) {
				t.Errorf("%s: %v", target.Label(), err)
			}
		}
	})
}
