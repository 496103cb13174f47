package main

import (
	"flag"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vkcheck/vkcheck/internal/lab"
)

var update = flag.Bool("update", false, "rewrite the golden output in testdata/script")

// raceOptions keep a process built with -race from sleeping a second at exit.
const raceOptions = "atexit_sleep_ms=0"

func TestMain(m *testing.M) {
	_ = os.Setenv("GORACE", raceOptions)
	testscript.Main(withLab{m}, map[string]func(){"vkcheck": func() {
		stepClock()
		tellStarted()
		main()
	}})
}

// withLab ends the shared lab after the tests.
type withLab struct{ *testing.M }

func (m withLab) Run() int {
	dir, err := os.MkdirTemp("", "vkcheck-test-")
	if err != nil {
		panic(err)
	}
	var running *lab.Lab
	sharedLab = sync.OnceValues(func() (*lab.Lab, error) {
		running, err = lab.Start(lab.Options{Dir: dir, Scenarios: lab.Scenarios()})
		return running, err
	})
	defer os.RemoveAll(dir)
	code := m.M.Run()
	if running != nil {
		running.Close()
	}
	return code
}

// sharedLab gives a lab with every scenario, which all tests have in common.
var sharedLab func() (*lab.Lab, error)

// TestScripts runs testdata/script: what a user types and sees. A script has
// the lab's $CA, and an address such as $REVOKED_LEAF for each scenario.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			l, err := sharedLab()
			if err != nil {
				return err
			}
			env.Setenv("GORACE", raceOptions)
			testdata, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
			if err != nil {
				return err
			}
			env.Setenv("TESTDATA", testdata)
			env.Setenv("REPO", filepath.Dir(testdata))
			job, err := jobScript()
			if err != nil {
				return err
			}
			env.Setenv("JOB", job)
			env.Setenv("CA", l.CAFile)
			env.Setenv("CLIENT_CERT", l.ClientCert)
			env.Setenv("CLIENT_KEY", l.ClientKey)
			for _, e := range l.Endpoints {
				env.Setenv(strings.ToUpper(strings.ReplaceAll(e.Name, "-", "_")), e.Addr)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"expand": expand,
			"valkey": startValkey,
		},
	})
}

// startValkey starts a real server for the script, $VALKEY at $VALKEY_PORT, with
// the arguments given: the scenarios may have the embedded one, which knows little.
func startValkey(ts *testscript.TestScript, _ bool, args []string) {
	v, err := lab.StartValkey(lab.ValkeyOptions{Args: args})
	ts.Check(err)
	ts.Defer(func() { _ = v.Close() })
	ts.Setenv("VALKEY", v.Addr)
	_, port, err := net.SplitHostPort(v.Addr)
	ts.Check(err)
	ts.Setenv("VALKEY_PORT", port)
}

// expand writes the values of variables into files.
func expand(ts *testscript.TestScript, _ bool, files []string) {
	for _, file := range files {
		text := os.Expand(ts.ReadFile(file), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o644))
	}
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
