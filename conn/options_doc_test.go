package conn

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite docs/options.md and docs/valkey-py.md")

// TestOptionsDoc keeps docs/options.md the picture of the table of settings.
func TestOptionsDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "options.md")
	want := optionsDoc()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A checkout on Windows may have CRLF.
	if diff := cmp.Diff(want, strings.ReplaceAll(string(got), "\r\n", "\n")); diff != "" {
		t.Errorf("go test ./conn -run TestOptionsDoc -update; -want +got\n%s", diff)
	}
}

func optionsDoc() string {
	var doc strings.Builder
	doc.WriteString(`# Options

One table serves URLs, the environment and the command line. An option is
written ` + "`valkey://HOST:PORT/DB?NAME=VALUE&NAME=VALUE`" + ` in a URL, with the
names of valkey-py as far as it has them; ` + "`VKCHECK_NAME`" + ` in the environment;
` + "`--name`" + ` on the command line, where vkcheck itself has a use for it. A flag
goes before a variable, and a variable before the URL, but for secrets, where
the URL goes before the variable. Times are seconds, or have a unit: 1.5,
1500ms. In a URL, a ` + "`socket_timeout`" + ` is also that of connecting, and one for
connecting also that of the handshake, where these have none of their own. An
unknown option and a wrong value are errors.

Made from the table in package conn by ` + "`go test ./conn -run TestOptionsDoc -update`" + `.
`)
	group := ""
	for _, s := range Settings() {
		if s.Group != group {
			group = s.Group
			fmt.Fprintf(&doc, "\n## %s\n\n| in a URL | variable | flag | what | default |\n|---|---|---|---|---|\n", group)
		}
		flags := ""
		if s.Flag != "" && !s.Library {
			flags = "`--" + s.Flag + "`"
		}
		if s.Short != "" {
			flags += " `-" + s.Short + "`"
		}
		what := strings.ReplaceAll(s.Usage, "`", "")
		if s.Name != "" && s.Switch != "" && s.Switch != "true" {
			what += fmt.Sprintf(" (`%s=%s`)", s.Name, s.Switch)
		}
		fmt.Fprintf(&doc, "| %s | %s | %s | %s | %s |\n", code(s.Name), code(s.Variable()), flags, what, s.Default)
	}
	return doc.String()
}

// code is a name in Markdown.
func code(name string) string {
	if name == "" {
		return ""
	}
	return "`" + name + "`"
}

// Names are unique, every setting can be reached, and its value can be set.
func TestSettingsTable(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range Settings() {
		for _, name := range []string{s.Name, "--" + s.Flag, "-" + s.Short} {
			if seen[name] && strings.Trim(name, "-") != "" {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
		}
		if s.Name == "" && s.Flag == "" || s.Group == "" || s.Usage == "" {
			t.Errorf("%+v is not complete", s)
		}
		if named := strings.Contains(s.Usage, "`FILE`") || strings.Contains(s.Usage, "`DIR`"); s.File != named {
			t.Errorf("%s: File is %v, and its usage is %q", s.Name, s.File, s.Usage)
		}
		if s.Switch == "" {
			continue
		}
		p := PoolOptions{Options: Options{Caching: new(Caching)}}
		if err := s.SetPool(&p, s.Switch); err != nil {
			t.Errorf("%s%s: its switch %q: %v", s.Name, s.Flag, s.Switch, err)
		}
	}
}
