package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestScenarios runs ocsp and probe against every scenario of the lab and
// compares exit code, finding and verdict with what a correct client must do.
func TestScenarios(t *testing.T) {
	t.Parallel()
	l, err := lab.Start(lab.Options{Dir: t.TempDir(), Scenarios: lab.Scenarios()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range l.Endpoints {
		for command, want := range map[string]lab.Result{"ocsp": e.Want.OCSP, "probe": e.Want.Probe} {
			t.Run(e.Name+"/"+command, func(t *testing.T) {
				t.Parallel()
				argv := []string{"vkcheck", command, e.Addr, "-o", "json", "--timeout", "4s"}
				if !e.Server.Plain || command == "ocsp" {
					argv = append(argv, "--cacert", l.CAFile)
				}
				exit, r := runJSON(t, schema, argv)
				if exit != want.Exit || r.Exit != exit {
					t.Errorf("exit %d (report %d), want %d: %+v", exit, r.Exit, want.Exit, r.Targets[0].Findings)
				}
				if want.Code != "" && !slices.ContainsFunc(r.Targets[0].Findings, func(f report.Finding) bool { return f.Code == want.Code }) {
					t.Errorf("no finding %s: %+v", want.Code, r.Targets[0].Findings)
				}
				if got := leafVerdict(r); e.Want.Verdict != "" && got != e.Want.Verdict {
					t.Errorf("verdict of the leaf %q, want %q", got, e.Want.Verdict)
				}
			})
		}
	}
}

// runJSON runs vkcheck, which testscript has put on PATH, and holds its JSON
// against the schema.
func runJSON(t *testing.T, schema *jsonschema.Schema, argv []string) (int, report.Report) {
	t.Helper()
	return readJSON(t, schema, exec.Command(argv[0], argv[1:]...))
}

func readJSON(t *testing.T, schema *jsonschema.Schema, cmd *exec.Cmd) (int, report.Report) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(stdout.Bytes()))
	if err != nil {
		t.Fatalf("%s: no JSON: %v\n%s%s", cmd, err, stdout.String(), stderr.String())
	}
	if schema != nil {
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", cmd, err)
		}
	}
	var r report.Report
	if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), r
}

func leafVerdict(r report.Report) string {
	if len(r.Targets) == 0 || len(r.Targets[0].Certificates) == 0 {
		return ""
	}
	return r.Targets[0].Certificates[0].Verdict
}
