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
// compares exit code, finding and verdict with what a correct client must do:
// all in one run with as many targets, but for those that need flags of their
// own.
func TestScenarios(t *testing.T) {
	t.Parallel()
	l, err := sharedLab()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	var together []lab.Endpoint
	for _, e := range l.Endpoints {
		if e.Flags == nil && !e.Server.Plain {
			together = append(together, e)
			continue
		}
		for command, want := range wants(e) {
			t.Run(e.Name+"/"+command, func(t *testing.T) {
				t.Parallel()
				argv := []string{"vkcheck", command, e.Addr, "-o", "json", "--timeout", "4s"}
				if !e.Server.Plain || command == "ocsp" {
					argv = append(argv, "--cacert", l.CAFile)
				}
				exit, r := runJSON(t, schema, append(argv, e.Flags...))
				if exit != want.Exit {
					t.Errorf("exit %d, want %d", exit, want.Exit)
				}
				compare(t, e, want, r.Targets[0])
			})
		}
	}
	for _, command := range []string{"ocsp", "probe"} {
		t.Run("together/"+command, func(t *testing.T) {
			t.Parallel()
			argv := []string{"vkcheck", command, "-o", "json", "--timeout", "20s", "--cacert", l.CAFile}
			for _, e := range together {
				argv = append(argv, e.Addr)
			}
			exit, r := runJSON(t, schema, argv)
			if exit != 1 || len(r.Targets) != len(together) {
				t.Fatalf("exit %d for %d of %d targets, want 1 for all", exit, len(r.Targets), len(together))
			}
			for i, e := range together {
				t.Run(e.Name, func(t *testing.T) { compare(t, e, wants(e)[command], r.Targets[i]) })
			}
		})
	}
}

func wants(e lab.Endpoint) map[string]lab.Result {
	return map[string]lab.Result{"ocsp": e.Want.OCSP, "probe": e.Want.Probe}
}

func compare(t *testing.T, e lab.Endpoint, want lab.Result, got report.Target) {
	t.Helper()
	if got.Exit != want.Exit {
		t.Errorf("exit %d in the report, want %d: %+v", got.Exit, want.Exit, got.Findings)
	}
	if want.Code != "" && !slices.ContainsFunc(got.Findings, func(f report.Finding) bool { return f.Code == want.Code }) {
		t.Errorf("no finding %s: %+v", want.Code, got.Findings)
	}
	verdict := ""
	if len(got.Certificates) > 0 {
		verdict = got.Certificates[0].Verdict
	}
	if e.Want.Verdict != "" && verdict != e.Want.Verdict {
		t.Errorf("verdict of the leaf %q, want %q", verdict, e.Want.Verdict)
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
