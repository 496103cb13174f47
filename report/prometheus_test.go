package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// TestPrometheus has every report read by Prometheus' own parser, and held
// against its rules for names, types and units by the linter that is in
// promtool.
func TestPrometheus(t *testing.T) {
	t.Parallel()
	for name, r := range reports(t) {
		text := written(t, "prometheus", r)
		parser := expfmt.NewTextParser(model.LegacyValidation)
		families, err := parser.TextToMetricFamilies(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		problems, err := promlint.New(bytes.NewReader(text)).Lint()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, p := range problems {
			t.Errorf("%s: %s: %s", name, p.Metric, p.Text)
		}
		exit := families["vkcheck_exit_code"].GetMetric()
		if len(exit) != 1 || exit[0].GetGauge().GetValue() != float64(r.Exit) {
			t.Errorf("%s: exit code %v", name, exit)
		}
		seen := map[string]bool{}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if id := f.GetName() + m.String(); seen[id] {
					t.Errorf("%s: twice: %s", name, id)
				} else {
					seen[id] = true
				}
			}
		}
	}
}

// TestDocsNameMetrics finds metrics that docs/formats.md has and a report with
// every field does not.
func TestDocsNameMetrics(t *testing.T) {
	t.Parallel()
	docs, err := os.ReadFile(filepath.Join("..", "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(written(t, "prometheus", sample()))
	names := regexp.MustCompile("`(vkcheck_[a-z_]+)").FindAllStringSubmatch(string(docs), -1)
	for _, name := range names {
		if !strings.Contains(text, "\n"+name[1]) {
			t.Errorf("there is no metric %s", name[1])
		}
	}
	if len(names) < 20 {
		t.Errorf("%d metrics in the docs", len(names))
	}
}
