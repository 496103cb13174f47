package gate

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func after(days float64) *time.Time {
	t := noon.Add(time.Duration(days * float64(24*time.Hour)))
	return &t
}

func to[T any](v T) *T { return &v }

// ready are the phases of a connection that stands: 30 ms in all.
func ready() []report.Phase {
	return []report.Phase{
		{Phase: "connect", OK: false, Seconds: 0.004},
		{Phase: "connect", OK: true, Seconds: 0.001},
		{Phase: "tls", OK: true, Seconds: 0.020},
		{Phase: "hello", OK: true, Seconds: 0.005},
		{Phase: "auth", OK: true, Seconds: 0.005, Joined: true},
	}
}

func served(s report.Server) report.Target { return report.Target{Phases: ready(), Server: &s} }

// TestHold holds thresholds against targets made by hand.
func TestHold(t *testing.T) {
	t.Parallel()
	chain := report.Target{Phases: ready(), TLS: &report.TLS{Version: "TLS 1.2"}, Certificates: []report.Certificate{
		{Subject: "CN=leaf", NotAfter: after(10), Verdict: "good", Mechanism: "staple"},
		{Subject: "CN=issuer", NotAfter: after(20), Verdict: "good", Mechanism: "crl"},
		{Subject: "CN=root", NotAfter: after(1), Verdict: "skipped", Code: "revocation-root-skipped"},
	}}
	leafOnly := report.Target{Phases: ready(), TLS: &report.TLS{Version: "TLS 1.3"}, Certificates: []report.Certificate{
		{Subject: "CN=leaf", NotAfter: after(10), Verdict: "good", Mechanism: "staple"},
		{Subject: "CN=issuer", NotAfter: after(2), Verdict: "skipped", Code: "revocation-leaf-only"},
		{Subject: "CN=root", NotAfter: after(1), Verdict: "skipped", Code: "revocation-root-skipped"},
	}}
	selfSigned := report.Target{Phases: ready(), TLS: &report.TLS{Version: "TLS 1.3"}, Certificates: []report.Certificate{
		{Subject: "CN=self", NotAfter: after(2), Verdict: "skipped", Code: "revocation-root-skipped"},
	}}
	unsure := report.Target{Phases: ready(), TLS: &report.TLS{Version: "TLS 1.3"}, Certificates: []report.Certificate{
		{Subject: "CN=leaf", NotAfter: after(-1), Verdict: "undetermined"},
	}}
	nearly := report.Target{Phases: ready(), TLS: &report.TLS{Version: "TLS 1.3"}, Certificates: []report.Certificate{{Subject: "CN=leaf", NotAfter: after(20.99), Verdict: "good"}}}
	refused := report.Target{TLS: chain.TLS, Certificates: chain.Certificates, Phases: append(ready()[:3:3], report.Phase{Phase: "tls-confirm", Seconds: 5})}
	unreachable := report.Target{Phases: []report.Phase{{Phase: "connect", Seconds: 5}}}
	repeated := report.Target{Phases: ready(), Timings: []report.Timing{{Phase: "tls", P99: 0.2}, {Phase: "total", P99: 0.3}}}
	late := report.Target{Phases: ready(), Timings: []report.Timing{{Phase: "total", P99: 0.3000001}}}
	primary := served(report.Server{
		Role:        "master",
		Memory:      &report.Memory{Used: 95, Max: 100, Fraction: to(0.95)},
		Clients:     &report.Clients{Connected: 5, Max: 10, Fraction: to(0.5), Blocked: 3},
		Replication: &report.Replication{Replicas: to(2), LagSeconds: to[int64](7), LagBytes: to[int64](4096)},
		Keyspace:    &report.Keyspace{HitRatio: to(0.25)},
	})
	replica := served(report.Server{Role: "replica", Replication: &report.Replication{Link: "up", LagSeconds: to[int64](3)}})
	forEver := served(report.Server{Role: "replica", Replication: &report.Replication{Link: "up", LagSeconds: to[int64](math.MaxInt64)}})
	cutOff := served(report.Server{Role: "replica", Replication: &report.Replication{Link: "down"}})
	filling := served(report.Server{Role: "master", Replication: &report.Replication{Replicas: to(2), Syncing: to(1), LagSeconds: to[int64](0), LagBytes: to[int64](0)}})
	alone := served(report.Server{Role: "master", Memory: &report.Memory{Used: 95}, Replication: &report.Replication{Replicas: to(0)}, Keyspace: &report.Keyspace{}})
	full := served(report.Server{Memory: &report.Memory{Used: 90001, Max: 100000, Fraction: to(0.90001)}})
	silent := served(report.Server{})
	mayNotPing := served(report.Server{Role: "master"})
	mayNotPing.Phases = append(mayNotPing.Phases, report.Phase{Phase: "ready", Code: "acl-denied-command", Joined: true})
	mayNotPing.Findings = []report.Finding{{Code: "acl-denied-command", Subject: "ready", Outcome: "ok"}}
	notServed := mayNotPing
	notServed.Findings = []report.Finding{{Code: "acl-denied-command", Subject: "ready", Outcome: "failed"}}

	for _, tt := range []struct {
		name, thresholds string
		target           report.Target
		want             string // code (subject): detail; one a line
	}{
		{"days", "days-left: 15", chain, "gate-days-left (CN=leaf): 10.0, at least 15"},
		{"days, all", "days-left: 20.1", chain, "gate-days-left (CN=leaf): 10.0, at least 20.1\ngate-days-left (CN=issuer): 20.0, at least 20.1"},
		{"days, enough", "days-left: 10", chain, ""},
		{"days, hardly too few", "days-left: 10.02", chain, "gate-days-left (CN=leaf): 10.0, at least 10.02"},
		{"days, a moment too few", "days-left: 21", nearly, "gate-days-left (CN=leaf): 20.99, at least 21"},
		{"days, expired", "days-left: 0", unsure, "gate-days-left (CN=leaf): -1.0, at least 0"},
		{"days of plain text", "days-left: 15", primary, ""},
		{"days where the client was refused", "days-left: 15", refused, "gate-days-left (CN=leaf): 10.0, at least 15"},
		{"sources", "sources: [staple, ocsp]", chain, `gate-source (CN=issuer): crl, allowed ["staple" "ocsp"]`},
		{"sources, allowed", "sources: [staple, crl]", chain, ""},
		{"sources, no verdict", "sources: staple", unsure, "gate-not-examined (CN=leaf): sources: the verdict is undetermined"},
		{"version", "tls-version: 1.3", chain, "gate-tls-version (): TLS 1.2, at least TLS 1.3"},
		{"version, enough", "tls-version: 1.2", chain, ""},
		{"version, higher", "tls-version: 1.2", unsure, ""},
		{"version of plain text", "tls-version: 1.2", primary, "gate-tls-version (): plain text, at least TLS 1.2"},
		{"p99 of one connection", "p99: {tls: 19ms, total: 29ms, connect: 5ms, hello: 1s, select: 1ns}", chain, "gate-p99 (tls): 20ms, at most 19ms\ngate-p99 (total): 30ms, at most 29ms"},
		{"p99 of many", "p99: {tls: 199ms, total: 300ms}", repeated, "gate-p99 (tls): 200ms, at most 199ms"},
		{"p99 of what failed", "p99: {tls-confirm: 1ms, total: 1ms, tls: 1ms}", refused, "gate-p99 (tls): 20ms, at most 1ms"},
		{"p99, a moment too long", "p99: {tls: 19999999ns}", chain, "gate-p99 (tls): 20ms, at most 19.999999ms"},
		{"p99, to the microsecond", "p99: {total: 300ms}", late, "gate-p99 (total): 300.0001ms, at most 300ms"},
		{"p99, just so", "p99: {tls: 20ms, total: 30ms}", chain, ""},
		{"role", "role: replica", primary, "gate-role (): master, wanted replica"},
		{"role, the same", "role: primary", primary, ""},
		{"of who may not PING and is served", "role: replica\np99: {total: 29ms}", mayNotPing, "gate-p99 (total): 30ms, at most 29ms\ngate-role (): master, wanted replica"},
		{"of who is not served", "role: replica\np99: {total: 29ms}", notServed, ""},
		{"role, unknown", "role: master", silent, "gate-not-examined (): role: the server does not tell"},
		{"memory", "memory-fraction: 0.9", primary, "gate-memory (): memory-fraction is 0.9500, at most 0.9"},
		{"memory, enough", "memory-fraction: 0.95", primary, ""},
		{"memory, a page too much", "memory-fraction: 0.9499999", primary, "gate-memory (): memory-fraction is 0.9500, at most 0.9499999"},
		{"memory, just above", "memory-fraction: 0.9", full, "gate-memory (): memory-fraction is 0.90001, at most 0.9"},
		{"memory without a limit", "memory-fraction: 0.9", alone, "gate-not-examined (): memory-fraction: the server has no maxmemory"},
		{"memory, unknown", "memory-fraction: 0.9", silent, "gate-not-examined (): memory-fraction: the server does not tell"},
		{"clients", "clients-fraction: 0.4", primary, "gate-clients (): clients-fraction is 0.5000, at most 0.4"},
		{"clients, unknown", "clients-fraction: 0.4\nblocked-clients: 3", silent, "gate-not-examined (): clients-fraction: the server does not tell\ngate-not-examined (): blocked-clients: the server does not tell"},
		{"blocked", "blocked-clients: 2", primary, "gate-blocked-clients (): blocked-clients is 3, at most 2"},
		{"lag of a primary", "replication-lag: 5s\nreplication-lag-bytes: 4095", primary, "gate-replication-lag (): replication-lag is 7s, at most 5s\ngate-replication-lag (): replication-lag-bytes is 4096, at most 4095"},
		{"lag of a replica", "replication-lag: 2s\nreplication-lag-bytes: 1", replica, "gate-replication-lag (): replication-lag is 3s, at most 2s"},
		{"days of what was not asked about", "days-left: 5\nsources: staple", leafOnly, "gate-days-left (CN=issuer): 2.0, at least 5"},
		{"days of a root that is the server's own", "days-left: 5\nsources: staple", selfSigned, "gate-days-left (CN=self): 2.0, at least 5"},
		{"times of all addresses", "p99: {connect: 4.5ms}", primary, "gate-p99 (connect): 5ms, at most 4.5ms"},
		{"lag beyond all times", "replication-lag: 2s", forEver, "gate-replication-lag (): replication-lag is 2562047h47m16s, at most 2s"},
		{"lag, enough", "replication-lag: 3s", replica, ""},
		{"lag without a link", "replication-lag: 1h\nreplication-lag-bytes: 1", cutOff, "gate-replication-lag (): the link to the primary is down"},
		{"lag before the full copy", "replication-lag: 1h\nreplication-lag-bytes: 1", filling, "gate-replication-lag (): a replica still gets a full copy of the data"},
		{"lag of nobody", "replication-lag: 0\nreplication-lag-bytes: 0", alone, ""},
		{"lag, unknown", "replication-lag: 1s", silent, "gate-not-examined (): replication-lag: the server does not tell"},
		{"replicas", "replicas: 3", primary, "gate-replicas (): replicas is 2, at least 3"},
		{"replicas, none", "replicas: 1", alone, "gate-replicas (): replicas is 0, at least 1"},
		{"replicas of a replica", "replicas: 1", replica, "gate-not-examined (): replicas: the server does not tell"},
		{"keyspace", "keyspace-hit-ratio: 0.5", primary, "gate-keyspace-hit-ratio (): keyspace-hit-ratio is 0.2500, at least 0.5"},
		{"keyspace, just so", "keyspace-hit-ratio: 0.25", primary, ""},
		{"replicas, lag and clients, just so", "replicas: 2\nreplication-lag: 7s\nreplication-lag-bytes: 4096\nclients-fraction: 0.5\nblocked-clients: 3", primary, ""},
		{"keyspace without a lookup", "keyspace-hit-ratio: 0.5", alone, "gate-not-examined (): keyspace-hit-ratio: the server does not tell"},
		{"nothing was reached", "days-left: 15\ntls-version: 1.3\nrole: master\nmemory-fraction: 0\np99: {connect: 1ms, total: 1ms}\nsources: staple", unreachable, ""},
		{"the session was not reached", "role: master\nreplicas: 1", refused, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := "defaults:\n  thresholds:\n    " + strings.ReplaceAll(tt.thresholds, "\n", "\n    ")
			var got []string
			for _, f := range loaded(t, text).Defaults.Thresholds.Hold(&tt.target, noon) {
				_, detail, _ := strings.Cut(f.Message, ": ")
				got = append(got, f.Code+" ("+f.Subject+"): "+detail)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestOneCertificateIsOneFinding: where the threshold fails, the warning that
// the certificate expires soon is left out, for that certificate alone.
func TestOneCertificateIsOneFinding(t *testing.T) {
	t.Parallel()
	soon := func(subject string) report.Finding {
		return probe.NewFinding(probe.CommandProbe, probe.CodeExpiresSoon, subject, "", "")
	}
	for days, want := range map[string][]string{
		"21": {"other-code CN=leaf", "gate-days-left CN=leaf", "gate-days-left CN=issuer"},
		"15": {"other-code CN=leaf", "certificate-expires-soon CN=issuer", "gate-days-left CN=leaf"},
		"3":  {"certificate-expires-soon CN=leaf", "other-code CN=leaf", "certificate-expires-soon CN=issuer"},
	} {
		target := report.Target{
			Phases: ready(), TLS: &report.TLS{}, At: &noon,
			Certificates: []report.Certificate{{Subject: "CN=leaf", NotAfter: after(10)}, {Subject: "CN=issuer", NotAfter: after(20)}},
			Findings:     []report.Finding{soon("CN=leaf"), {Code: "other-code", Subject: "CN=leaf"}, soon("CN=issuer")},
		}
		loaded(t, "defaults: {thresholds: {days-left: "+days+"}}").Defaults.hold(&target)
		var got []string
		for _, f := range target.Findings {
			got = append(got, f.Code+" "+f.Subject)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s days: -want +got\n%s", days, diff)
		}
	}
}

// TestSentinelOfAll: a Sentinel that leads to others has no role and no memory,
// but certificates.
func TestSentinelOfAll(t *testing.T) {
	t.Parallel()
	held := func(all string) (codes []string) {
		target := report.Target{Phases: ready(), TLS: &report.TLS{}, At: &noon, Server: &report.Server{Mode: "sentinel"}, Certificates: []report.Certificate{{Subject: "CN=leaf", NotAfter: after(10)}}}
		loaded(t, "defaults: {all-nodes: "+all+", thresholds: {days-left: 21, memory-fraction: 0.9}}").Defaults.hold(&target)
		for _, f := range target.Findings {
			codes = append(codes, f.Code)
		}
		return codes
	}
	if diff := cmp.Diff([]string{CodeDaysLeft}, held("true")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{CodeDaysLeft, CodeNotExamined}, held("false")); diff != "" {
		t.Error(diff)
	}
}

// TestHoldAt: a target that was judged at another time is held at it.
func TestHoldAt(t *testing.T) {
	t.Parallel()
	target := report.Target{Phases: ready(), TLS: &report.TLS{}, At: after(-100), Certificates: []report.Certificate{{Subject: "CN=leaf", NotAfter: after(10), Verdict: "good"}}}
	if got := loaded(t, "defaults: {thresholds: {days-left: 109}}").Defaults.Thresholds.Hold(&target, noon); got != nil {
		t.Errorf("%+v", got)
	}
}
