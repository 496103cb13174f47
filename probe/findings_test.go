package probe

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/ from the findings table")

// TestCodesHaveRows keeps the Code constants of all packages and the findings
// table equal: no code without a row, no row without a code.
func TestCodesHaveRows(t *testing.T) {
	t.Parallel()
	where := map[string]string{}
	for _, dir := range []string{"conn", "ocspcheck", "cachesim", "internal/record", "internal/gate", "probe"} {
		codesBelow(t, filepath.Join("..", dir), where)
	}
	for code, file := range where {
		if _, ok := Lookup(code); !ok {
			t.Errorf("%s: code %q has no row in the findings table", file, code)
		}
	}
	for _, row := range Findings {
		if where[row.Code] == "" {
			t.Errorf("the findings table has a row for %q, which no package gives", row.Code)
		}
	}
}

// codesBelow collects the string constants named Code... and their files.
func codesBelow(t *testing.T, dir string, where map[string]string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if strings.HasPrefix(name.Name, "Code") && i < len(spec.Values) {
					if lit, ok := spec.Values[i].(*ast.BasicLit); ok {
						code, _ := strconv.Unquote(lit.Value)
						where[code] = path
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRowsAreWhole(t *testing.T) {
	t.Parallel()
	for i, r := range Findings {
		if i > 0 && Findings[i-1].Code == r.Code {
			t.Errorf("%s stands twice", r.Code)
		}
		if _, ok := severityRank[r.Severity]; !ok {
			t.Errorf("%s: severity %q", r.Code, r.Severity)
		}
		if r.Outcome != OK && r.Outcome != Failed && r.Outcome != Undetermined {
			t.Errorf("%s: outcome %q", r.Code, r.Outcome)
		}
		if nothingToDo := r.Severity == Info && r.Outcome == OK; r.Cure == "" && !nothingToDo {
			t.Errorf("%s: something is wrong, and there is no cure", r.Code)
		}
		if n := strings.Count(r.Long, ". "); r.Long == "" || r.Example == "" || n > 6 || strings.Contains(r.Long, "\n") {
			t.Errorf("%s: a paragraph and an example are missing, or the paragraph is too long", r.Code)
		}
		if r.Sentence == "" || strings.HasSuffix(r.Sentence, ".") || strings.HasSuffix(r.Cure, ".") {
			t.Errorf("%s: sentence and cure have no final stop, and the sentence is not empty", r.Code)
		}
	}
}

// TestDocs keeps docs/ equal to the table; -update rewrites it.
func TestDocs(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(io.Writer) error{
		"codes.tsv":   WriteCodes,
		"findings.md": WriteFindings,
	} {
		var want bytes.Buffer
		if err := write(&want); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "docs", name)
		if *update {
			if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("docs/%s is not what the findings table makes: run go test ./probe -run TestDocs -update", name)
		}
	}
}
