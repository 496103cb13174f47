package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/probe"
)

func TestComplete(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typed string // with | where the cursor is
		want  []string
		not   []string
	}{
		{typed: "oc|", want: []string{"ocsp"}, not: []string{"probe"}},
		{typed: "|", want: []string{"ocsp", "probe", "cache-sim", "help"}, not: []string{completeWord}},
		{typed: "help pro|", want: []string{"probe"}},
		{typed: "man cache-s|", want: []string{"cache-sim"}},
		{typed: "ocsp host:1 --cac|", want: []string{"--cacert", "--cacertdir"}, not: []string{"--policy"}},
		{typed: "ocsp --cacert |", want: []string{":files"}},
		{typed: "ocsp --cacert=|", want: []string{":files"}},
		{typed: "ocsp --cacertdir |", want: []string{":dirs"}},
		{typed: "ocsp --fail-on=w|", want: []string{"--fail-on=warning"}, not: []string{"--fail-on=error"}},
		{typed: "ocsp --severity ocsp-cert-revo|", want: []string{"ocsp-cert-revoked="}},
		{typed: "ocsp --severity ocsp-cert-revoked=|", want: []string{"ocsp-cert-revoked=info", "ocsp-cert-revoked=critical"}},
		{typed: "ocsp -o js|", want: []string{"json"}},
		{typed: "ocsp -o json=|", want: []string{":files"}},
		{typed: "ocsp -o json=out/x|", want: []string{":files"}},
		{typed: "cache-sim --policy lru,s3|", want: []string{"lru,s3fifo"}, not: []string{"s3fifo"}},
		{typed: "cache-sim --format mon|", want: []string{"monitor", "monitor-trace"}},
		{typed: "cache-sim --client jed|", want: []string{"jedis"}},
		{typed: "cache-sim |", want: []string{":files"}},
		{typed: "explain crl-idp|", want: []string{"crl-idp-mismatch"}},
		{typed: "lab revoked-l|", want: []string{"revoked-leaf"}},
		{typed: "lab good --dir |", want: []string{":dirs"}},
		{typed: "completion z|", want: []string{"zsh"}},
		{typed: "ocsp --nosuch=|"},
		{typed: "ocsp -- -|"},
	} {
		var out strings.Builder
		words := strings.Split(strings.TrimSuffix(tt.typed, "|"), " ")
		if err := complete(&out, newApp(nil, io.Discard, io.Discard), words); err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(out.String()) {
			word, _, _ := strings.Cut(line, "\t")
			got = append(got, word)
		}
		for _, want := range tt.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q lacks %s", tt.typed, got, want)
			}
		}
		for _, not := range tt.not {
			if slices.Contains(got, not) {
				t.Errorf("%s: %q has %s", tt.typed, got, not)
			}
		}
		if tt.want == nil && got != nil {
			t.Errorf("%s: %q, want nothing", tt.typed, got)
		}
	}
}

// What completion offers is what the flags take.
func TestCompletedValuesAreTaken(t *testing.T) {
	t.Parallel()
	for _, s := range conn.Settings() {
		for _, value := range offered(s.Flag) {
			if err := s.Set(&conn.Options{}, value); err != nil {
				t.Errorf("--%s %s: %v", s.Flag, value, err)
			}
		}
	}
	for _, value := range offered("fail-on") {
		if _, err := probe.ParseFailOn(value); err != nil {
			t.Error(err)
		}
	}
	for _, value := range offered("require") {
		if _, err := probe.ParseRequirement(value); err != nil {
			t.Error(err)
		}
	}
	if _, err := probe.ParseSeverities(severityValues(probe.Findings[0].Code + "=")); err != nil {
		t.Error(err)
	}
}

func offered(flag string) []string {
	if f := knownValues[flag]; f != nil {
		return f("")
	}
	return nil
}

// The scripts are tried in their shells, with vkcheck as the users call it.
func TestCompletionInShells(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, shell := range shellNames() {
		if err := os.WriteFile(filepath.Join(dir, shell), []byte(said(t, "completion", shell)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	vkcheck := filepath.Join(dir, "vkcheck")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, vkcheck); err != nil { // testscript.Main goes by the name
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			path, err := lab.Program(shell, shell)
			lab.Need(t, err)
			for _, tt := range []struct{ typed, want string }{
				{"vkcheck cache-s", "cache-sim"},
				{"vkcheck ocsp host:1 --must", "--must-staple"},
				{"vkcheck ocsp --fail-on crit", "critical"},
				{"vkcheck cache-sim --policy lru,siev", "lru,sieve"},
				{"vkcheck cache-sim --format twit", "twitter"},
				{"vkcheck ocsp -o js", "json"},
				{"vkcheck lab revoked-l", "revoked-leaf"},
				{"vkcheck explain crl-idp", "crl-idp-mismatch"},
				{"vkcheck ocsp --cacert c", "ca.pem"},
				{"~/vkcheck cache-s", "cache-sim"},
			} {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, path, shellArgs(shell, filepath.Join(dir, shell), tt.typed)...)
				cmd.Dir = dir
				cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+dir, "TERM=dumb", "GORACE="+raceOptions)
				out, err := cmd.CombinedOutput()
				if err != nil || !strings.Contains(string(out), tt.want) {
					t.Errorf("%s<TAB>: %v, %q lacks %q", tt.typed, err, out, tt.want)
				}
			}
		})
	}
}
