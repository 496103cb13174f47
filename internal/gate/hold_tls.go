package gate

import (
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
)

const day24 = 24 * time.Hour

// verdictSkipped is the verdict on what was not asked about: a root, and with
// leaf-only what stands above the leaf.
const verdictSkipped = "skipped"

// daysLeft holds all but the root above others: a client trusts that by its own
// copy. A server's own certificate may be one, too, and it ends all the same.
func (h *holding) daysLeft(bound float64) {
	for i, c := range h.target.Certificates {
		if c.NotAfter == nil || i > 0 && c.Code == ocspcheck.CodeRevocationRootSkipped {
			continue
		}
		if left := c.NotAfter.Sub(h.at).Hours() / day24.Hours(); left < bound {
			h.add(CodeDaysLeft, c.Subject, "%s, at least %v", probe.Apart(left, bound, 1), bound)
		}
	}
}

// sources holds the sources of verdicts; that there is no verdict is a finding
// of its own.
func (h *holding) sources(allowed []string) {
	for _, c := range h.target.Certificates {
		switch {
		case c.Verdict == verdictSkipped:
		case c.Mechanism == "":
			h.add(CodeNotExamined, c.Subject, "sources: the verdict is %s", c.Verdict)
		case !slices.Contains(allowed, c.Mechanism):
			h.add(CodeSource, c.Subject, "%s, allowed %q", c.Mechanism, allowed)
		}
	}
}

// tlsVersion compares names: "TLS 1.2" stands before "TLS 1.3".
func (h *holding) tlsVersion(bound string) {
	switch t := h.target.TLS; {
	case t == nil:
		h.add(CodeTLSVersion, "", "plain text, at least TLS %s", bound)
	case t.Version < "TLS "+bound:
		h.add(CodeTLSVersion, "", "%s, at least TLS %s", t.Version, bound)
	}
}
