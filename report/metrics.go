package report

import (
	"math"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
)

// metrics collects samples by family, in the order in which they first come.
type metrics struct {
	families []*dto.MetricFamily
	byName   map[string]*dto.MetricFamily
	seen     map[string]bool
}

// labels are names and values by turns.
type labels []string

func (l labels) and(more ...string) labels { return append(slices.Clone(l), more...) }

func (m *metrics) gauge(name, help string, value float64, l labels) {
	m.add(dto.MetricType_GAUGE, name, help, value, l)
}

func (m *metrics) counter(name, help string, value float64, l labels) {
	m.add(dto.MetricType_COUNTER, name, help, value, l)
}

func (m *metrics) flag(name, help string, yes bool, l labels) {
	value := 0.0
	if yes {
		value = 1
	}
	m.gauge(name, help, value, l)
}

// add leaves out what is no number, and a second sample of the same labels,
// for which Prometheus would refuse all: a target may be given twice.
func (m *metrics) add(kind dto.MetricType, name, help string, value float64, l labels) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return
	}
	name = "vkcheck_" + name
	l = l.shown()
	id := name + "\xff" + strings.Join(l, "\xff")
	if m.seen[id] {
		return
	}
	m.seen[id] = true
	metric := &dto.Metric{Label: l.pairs()}
	if kind == dto.MetricType_COUNTER {
		metric.Counter = &dto.Counter{Value: &value}
	} else {
		metric.Gauge = &dto.Gauge{Value: &value}
	}
	family := m.family(name, help, kind)
	family.Metric = append(family.Metric, metric)
}

func (m *metrics) family(name, help string, kind dto.MetricType) *dto.MetricFamily {
	f := m.byName[name]
	if f == nil {
		f = &dto.MetricFamily{Name: &name, Help: &help, Type: &kind}
		m.families, m.byName[name] = append(m.families, f), f
	}
	return f
}

// shown has values as a terminal may show them: the text format has no escapes
// for what commands one.
func (l labels) shown() labels {
	l = slices.Clone(l)
	for i := range l {
		l[i] = Visible(l[i])
	}
	return l
}

// pairs has the labels that have a value: to Prometheus an empty one is none.
func (l labels) pairs() (all []*dto.LabelPair) {
	for i := 0; i < len(l); i += 2 {
		if l[i+1] != "" {
			all = append(all, &dto.LabelPair{Name: &l[i], Value: &l[i+1]})
		}
	}
	return all
}
