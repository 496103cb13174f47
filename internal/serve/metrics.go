package serve

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// ownMetrics are those of the exporter itself, at /metrics.
type ownMetrics struct {
	registry   *prometheus.Registry
	probes     *prometheus.CounterVec
	refused    *prometheus.CounterVec
	seconds    prometheus.Histogram
	running    prometheus.Gauge
	reloaded   prometheus.Gauge
	reloadedAt prometheus.Gauge
}

func newMetrics(version string) *ownMetrics {
	m := &ownMetrics{
		registry:   prometheus.NewRegistry(),
		probes:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vkcheck_serve_probes_total", Help: "Targets examined, by the exit code that each would have had."}, []string{"exit"}),
		refused:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vkcheck_serve_refused_total", Help: "Queries that were refused, by reason."}, []string{"reason"}),
		seconds:    prometheus.NewHistogram(prometheus.HistogramOpts{Name: "vkcheck_serve_probe_duration_seconds", Help: "How long it took to examine a target.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 8)}),
		running:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "vkcheck_serve_probes_running", Help: "Targets being examined now."}),
		reloaded:   prometheus.NewGauge(prometheus.GaugeOpts{Name: "vkcheck_serve_config_last_reload_successful", Help: "Whether the file was right when it was last read; what was right before stays in force."}),
		reloadedAt: prometheus.NewGauge(prometheus.GaugeOpts{Name: "vkcheck_serve_config_last_reload_success_timestamp_seconds", Help: "When the file in force was read."}),
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{Name: "vkcheck_serve_build_info", Help: "Always 1; the version is a label.", ConstLabels: prometheus.Labels{"version": version}})
	built.Set(1)
	m.registry.MustRegister(m.probes, m.refused, m.seconds, m.running, m.reloaded, m.reloadedAt, built,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, reason := range []string{reasonWrong, reasonNotAllowed, reasonBusy, reasonConfig} {
		m.refused.WithLabelValues(reason)
	}
	return m
}

// The reasons to refuse a query.
const (
	reasonWrong      = "wrong"
	reasonNotAllowed = "not-allowed"
	reasonBusy       = "busy"
	reasonConfig     = "config"
)
