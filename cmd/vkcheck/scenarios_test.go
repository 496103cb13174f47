package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestScenarios runs ocsp and probe against every scenario of the lab and
// compares exit code, finding, severity and verdict with what a correct client
// must do: in one run for all that need the same flags.
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
	for _, command := range []string{"ocsp", "probe"} {
		for flags, endpoints := range alike(command, l) {
			t.Run(command+" "+strings.ReplaceAll(flags, l.CAFile, "ca.pem"), func(t *testing.T) {
				t.Parallel()
				argv := append([]string{"vkcheck", command, "-o", "json"}, strings.Fields(flags)...)
				for _, e := range endpoints {
					argv = append(argv, e.Addr)
				}
				exit, r := runJSON(t, schema, argv)
				if len(r.Targets) != len(endpoints) {
					t.Fatalf("%d of %d targets", len(r.Targets), len(endpoints))
				}
				worst := 0
				for i, e := range endpoints {
					want := wants(e)[command]
					verdict := e.Want.Verdict
					if command == "probe" && e.DialPlain { // it sees no certificate
						verdict = ""
					}
					t.Run(e.Name, func(t *testing.T) { compare(t, verdict, want, r.Targets[i]) })
					if worst != 1 && want.Exit > 0 { // of 1 and 3 it is 1 that wins
						worst = want.Exit
					}
				}
				if exit != worst {
					t.Errorf("exit %d, want %d", exit, worst)
				}
			})
		}
	}
}

// alike groups the endpoints by the flags of vkcheck that they need. Who waits
// for one that keeps silent does not wait long; of the others few are asked at a
// time, because a responder's answer may take five seconds and no more.
func alike(command string, l *lab.Lab) map[string][]lab.Endpoint {
	groups := map[string][]lab.Endpoint{}
	for _, e := range l.Endpoints {
		flags := append([]string{"--timeout", "30s", "--parallel", "4"}, e.Flags...)
		if e.Silent {
			flags[1], flags[3] = "5s", "64"
		}
		if command == "ocsp" || !e.DialPlain {
			flags = append(flags, "--cacert", l.CAFile)
		} else if e.Want.Probe.Exit != 0 {
			flags[1], flags[3] = "5s", "64"
		}
		key := strings.Join(flags, " ")
		groups[key] = append(groups[key], e)
	}
	return groups
}

func wants(e lab.Endpoint) map[string]lab.Result {
	return map[string]lab.Result{"ocsp": e.Want.OCSP, "probe": e.Want.Probe}
}

func compare(t *testing.T, verdict string, want lab.Result, got report.Target) {
	t.Helper()
	if got.Exit != want.Exit {
		t.Errorf("exit %d in the report, want %d: %+v", got.Exit, want.Exit, got.Findings)
	}
	said := slices.ContainsFunc(got.Findings, func(f report.Finding) bool { return f.Code == want.Code && f.Severity == want.Severity })
	if want.Code != "" && !said {
		t.Errorf("no finding %s of severity %s: %+v", want.Code, want.Severity, got.Findings)
	}
	if verdict != "" && (len(got.Certificates) == 0 || got.Certificates[0].Verdict != verdict) {
		t.Errorf("want a leaf that is %s: %+v", verdict, got.Certificates)
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
