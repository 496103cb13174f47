package gate

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInclude: lists add up, and who includes stands above what is included,
// wherever the files are.
func TestInclude(t *testing.T) {
	t.Parallel()
	first := inDir(t, "vkcheck.yaml", texts{
		"vkcheck.yaml":      "include: [base/base.yaml, 'targets/*.yaml']\ndefaults: {timeout: 3s}\ntargets: [a]\n",
		"base/base.yaml":    "include: more.yaml\ndefaults: {timeout: 9s, check: ocsp, connection: {ssl_ca_certs: ca.pem}}\nmodules: {m: {timeout: 1s}}\n",
		"base/more.yaml":    "waivers: [{code: expired, reason: x, until: 2030-01-01}]\n",
		"targets/b.yaml":    "include: ../base/more.yaml\ntargets: [{target: b, module: m}]\n",
		"targets/c.yaml":    "targets: [c]\n",
		"targets/README.md": "no yaml",
	})
	c, err := Load(first)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(first)
	var targets []string
	for _, target := range c.Targets {
		targets = append(targets, target.Address+" "+target.Timeout.String()+" "+target.Check)
		if got, want := target.Connection["ssl_ca_certs"].text, filepath.Join(dir, "base", "ca.pem"); got != want {
			t.Errorf("%s: %s, want it beside the file that says so: %s", target.Address, got, want)
		}
	}
	if diff := cmp.Diff([]string{"b 1s ocsp", "c 3s ocsp", "a 3s ocsp"}, targets); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if len(c.Waivers) != 1 || len(c.Files) != 5 {
		t.Errorf("%d waivers of %q: a file that is included twice counts once", len(c.Waivers), c.Files)
	}
}

func TestIncludeRefused(t *testing.T) {
	t.Parallel()
	long := texts{}
	for i := range 12 {
		long[string(rune('a'+i))+".yaml"] = "include: " + string(rune('b'+i)) + ".yaml\n"
	}
	for name, tt := range map[string]struct {
		first string
		files texts
		want  string
	}{
		"missing":         {"a.yaml", texts{"a.yaml": "include: b.yaml"}, "a.yaml:1:10: open "},
		"none matches":    {"a.yaml", texts{"a.yaml": "include: ['b/*.yaml']"}, "a.yaml:1:11: no file is called "},
		"itself":          {"a.yaml", texts{"a.yaml": "include: a.yaml"}, "a.yaml includes itself"},
		"round":           {"a.yaml", texts{"a.yaml": "include: b.yaml", "b.yaml": "include: c.yaml", "c.yaml": "include: ./x/../a.yaml"}, "c.yaml:1:10: "},
		"long way":        {"a.yaml", long, "more than 8 files include one another"},
		"no file at all":  {"a.yaml", texts{}, "open "},
		"too long":        {"a.yaml", texts{"a.yaml": "include: b.yaml", "b.yaml": "#" + strings.Repeat("x", maxFileSize)}, "a.yaml:1:10: read "},
		"a directory":     {"a.yaml", texts{"a.yaml": "include: b", "b/x": ""}, "a.yaml:1:10: "},
		"fault elsewhere": {"a.yaml", texts{"a.yaml": "include: b.yaml", "b.yaml": "\ntargts: []"}, "b.yaml:2:1: unknown key \"targts\""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Load(inDir(t, tt.first, tt.files)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// TestIncludeBySymlink: a file is the same whatever way leads to it.
func TestIncludeBySymlink(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: symbolic links need a right on Windows")
	}
	first := inDir(t, "a.yaml", texts{"a.yaml": "include: b.yaml\n"})
	if err := os.Symlink("a.yaml", filepath.Join(filepath.Dir(first), "b.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(first); err == nil || !strings.Contains(err.Error(), "includes itself") {
		t.Errorf("%v", err)
	}
}
