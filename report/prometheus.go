package report

import (
	"io"
	"strconv"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// writePrometheus writes metrics in the text format, for the textfile
// collector of node_exporter or the answer to a scrape. What the report does
// not have has no sample.
func writePrometheus(w io.Writer, r *Report, _ Options) error {
	m := &metrics{byName: map[string]*dto.MetricFamily{}, seen: map[string]bool{}}
	run := labels{"command", r.Command}
	m.gauge("info", "The version of vkcheck.", 1, run.and("version", r.Version))
	m.gauge("run_timestamp_seconds", "When the run began.", seconds(r.Time), run)
	m.gauge("exit_code", "What the run exits with: 0 ok, 1 failed, 2 wrong usage, 3 undetermined, 130 interrupted.", float64(r.Exit), run)
	m.flag("complete", "Whether the run came to its end.", r.Complete, run)
	m.findings(r.Findings, run)
	for i := range r.Targets {
		m.target(&r.Targets[i])
	}
	for i := range r.Traces {
		m.trace(&r.Traces[i])
	}
	enc := expfmt.NewEncoder(w, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, f := range m.families {
		if err := enc.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

func (m *metrics) target(t *Target) {
	l := labels{"target", t.Target, "name", t.Name, "node_of", t.Node}
	m.flag("target_success", "Whether nothing is wrong with the target: its exit code is 0.", t.Exit == 0, l)
	m.gauge("target_exit_code", "What the target alone would exit with.", float64(t.Exit), l)
	for i := range t.Phases {
		p := &t.Phases[i]
		at := l.and("phase", p.Phase, "address", p.Address)
		m.flag("phase_success", "Whether a phase of the first connection went well.", p.OK, at)
		if !p.Joined {
			m.gauge("phase_duration_seconds", "How long a phase of the first connection took; phases that shared a round trip have none.", p.Seconds, at)
		}
	}
	for i := range t.Phases {
		if p := &t.Phases[i]; p.Code != "" {
			m.gauge("phase_fault_info", "Why a phase failed.", 1, l.and("phase", p.Phase, "address", p.Address, "code", p.Code))
		}
	}
	for _, x := range t.Timings {
		m.timing("phase", x, l.and("phase", x.Phase))
	}
	if t.TLS != nil {
		m.gauge("tls_info", "What the handshake agreed on.", 1, l.and("version", t.TLS.Version, "cipher", t.TLS.CipherSuite, "key_exchange", t.TLS.KeyExchange))
		m.flag("tls_stapled", "Whether the server stapled a response.", t.TLS.Stapled, l)
		m.flag("tls_client_certificate_requested", "Whether the server asked for a client certificate.", t.TLS.ClientCertRequested, l)
	}
	for i := range t.Certificates {
		m.certificate(&t.Certificates[i], i, l)
	}
	if t.Server != nil {
		m.server(t.Server, l)
	}
	if t.Session != nil {
		m.session(t.Session, l)
	}
	if t.Recording != nil {
		m.recording(t.Recording, l)
	}
	m.findings(t.Findings, l)
}

// findings are counted by what they say; their texts are not for a database
// of figures.
func (m *metrics) findings(findings []Finding, l labels) {
	type kind struct {
		code, severity, outcome string
		waived                  bool
	}
	var order []kind
	counts := map[kind]float64{}
	for _, f := range findings {
		k := kind{f.Code, f.Severity, f.Outcome, f.Waived != nil}
		if counts[k] == 0 {
			order = append(order, k)
		}
		counts[k]++
	}
	for _, k := range order {
		m.gauge("findings", "Findings by code; waived ones do not count for the exit code.", counts[k],
			l.and("code", k.code, "severity", k.severity, "outcome", k.outcome, "waived", strconv.FormatBool(k.waived)))
	}
}

// timing has percentiles in place of a summary, which would have a sum.
func (m *metrics) timing(of string, t Timing, l labels) {
	m.gauge(of+"_runs", "How often a step was timed.", float64(t.Count), l)
	m.gauge(of+"_failed_runs", "How often it failed.", float64(t.Failed), l)
	if !t.Measured() {
		return
	}
	for _, x := range []struct {
		percentile string
		value      float64
	}{{"50", t.P50}, {"95", t.P95}, {"99", t.P99}} {
		m.gauge(of+"_percentile_seconds", "How long a step takes, by percentile of the runs that did not fail.", x.value, l.and("percentile", x.percentile))
	}
}

// verdicts are all that a certificate can have.
var verdicts = []string{"good", "revoked", "unknown", "not-covered", "undetermined", "skipped"}

func (m *metrics) certificate(c *Certificate, depth int, l labels) {
	l = l.and("depth", strconv.Itoa(depth), "subject", c.Subject, "serial", c.Serial)
	for _, x := range []struct {
		name, help string
		at         *time.Time
	}{
		{"certificate_not_before_timestamp_seconds", "From when a certificate is valid; depth 0 is the server's own.", c.NotBefore},
		{"certificate_not_after_timestamp_seconds", "Until when a certificate is valid; depth 0 is the server's own.", c.NotAfter},
		{"revocation_this_update_timestamp_seconds", "Of when the staple, response or CRL is that gave the verdict.", c.ThisUpdate},
		{"revocation_next_update_timestamp_seconds", "Until when the staple, response or CRL is good that gave the verdict.", c.NextUpdate},
		{"certificate_revoked_timestamp_seconds", "When a certificate was revoked.", c.RevokedAt},
	} {
		if x.at != nil {
			m.gauge(x.name, x.help, seconds(*x.at), l)
		}
	}
	for _, v := range verdicts {
		m.flag("certificate_verdict", "The verdict on a certificate's revocation: 1 for the one it has.", v == c.Verdict, l.and("verdict", v))
	}
}

func (m *metrics) recording(r *Recording, l labels) {
	l = l.and("file", r.File)
	m.gauge("recording_requests", "Requests that were recorded.", float64(r.Requests), l)
	m.gauge("recording_left_out_lines", "Lines of the server that were no requests.", float64(r.LeftOut), l)
	m.gauge("recording_lost_requests", "Requests that could not be written.", float64(r.Lost), l)
	m.gauge("recording_duration_seconds", "How long was recorded.", r.Seconds, l)
	m.gauge("recording_size_bytes", "The size of the recording.", float64(r.Bytes), l)
}

// seconds are right also for years that nanoseconds cannot count, such as 9999.
func seconds(t time.Time) float64 { return float64(t.Unix()) + float64(t.Nanosecond())/1e9 }
