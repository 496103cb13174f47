package gate

import (
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

const day24 = 24 * time.Hour

// below gives the certificates below the root.
func (h *holding) below() []report.Certificate {
	return slices.DeleteFunc(slices.Clone(h.target.Certificates), func(c report.Certificate) bool { return c.Verdict == verdictSkipped })
}

// verdictSkipped is the verdict on a root.
const verdictSkipped = "skipped"

func (h *holding) daysLeft(bound float64) {
	for _, c := range h.below() {
		if c.NotAfter == nil {
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
	for _, c := range h.below() {
		switch {
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
