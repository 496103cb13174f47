package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/report"
)

// TestPagesNameAll wants every policy, format and client to be named by the
// page that is about them.
func TestPagesNameAll(t *testing.T) {
	t.Parallel()
	for page, names := range map[string][]string{
		"policies.md": cachesim.Policies(),
		"traces.md":   trace.Formats(),
		"cache.md":    client.Names(),
		"formats.md":  report.Formats(),
	} {
		text := readPage(t, page)
		for _, name := range names {
			if !regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(text) {
				t.Errorf("docs/%s does not name %s", page, name)
			}
		}
	}
}

// TestPagesAreFound wants every page to be linked from the README, and every
// link and file that a page names to be there.
func TestPagesAreFound(t *testing.T) {
	t.Parallel()
	readme := readPage(t, "../README.md")
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if name := "docs/" + filepath.Base(page); !strings.Contains(readme, name) {
			t.Errorf("the README does not name %s", name)
		}
	}
	named := regexp.MustCompile("`(?:scripts|testdata|cachesim|conn|probe|report|ocspcheck)/[\\w./-]+`|\\]\\(([\\w./-]+)\\)")
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md", "../../ARCHITECTURE.md") {
		for _, m := range named.FindAllStringSubmatch(readPage(t, filepath.Join("..", page[len("../../"):])), -1) {
			at := filepath.Join("..", "..", strings.Trim(m[0], "`"))
			if m[1] != "" {
				at = filepath.Join(filepath.Dir(page), m[1])
			}
			if _, err := os.Stat(at); err != nil {
				t.Errorf("%s names %s, which is not there", filepath.Base(page), m[0])
			}
		}
	}
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", page))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
