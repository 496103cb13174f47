package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

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
