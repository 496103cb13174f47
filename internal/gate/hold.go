package gate

import (
	"cmp"
	"fmt"
	"time"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// The codes of thresholds.
const (
	CodeDaysLeft         = "gate-days-left"
	CodeSource           = "gate-source"
	CodeTLSVersion       = "gate-tls-version"
	CodeP99              = "gate-p99"
	CodeRole             = "gate-role"
	CodeMemory           = "gate-memory"
	CodeClients          = "gate-clients"
	CodeBlockedClients   = "gate-blocked-clients"
	CodeReplicationLag   = "gate-replication-lag"
	CodeReplicas         = "gate-replicas"
	CodeKeyspaceHitRatio = "gate-keyspace-hit-ratio"
	CodeNotExamined      = "gate-not-examined" // of a threshold that could not be held
)

// holding is a target that thresholds are held against.
type holding struct {
	target   *report.Target
	at       time.Time
	findings []report.Finding
}

// Hold gives what a target falls short of. What was not reached is not held:
// the target's own findings say why.
func (t Thresholds) Hold(target *report.Target, at time.Time) []report.Finding {
	if target.At != nil {
		at = *target.At
	}
	h := holding{target: target, at: at}
	for _, threshold := range thresholds() {
		reached := stood(target) || !threshold.session && target.TLS != nil
		if reached && threshold.shown(&t) != "" {
			threshold.hold(&h, &t)
		}
	}
	return h.findings
}

// stood says whether the last step of the connection succeeded, or was one that a
// connection may do without.
func stood(t *report.Target) bool {
	n := len(t.Phases)
	return n > 0 && (t.Phases[n-1].OK || t.Lets(t.Phases[n-1]))
}

func (h *holding) add(code, subject, format string, args ...any) {
	h.findings = append(h.findings, probe.NewFinding(probe.CommandGate, code, subject, fmt.Sprintf(format, args...), ""))
}

// unknown is for a threshold whose value nobody told.
func (h *holding) unknown(threshold, why string) {
	h.add(CodeNotExamined, "", "%s: %s", threshold, why)
}

// most holds what must not be above a bound.
func most[V cmp.Ordered](h *holding, code, name string, got *V, bound V) {
	switch {
	case got == nil:
		h.unknown(name, "the server does not tell")
	case *got > bound:
		h.add(code, "", "%s is %v, at most %v", name, shownBeside(*got, bound), bound)
	}
}

// least holds what must not be below a bound.
func least[V cmp.Ordered](h *holding, code, name string, got *V, bound V) {
	switch {
	case got == nil:
		h.unknown(name, "the server does not tell")
	case *got < bound:
		h.add(code, "", "%s is %v, at least %v", name, shownBeside(*got, bound), bound)
	}
}

// shownBeside keeps four digits behind the point, or what tells a figure from
// its bound.
func shownBeside(got, bound any) any {
	if f, ok := got.(float64); ok {
		return probe.Apart(f, bound.(float64), 4)
	}
	return got
}
