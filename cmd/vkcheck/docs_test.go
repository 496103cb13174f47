package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestPages runs the commands of the README and of docs/, as a reader would
// copy them: each page in a directory of its own, on the hosts of docsWorld.
//
//	```sh                     a script that must exit 0
//	```sh exit 1              ... 1
//	```sh background          a command that runs until the page ends
//	```sh not run: REASON     what cannot be run in a test
//	```console [exit 1]       commands after "$ ", and what they print
//	```yaml                   a file of the gate, or what CI runs
//
// In what a command prints, times, dates, addresses and the widths of tables
// may differ; a line "..." leaves lines out. -update writes the outputs anew.
func TestPages(t *testing.T) {
	t.Parallel()
	_, err := lab.Program("timeout", "coreutils") // which ends all that a script has started
	lab.Need(t, err)
	world := startDocsWorld(t)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			runPage(t, world, page)
		})
	}
}

// docsTimeout bounds one block.
const docsTimeout = time.Minute

// fence finds the blocks of a page: what stands behind ``` and the lines.
var fence = regexp.MustCompile("(?ms)^```(sh|console|yaml|groovy)\\b([^\n]*)\n(.*?)^```$")

func runPage(t *testing.T, world *docsWorld, page string) {
	source, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	dir := world.directory(t)
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		b := docsBlock{
			world: world, dir: dir, where: fmt.Sprintf("%s:%d", filepath.Base(page), 1+strings.Count(text[:at[0]], "\n")),
			how: strings.TrimSpace(text[at[4]:at[5]]), script: text[at[6]:at[7]],
		}
		switch text[at[2]:at[3]] {
		case "console":
			b.console(t, page)
		case "yaml":
			b.yaml(t)
		case "groovy":
			b.groovy(t)
		default:
			b.run(t)
		}
	}
}

type docsBlock struct {
	world              *docsWorld
	dir                string
	where, how, script string
}

func (b docsBlock) run(t *testing.T) {
	want := 0
	switch reason, skip := strings.CutPrefix(b.how, "not run: "); {
	case skip && reason != "":
		return
	case b.how == "background":
		b.start(t)
		return
	case b.how != "":
		if _, err := fmt.Sscanf(b.how, "exit %d", &want); err != nil {
			t.Fatalf("%s: %q: exit N, background or not run: REASON", b.where, b.how)
		}
	}
	out, exit := b.shell(t, b.script)
	if exit != want {
		t.Errorf("%s: exit %d, want %d\n%s\n%s", b.where, exit, want, b.script, out)
	}
}

// shell gives what a script prints, and its exit code.
func (b docsBlock) shell(t *testing.T, script string) (string, int) {
	t.Helper()
	cmd := exec.Command("timeout", "-k", "5", strconv.Itoa(int(docsTimeout.Seconds())), "sh", "-euc", b.world.real(script))
	cmd.Dir, cmd.Env = b.dir, b.world.environ(b.dir)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", b.where, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// start leaves a command running until the page's end, once it has said a word.
func (b docsBlock) start(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, "sh", "-euc", "exec "+b.world.real(b.script))
	cmd.Dir, cmd.Env = b.dir, b.world.environ(b.dir)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = docsTimeout
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	first, err := said.ReadString('\n')
	rest := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(said)
		rest <- string(text)
	}()
	t.Cleanup(func() {
		cancel()
		text := first + <-rest
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s: %s%s", b.where, b.script, text)
		}
	})
	if err != nil {
		t.Fatalf("%s: ended before it said a word: %v", b.where, err)
	}
}

// console compares what the commands print with the page.
func (b docsBlock) console(t *testing.T, page string) {
	want := 0
	if _, err := fmt.Sscanf(b.how, "exit %d", &want); b.how != "" && err != nil {
		t.Fatalf("%s: %q: exit N", b.where, b.how)
	}
	var got strings.Builder
	exit := 0
	for _, command := range regexp.MustCompile(`(?m)^\$ .*$`).FindAllString(b.script, -1) {
		var out string
		out, exit = b.shell(t, command[2:])
		got.WriteString(command + "\n" + b.world.documented(command, out))
	}
	if exit != want {
		t.Errorf("%s: exit %d, want %d", b.where, exit, want)
	}
	if sameOutput(b.script, got.String()) {
		return
	}
	if *update && !strings.Contains(b.script, "\n...\n") {
		replaceInFile(t, page, b.script, got.String())
		return
	}
	t.Errorf("%s (-page +printed):\n%s", b.where, cmp.Diff(steady(b.script), steady(got.String())))
}

// sameOutput compares what does not change from run to run; "..." stands for
// any lines.
func sameOutput(page, printed string) bool {
	rest := steady(printed)
	parts := strings.Split("\n"+steady(page), "\n...\n")
	rest = "\n" + rest
	for i, part := range parts {
		at := strings.Index(rest, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		rest = "\n" + strings.TrimPrefix(rest[at+len(part):], "\n")
	}
	return strings.TrimSpace(rest) == "" || strings.HasSuffix(page, "\n...\n")
}

var unsteady = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z| UTC)?)?`), "DATE"},
	{regexp.MustCompile(`\b\d+(\.\d+)? ?(ns|µs|ms|s|min|h|d|days|hours)\b`), "TIME"},
	{regexp.MustCompile(`\b127\.0\.0\.1:\d+`), "ADDRESS"},
	{regexp.MustCompile(`\b[0-9a-f]{16,}\b`), "HEX"},
	{regexp.MustCompile(`/tmp/[\w./-]+`), "FILE"},
	{regexp.MustCompile(`─+`), "─"},
	{regexp.MustCompile(` +`), " "},
}

func steady(text string) string {
	for _, u := range unsteady {
		text = u.pattern.ReplaceAllString(text, u.with)
	}
	return text
}

func replaceInFile(t *testing.T, file, old, with string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, with, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSameOutput(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		page, printed string
		want          bool
	}{
		{"$ a\nx\n", "$ a\nx\n", true},
		{"$ a\nx\n", "$ a\ny\n", false},
		{"$ a\nx\n", "$ a\nx\ny\n", false},
		{"$ a\nx 3ms\n", "$ a\nx   12.5ms\n", true},
		{"$ a\nx\n...\nz\n", "$ a\nx\ny\ny\nz\n", true},
		{"$ a\nx\n...\nz\n", "$ a\nx\ny\n", false},
		{"$ a\nx\n...\n", "$ a\nx\ny\n", true},
		{"$ a\n...\nz\n", "$ a\nx\nz\nw\n", false},
	} {
		if got := sameOutput(tt.page, tt.printed); got != tt.want {
			t.Errorf("%q, %q: %v", tt.page, tt.printed, got)
		}
	}
}
