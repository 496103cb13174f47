package report

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// TestYAML has YAML read by three libraries, one of them of YAML 1.1: it says
// what JSON says.
func TestYAML(t *testing.T) {
	t.Parallel()
	python := exec.CommandContext(t.Context(), "python3", "-c", "import yaml").Run() == nil
	for name, r := range reports(t) {
		text, want := written(t, "yaml", r), written(t, "json", r)
		plain, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name+" as json", plain, want)
		var got any
		if err := yaml.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		ours, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, want, ours)
		if python {
			same(t, name+" by python", want, ask(t, text, "python3", "-c", "import sys, yaml, json; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)"))
		}
	}
}

// TestYAMLByNode has the reports read by a parser of YAML 1.2 and JSON that is
// not Go's.
func TestYAMLByNode(t *testing.T) {
	t.Parallel()
	script := "const text = require('fs').readFileSync(0, 'utf8'); process.stdout.write(JSON.stringify("
	yaml := script + "require('" + filepath.ToSlash(yamlPackage.unpacked(t)) + "').parse(text)))"
	for name, r := range reports(t) {
		want := written(t, "json", r)
		same(t, name+" as yaml", want, ask(t, written(t, "yaml", r), "node", "-e", yaml))
		same(t, name+" as json", want, ask(t, want, "node", "-e", script+"JSON.parse(text)))"))
	}
}

// same compares what two texts of JSON say.
func same(t *testing.T, name string, want, got []byte) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal(want, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestYAMLKeepsTheOrder of the fields, and quotes no more than it must.
func TestYAMLKeepsTheOrder(t *testing.T) {
	t.Parallel()
	r := &Report{
		Schema: Schema, Command: "probe", Version: "1", Complete: true, Findings: []Finding{},
		Targets: []Target{{Target: "host:6379", Phases: []Phase{{Phase: "config", OK: true, Seconds: 0.000001}}, Server: &Server{Persistence: &Persistence{AOF: "off", RDB: "ok"}}, Findings: nil}},
	}
	const want = `schema: vkcheck/v1
command: probe
version: "1"
time: "0001-01-01T00:00:00Z"
exit: 0
complete: true
targets:
  - target: "host:6379"
    exit: 0
    complete: false
    phases:
      - phase: config
        ok: true
        seconds: 0.000001
    server:
      protocol: 0
      persistence:
        loading: false
        rdb: ok
        aof: "off"
    findings: null
findings: []
`
	if diff := cmp.Diff(want, string(written(t, "yaml", r))); diff != "" {
		t.Error(diff)
	}
}

func written(t *testing.T, format string, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
