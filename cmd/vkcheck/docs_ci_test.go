package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// job is what the pages show of a configuration of CI: a step or a job, and
// what it leaves behind.
type job struct {
	Run    string            // a step of GitHub
	Uses   string            // an action, and what it is given
	With   map[string]string //
	Env    map[string]string
	Script []string // a job of GitLab

	Artifacts struct {
		Reports map[string]string // files
	}
}

// yaml reads a block as the program would that it is for: a file of the gate,
// or jobs, whose commands are run and must exit 0.
func (b docsBlock) yaml(t *testing.T) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(b.script), &root); err != nil || len(root.Content) != 1 {
		t.Fatalf("%s: %v", b.where, err)
	}
	if keys := regexp.MustCompile(`(?m)^(defaults|modules|targets|traces|waivers|allow):`); keys.MatchString(b.script) {
		b.keep(t, "page.yaml", b.world.real(b.script))
		b.script = "vkcheck gate -f page.yaml --check-config"
		b.run(t)
		return
	}
	b.jobs(t, root.Content[0])
}

// jobs runs those that stand anywhere in a document.
func (b docsBlock) jobs(t *testing.T, n *yaml.Node) {
	var j job
	if n.Kind == yaml.MappingNode && n.Decode(&j) == nil {
		b.job(t, j)
		if j.Uses != "" {
			return // what it is given is no job
		}
	}
	for _, child := range n.Content {
		b.jobs(t, child)
	}
}

func (b docsBlock) job(t *testing.T, j job) {
	if _, err := os.Stat(filepath.Join(b.dir, "vkcheck.yaml")); errors.Is(err, os.ErrNotExist) {
		b.keep(t, "vkcheck.yaml", b.world.real(`targets: [{target: "cache-1.example:6379", connection: {username: probe, password: {env: CACHE_PASSWORD}}}]`))
	}
	set := "export GITHUB_OUTPUT=output GITHUB_STEP_SUMMARY=summary.md CACHE_PASSWORD=secret\n"
	for name := range j.Env {
		set += fmt.Sprintf("test \"$%s\"\n", name) // the runner has the secret
	}
	switch ours := strings.HasPrefix(j.Uses, "vkcheck/vkcheck@"); {
	case ours:
		b.script = set + b.action(t, j.With)
	case j.Run != "":
		b.script = set + j.Run
	default:
		b.script = set + strings.Join(j.Script, "\n")
	}
	b.script = regexp.MustCompile(`(?m)^go install .*`).ReplaceAllString(b.script, "") // fetches a release
	if j.Script != nil {
		b.remove(j.Artifacts.Reports["junit"])
	}
	b.run(t)
	b.left(t, j.With["sarif_file"])
	b.left(t, j.Artifacts.Reports["junit"])
}

// remove takes away what a block before this one has left.
func (b docsBlock) remove(file string) { _ = os.Remove(filepath.Join(b.dir, file)) }

// action is what action.yml runs for these inputs.
func (b docsBlock) action(t *testing.T, with map[string]string) string {
	_, err := lab.Program("bash", "bash")
	lab.Need(t, err)
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Inputs map[string]struct{ Default string }
	}
	if err := yaml.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	set := ""
	for name := range with {
		if _, ok := known.Inputs[name]; !ok {
			t.Errorf("%s: the action has no input %q", b.where, name)
		}
	}
	for name, input := range known.Inputs {
		value, ok := with[name]
		if !ok {
			value = input.Default
		}
		set += fmt.Sprintf("export INPUT_%s='%s'\n", strings.ToUpper(strings.ReplaceAll(name, "-", "_")), value)
	}
	return set + filepath.Join(root, "scripts", "action")
}

// groovy runs what a pipeline of Jenkins runs, and looks for what it reads.
func (b docsBlock) groovy(t *testing.T) {
	shell := regexp.MustCompile(`sh\(returnStatus: true, script: '(.*)'\)`).FindStringSubmatch(b.script)
	read := regexp.MustCompile(`junit '(.*)'`).FindStringSubmatch(b.script)
	if shell == nil || read == nil {
		t.Fatalf("%s: no sh and no junit", b.where)
	}
	b.script = shell[1]
	b.remove(read[1])
	b.run(t)
	b.left(t, read[1])
}

// left wants a file that a run has left; "" for none.
func (b docsBlock) left(t *testing.T, file string) {
	if info, err := os.Stat(filepath.Join(b.dir, file)); err != nil || file != "" && info.Size() == 0 {
		t.Errorf("%s: %s: %v", b.where, file, err)
	}
}

func (b docsBlock) keep(t *testing.T, name, text string) {
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
