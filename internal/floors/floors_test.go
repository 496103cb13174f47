// Package floors holds the tests that keep imports going down, and that every
// room says what belongs there. What does not belong here: anything that runs.
package floors

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/vkcheck/vkcheck/"

// allowed lists what each room may import of ours: down, or a neighbour named
// in ARCHITECTURE.md.
var allowed = map[string][]string{
	"cmd/vkcheck":         {"probe", "internal/record", "report", "conn", "ocspcheck", "cachesim", "cachesim/client", "cachesim/trace", "internal/lab", "internal/nearest", "internal/atomicfile", "internal/readfile", "internal/gate", "internal/serve", "internal/memory"},
	"internal/serve":      {"internal/gate", "probe", "ocspcheck", "report", "conn", "internal/nearest"},
	"internal/gate":       {"probe", "conn", "ocspcheck", "cachesim", "cachesim/client", "cachesim/trace", "report", "internal/nearest", "internal/memory", "internal/readfile"},
	"probe":               {"conn", "ocspcheck", "internal/record", "cachesim", "cachesim/client", "cachesim/trace", "report", "internal/nearest"},
	"conn":                {"ocspcheck", "cachesim/localcache", "cachesim/command", "conn/resp", "internal/nearest", "internal/errno", "internal/readfile"},
	"cachesim":            {"cachesim/client", "cachesim/trace", "cachesim/intern", "cachesim/sim", "cachesim/curve", "cachesim/localcache", "internal/nearest"},
	"cachesim/client":     {"cachesim/command", "cachesim/trace", "cachesim/intern", "cachesim/sim", "internal/nearest", "internal/memory"},
	"cachesim/trace":      {"internal/nearest", "internal/readfile"},
	"cachesim/curve":      {"cachesim/sim"},
	"cachesim/intern":     {"internal/memory"},
	"cachesim/sim":        {"internal/memory"},
	"cachesim/command":    {},
	"cachesim/localcache": {},
	"ocspcheck":           {"internal/atomicfile", "internal/errno"},
	"conn/resp":           {},
	"report":              {"internal/nearest"},
	"internal/lab":        {"conn/resp", "internal/readfile"},
	"internal/nearest":    {},
	"internal/memory":     {},
	"internal/atomicfile": {},
	"internal/errno":      {},
	"internal/readfile":   {},
	"internal/record":     {"conn", "cachesim/trace", "cachesim/command", "internal/atomicfile"},
	"internal/floors":     {},
}

// homes lists the only rooms that may import a library that must stay
// replaceable.
var homes = map[string][]string{
	"github.com/urfave/cli/v2":               {"cmd/vkcheck"},
	"github.com/olekukonko/tablewriter":      {"report"},
	"golang.org/x/crypto/ocsp":               {"ocspcheck", "internal/lab"},
	"github.com/guptarohit/asciigraph":       {"report"},
	"gonum.org/v1/plot":                      {"report"},
	"gopkg.in/yaml.v3":                       {"internal/gate", "report"},
	"github.com/prometheus/client_model":     {"report"},
	"github.com/prometheus/common/expfmt":    {"report"},
	"github.com/prometheus/client_golang":    {"internal/serve"},
	"github.com/prometheus/exporter-toolkit": {"internal/serve"},
	"github.com/youmark/pkcs8":               {"conn"},
	"github.com/alicebob/miniredis/v2":       {"internal/lab"},
	"github.com/schollz/progressbar/v3":      {"cmd/vkcheck"},
	"github.com/gopacket/gopacket":           {"cachesim/trace"},
	"github.com/ulikunitz/xz":                {"cachesim/trace"},
}

func TestImportsGoDown(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "scripts" || strings.HasPrefix(d.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		room, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		check(t, filepath.ToSlash(room), path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Every module that we chose, and not one of its own, stands in ARCHITECTURE.md
// with what it is for.
func TestDependenciesHaveAReason(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## Dependencies and why")
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	chosen := regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllStringSubmatch(string(mod), -1)
	if len(chosen) == 0 {
		t.Fatal("go.mod requires nothing")
	}
	for _, m := range chosen {
		name := path.Base(regexp.MustCompile(`/v\d+$`).ReplaceAllString(m[1], ""))
		if !strings.Contains(table, strings.TrimSuffix(name, ".v3")) {
			t.Errorf("ARCHITECTURE.md does not say what %s is for", m[1])
		}
	}
}

// Every room's comment says what belongs there and what does not.
func TestRoomsSayWhatBelongsThere(t *testing.T) {
	t.Parallel()
	for room := range allowed {
		files, err := filepath.Glob(filepath.Join("..", "..", room, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, path := range files {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(path, "_test.go") || room == "internal/floors" {
				said += file.Doc.Text()
			}
		}
		if said = strings.Join(strings.Fields(said), " "); !strings.Contains(said, "belong") {
			t.Errorf("%s: its comment does not say what belongs there, and what does not", room)
		}
	}
}

func check(t *testing.T, room, path string) {
	down, known := allowed[room]
	if !known {
		t.Errorf("%s: the room %s has no floor: give it one here and in ARCHITECTURE.md", path, room)
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, spec := range file.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(down, ours) {
			t.Errorf("%s: %s may not import %s", path, room, ours)
		}
		for library, rooms := range homes {
			if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(rooms, room) {
				t.Errorf("%s: only %s may import %s", path, strings.Join(rooms, " and "), library)
			}
		}
	}
}
