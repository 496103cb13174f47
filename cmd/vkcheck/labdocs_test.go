package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestLabDocs keeps the table of docs/lab.md true.
func TestLabDocs(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "docs", "lab.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- scenarios -->\n", "<!-- end of scenarios -->\n"
	head, rest, ok := strings.Cut(string(text), begin)
	old, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("no %q and %q", begin, end)
	}
	table := scenarioTables()
	if *update {
		if err := os.WriteFile(file, []byte(head+begin+table+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(table, old); diff != "" {
		t.Errorf("go test ./cmd/vkcheck -run TestLabDocs -update (-table +docs):\n%s", diff)
	}
	for _, name := range (scenarioView{}).environment(labView{}) {
		name, _, _ = strings.Cut(strings.TrimPrefix(name, labVariable), "=")
		last := name[strings.LastIndex(name, "_")+1:]
		if !strings.Contains(head, labVariable+name+"`") && !strings.Contains(head, "`_"+last+"`") {
			t.Errorf("%s%s is not in the table of variables", labVariable, name)
		}
	}
}

func scenarioTables() string {
	var b strings.Builder
	for _, kind := range scenarioKinds() {
		scenarios, _ := chooseScenarios(nil, kind)
		fmt.Fprintf(&b, "\n### %s (%d)\n\n", kind, len(scenarios))
		fmt.Fprintln(&b, "| scenario | what is the case | a client must | vkcheck reports | source |\n|---|---|---|---|---|")
		for _, s := range listView(scenarios).Scenarios {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.Scenario, s.about(), s.duty(), s.Want.markdown(), s.Source)
		}
	}
	return b.String() + "\n"
}

func (w wantView) markdown() string {
	if w.OCSP == w.Probe {
		return w.OCSP.markdown()
	}
	return "ocsp: " + w.OCSP.markdown() + "; probe: " + w.Probe.markdown()
}

func (r resultView) markdown() string {
	if r.Code == "" {
		return fmt.Sprintf("exit %d", r.Exit)
	}
	return fmt.Sprintf("`%s`, %s, exit %d", r.Code, r.Severity, r.Exit)
}

// TestReadmeCountsScenarios keeps the number in the README true.
func TestReadmeCountsScenarios(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("one of %d scenarios;", len(lab.Scenarios()))
	switch found := regexp.MustCompile(`one of \d+ scenarios;`).FindString(string(text)); {
	case found == "":
		t.Error("the README does not count the scenarios")
	case found != want && *update:
		replaceInFile(t, filepath.Join("..", "..", "README.md"), found, want)
	case found != want:
		t.Errorf("the README says %q, want %q", found, want)
	}
}

// TestLabKinds wants every scenario to be of a kind that is listed.
func TestLabKinds(t *testing.T) {
	t.Parallel()
	all, err := chooseScenarios(nil, scenarioKinds()...)
	if err != nil || len(all) != len(lab.Scenarios()) {
		t.Errorf("%d of %d scenarios by kind, %v", len(all), len(lab.Scenarios()), err)
	}
}
