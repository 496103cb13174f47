package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// metricName finds what docs/prometheus asks for.
var metricName = regexp.MustCompile(`\bvkcheck_[a-z0-9_]+`)

// TestPrometheusDocs wants every metric of the dashboard and the alerts to be
// one that is written.
func TestPrometheusDocs(t *testing.T) {
	t.Parallel()
	sample, err := os.ReadFile(filepath.Join("testdata", "sample.prometheus"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(filepath.Join("..", "internal", "serve", "metrics.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"alerts.yml", "alerts_test.yml", "dashboard.json"} {
		text, err := os.ReadFile(filepath.Join("..", "docs", "prometheus", name))
		if err != nil {
			t.Fatal(err)
		}
		metrics := metricName.FindAllString(string(text), -1)
		if len(metrics) == 0 {
			t.Errorf("%s asks for no metric", name)
		}
		for _, metric := range metrics {
			if !strings.Contains(string(sample), "# TYPE "+metric+" ") && !strings.Contains(string(own), `"`+metric+`"`) {
				t.Errorf("%s asks for %s, which is not written", name, metric)
			}
		}
	}
}

// TestPrometheusRules has promtool check the configuration, and run the tests
// of the alerts.
func TestPrometheusRules(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("skipped: promtool is not installed: apt-get install prometheus")
	}
	for _, args := range [][]string{{"check", "config", "prometheus.yml"}, {"test", "rules", "alerts_test.yml"}} {
		cmd := exec.Command("promtool", args...)
		cmd.Dir = filepath.Join("..", "docs", "prometheus")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
