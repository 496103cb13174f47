package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vkcheck/vkcheck/internal/lab"
)

var update = flag.Bool("update", false, "rewrite the golden output in testdata/script")

// raceOptions keep a process built with -race from sleeping a second at exit.
const raceOptions = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	_ = os.Setenv("GORACE", raceOptions)
	testscript.Main(m, map[string]func(){"vkcheck": main})
}

// TestScripts runs testdata/script: what a user types and sees. Each script
// has a lab of its own: $CA, and an address such as $REVOKED_LEAF for each
// scenario.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			l, err := lab.Start(lab.Options{Dir: env.WorkDir, Scenarios: lab.Scenarios()})
			if err != nil {
				return err
			}
			env.Defer(l.Close)
			env.Setenv("GORACE", raceOptions)
			testdata, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
			if err != nil {
				return err
			}
			env.Setenv("TESTDATA", testdata)
			env.Setenv("CA", l.CAFile)
			env.Setenv("CLIENT_CERT", l.ClientCert)
			env.Setenv("CLIENT_KEY", l.ClientKey)
			for _, e := range l.Endpoints {
				env.Setenv(strings.ToUpper(strings.ReplaceAll(e.Name, "-", "_")), e.Addr)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
		},
	})
}

// exits runs vkcheck and wants the exit code in its first argument.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE vkcheck ARGS...")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit %s, want %s", got, args[0])
	}
}
