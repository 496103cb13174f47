package report

import (
	"bytes"
	"encoding/json"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSARIFHoldsTheSchema holds every report against Microsoft's schema, and
// against what GitHub refuses a file for: a result without a location, one
// that is no relative or file URI, one without a fingerprint.
func TestSARIFHoldsTheSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(sarifPackage.unpacked(t), "lib", "schemas", "sarif-2.1.0-rtm.5.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range reports(t) {
		text := written(t, "sarif", r)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		run := sarifOf(t, text)
		for _, x := range run.Results {
			u, err := url.Parse(x.Locations[0].Physical.Artifact.URI)
			if err != nil || u.Scheme != "" && u.Scheme != "file" || u.Path == "" || x.Locations[0].Physical.Region.StartLine < 1 {
				t.Errorf("%s: %s: %v %+v", name, x.RuleID, err, x.Locations)
			}
			if x.Fingerprints["primaryLocationLineHash"] == "" || run.Tool.Driver.Rules[x.RuleIndex].ID != x.RuleID {
				t.Errorf("%s: %+v", name, x)
			}
		}
	}
}

func sarifOf(t *testing.T, text []byte) sarifRun {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0]
}

// TestSARIFPlaces says where findings stand in a repository.
func TestSARIFPlaces(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"cache-1.example:6380":     "cache-1.example/6380",
		"[::1]:6380":               "%3A%3A1/6380",
		"valkeys://u@cache:6380/2": "u@cache/6380/2",
		"/run/valkey/valkey.sock":  "run/valkey/valkey.sock",
		"cache-1":                  "cache-1",
	} {
		if got := targetURI(target); got != want {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
	}
	f := &Finding{Code: "trace-malformed", Subject: "traces/a b.txt", Evidence: "traces/a b.txt:12: no key"}
	want := sarifPhysical{sarifArtifact{"traces/a%20b.txt"}, sarifRegion{StartLine: 12}}
	if diff := cmp.Diff(want, sarifPlace(nil, f).Physical); diff != "" {
		t.Error(diff)
	}
	f.Place = &Place{"vkcheck.yaml", 3, 5}
	if diff := cmp.Diff(want, sarifPlace(nil, f).Physical); diff != "" {
		t.Errorf("the line of the trace is closer than that of the gate: %s", diff)
	}
	f.Evidence = ""
	if got := sarifPlace(nil, f).Physical; got != (sarifPhysical{sarifArtifact{"vkcheck.yaml"}, sarifRegion{3, 5}}) {
		t.Errorf("%+v", got)
	}
	server := &Target{Target: "cache-1:6380", Place: &Place{"conf/vkcheck.yaml", 7, 0}}
	got := sarifPlace(server, &Finding{Subject: "CN=a"})
	if got.Physical != (sarifPhysical{sarifArtifact{"conf/vkcheck.yaml"}, sarifRegion{StartLine: 7}}) || got.Logical[0].Name != "cache-1:6380" {
		t.Errorf("%+v", got)
	}
	f.Place, f.Subject = nil, "/tmp/x.txt"
	if got := sarifPlace(nil, f).Physical.Artifact.URI; got != "file:///tmp/x.txt" {
		t.Error(got)
	}
}

// TestSARIFFingerprints stay the same where a figure changes, and differ where
// the same is found twice.
func TestSARIFFingerprints(t *testing.T) {
	t.Parallel()
	prints := func(message string) (all []string) {
		f := Finding{Code: "near-expiry", Severity: "warning", Subject: "CN=a", Message: message}
		r := &Report{Targets: []Target{{Target: "a:1", Findings: []Finding{f, f}}, {Target: "b:1", Findings: []Finding{f}}}}
		for _, x := range sarifOf(t, written(t, "sarif", r)).Results {
			all = append(all, x.Fingerprints["primaryLocationLineHash"])
		}
		return all
	}
	a := prints("12 days left")
	if diff := cmp.Diff(a, prints("11 days left")); diff != "" || a[0] == a[1] || a[0] == a[2] {
		t.Errorf("%v %s", a, diff)
	}
}

// TestSARIFTellsWhatCounts: a result is what is more than a remark, or settles the
// exit code all the same; and wrong usage is no successful execution.
func TestSARIFTellsWhatCounts(t *testing.T) {
	t.Parallel()
	r := &Report{Complete: true, Exit: 3, Targets: []Target{{Target: "a:1", Findings: []Finding{
		{Code: "staple-missing", Severity: "info"},
		{Code: "crl-scheme-ldap", Severity: "info", Exit: 3},
		{Code: "near-expiry", Severity: "warning"},
		{Code: "memory-high", Severity: "warning", Exit: 1},
		{Code: "expired", Severity: "error", Waived: &Waiver{Reason: "so"}},
	}}}}
	var got [][2]string
	for _, x := range sarifOf(t, written(t, "sarif", r)).Results {
		got = append(got, [2]string{x.RuleID, x.Level})
	}
	want := [][2]string{{"crl-scheme-ldap", "error"}, {"near-expiry", "warning"}, {"memory-high", "error"}, {"expired", "note"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for exit, successful := range map[int]bool{0: true, 1: true, 2: false, 3: true} {
		r.Exit = exit
		if got := sarifOf(t, written(t, "sarif", r)).Invocations[0].ExecutionSuccessful; got != successful {
			t.Errorf("exit %d: successful %v", exit, got)
		}
	}
}
