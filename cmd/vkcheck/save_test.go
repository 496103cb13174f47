package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

var saidToRepeat = regexp.MustCompile(`(?m)^vkcheck ocsp --cert (\d+)\.pem .*$`)

// TestSaveAndRepeat runs ocsp against the scenarios of the lab with --save,
// and then each command that the saved README gives: without the servers,
// every certificate gets the same verdict and code. What is saved of a forged
// response is the same whether it was stapled or asked for: stapled it is here.
func TestSaveAndRepeat(t *testing.T) {
	lab.Plain(t)
	l, err := lab.Start(lab.Options{Dir: t.TempDir(), Scenarios: lab.Scenarios()})
	if err != nil {
		t.Fatal(err)
	}
	live := map[string]report.Target{}
	dirs := map[string]string{}
	runs := map[string][]lab.Endpoint{} // by the flags
	for _, e := range l.Endpoints {
		if e.Responder.Forgery != "" || e.Silent || e.Kind == lab.KindServer {
			continue
		}
		flags := strings.Join(e.Flags, " ")
		runs[flags] = append(runs[flags], e)
	}
	for flags, endpoints := range runs {
		dir := filepath.Join(t.TempDir(), "saved")
		args := append([]string{"ocsp", "--cacert", l.CAFile, "--timeout", "8s", "--crl", "--save", dir}, strings.Fields(flags)...)
		for _, e := range endpoints {
			args = append(args, e.Addr)
		}
		_, r := runHere(t, args...)
		for i, e := range endpoints {
			live[e.Name], dirs[e.Name] = r.Targets[i], dir
			if len(endpoints) > 1 {
				dirs[e.Name] = filepath.Join(dir, targetDir(i, r.Targets[i]))
			}
		}
	}
	l.Close()
	repeated := 0
	for name, target := range live {
		t.Run(name, func(t *testing.T) {
			t.Chdir(dirs[name])
			readme, err := os.ReadFile("README.md")
			if err != nil {
				t.Fatal(err)
			}
			for _, said := range saidToRepeat.FindAllStringSubmatch(string(readme), -1) {
				_, again := runHere(t, strings.Fields(said[0])[1:]...)
				got := certificateOf(t, again)
				want := target.Certificates[said[1][0]-'0']
				if diff := cmp.Diff([]string{want.Serial, want.Verdict, want.Code}, []string{got.Serial, got.Verdict, got.Code}); diff != "" {
					t.Errorf("%s: serial, verdict, code (-live +files):\n%s", said[0], diff)
				}
				if got.Mechanism != "" && got.Mechanism != "file" {
					t.Errorf("%s: by %s, want file", said[0], got.Mechanism)
				}
				repeated++
			}
			answered := 0
			for _, c := range target.Certificates {
				for _, a := range c.Attempts {
					if a.File != "" && a.Code != ocspcheck.CodeOCSPNonceMismatch {
						answered++
						break
					}
				}
			}
			if got := len(saidToRepeat.FindAllString(string(readme), -1)); got != answered {
				t.Errorf("%d commands for %d certificates with an answer:\n%s", got, answered, readme)
			}
		})
	}
	if repeated < len(live) {
		t.Errorf("%d repeated of %d scenarios", repeated, len(live))
	}
}

// TestSaveInto saves into directories that are there, and wants them to be what
// they were, with the evidence in them.
func TestSaveInto(t *testing.T) {
	s, _ := lab.FindScenario("good")
	l, err := lab.Start(lab.Options{Dir: t.TempDir(), Scenarios: []lab.Scenario{s}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	for _, c := range []struct {
		name string
		make func(dir string) (save string, err error) // in dir, which is the working directory
		exit int
	}{
		{"new", func(dir string) (string, error) { return filepath.Join(dir, "new"), nil }, 0},
		{"working directory", func(string) (string, error) { return ".", nil }, 0},
		{"link", func(dir string) (string, error) {
			return filepath.Join(dir, "link"), errors.Join(os.Mkdir("real", 0o700), os.Symlink("real", "link"))
		}, 0},
		{"link to nothing", func(dir string) (string, error) { return filepath.Join(dir, "link"), os.Symlink("nothing", "link") }, 2},
		{"not empty", func(dir string) (string, error) { return dir, os.WriteFile("mine", nil, 0o600) }, 2},
		{"nothing can be made", func(dir string) (string, error) { return filepath.Join(os.DevNull, "new"), nil }, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			save, err := c.make(dir)
			if err != nil {
				t.Fatal(err)
			}
			link, _ := os.Readlink(save)
			exit, r := runHere(t, "ocsp", l.Endpoints[0].Addr, "--cacert", l.CAFile, "--save", save)
			if exit != c.exit || len(r.Targets) != 1-exit/2 {
				t.Errorf("exit %d, want %d: %+v", exit, c.exit, r.Targets)
			}
			if after, _ := os.Readlink(save); after != link {
				t.Errorf("what was a link to %q is one to %q", link, after)
			}
			for _, file := range []string{"README.md", "chain.pem", "vkcheck.json"} {
				if _, err := os.Stat(filepath.Join(save, file)); (err == nil) != (exit == 0) {
					t.Error(err)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".vkcheck-*")); left != nil {
				t.Errorf("%v is left", left)
			}
			if left, _ := filepath.Glob(filepath.Join(save, ".vkcheck-*")); left != nil {
				t.Errorf("%v is left", left)
			}
		})
	}
}

// TestSettleWhole wants nothing to be left where one of the files cannot be put
// in its place.
func TestSettleWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	temp := filepath.Join(dir, ".vkcheck-1")
	for _, made := range []string{filepath.Join(temp, "a"), filepath.Join(temp, "b"), filepath.Join(dir, "b", "another run's")} {
		if err := os.MkdirAll(made, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := settle(temp, dir); err == nil {
		t.Error("what another run has saved meanwhile was overwritten")
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
		t.Error("a half is left")
	}
	if _, err := os.Stat(filepath.Join(dir, "b", "another run's")); err != nil {
		t.Error(err)
	}
}

// TestSkewNone judges an answer as of a minute before it was given, which is
// within the skew that clocks have by default, and beyond none.
func TestSkewNone(t *testing.T) {
	t.Parallel()
	s, _ := lab.FindScenario("good")
	l, err := lab.Start(lab.Options{Dir: t.TempDir(), Scenarios: []lab.Scenario{s}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	dir := filepath.Join(t.TempDir(), "saved")
	_, r := runHere(t, "ocsp", l.Endpoints[0].Addr, "--cacert", l.CAFile, "--save", dir)
	before := r.Targets[0].Certificates[0].ThisUpdate.Add(-time.Minute).Format(time.RFC3339)
	line := []string{"ocsp", "--cert", filepath.Join(dir, "chain.pem"), "--response", filepath.Join(dir, "0-1-staple.der"), "--at", before}
	if exit, r := runHere(t, line...); exit != 0 {
		t.Errorf("exit %d: %+v", exit, r.Targets[0].Findings)
	}
	if exit, r := runHere(t, append(line, "--skew", "0")...); exit == 0 {
		t.Errorf("exit %d: %+v", exit, r.Targets[0].Findings)
	}
}
