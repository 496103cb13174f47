package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func labCommand() *cli.Command {
	return &cli.Command{
		Name:  "lab",
		Usage: "serve endpoints with known defects to test clients against",
		UsageText: "vkcheck lab\n" +
			"vkcheck lab good revoked-leaf --dir /tmp/lab --backend 127.0.0.1:6379\n" +
			"vkcheck lab revoked-leaf -- COMMAND ...",
		Description: "Sets up the scenarios, or those named, on free loopback ports, each with one defect or\n" +
			"none, before an embedded server or --backend. Prints what a correct client must do with\n" +
			"each, and runs until it is interrupted.\n\n" +
			"With a COMMAND, it is run once for each scenario, with VKCHECK_LAB_ADDR, VKCHECK_LAB_CA\n" +
			"and others set (docs/lab.md), and its exit code is that of vkcheck: of several, the first\n" +
			"that is not 0. Signals go to the command.",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "kind", Usage: "scenarios of this `KIND`, may repeat: " + strings.Join(scenarioKinds(), ", ")},
			&cli.BoolFlag{Name: "list", Usage: "list the scenarios and set nothing up", DisableDefaultText: true},
			&cli.StringFlag{Name: "dir", Usage: "`DIR` for ca.pem and the client certificate (default: a temporary one)", EnvVars: env("dir")},
			&cli.StringFlag{Name: "backend", Usage: "`HOST:PORT` of a plain-text server to lead to (default: an embedded one)", EnvVars: env("backend")},
			&cli.StringSliceFlag{
				Name: "output", Aliases: []string{"o"},
				Usage: "`FORMAT` or FORMAT=FILE, may repeat: table, json (default: table); a file is there when the lab is up",
			},
		},
		Action: runLab,
	}
}

func runLab(c *cli.Context) error {
	names, command := splitCommand(c.Args().Slice())
	scenarios, err := chooseScenarios(names, c.StringSlice("kind")...)
	if err != nil {
		return err
	}
	sinks, err := labOutputs(c, command)
	if err != nil {
		return err
	}
	if c.Bool("list") {
		return showLab(c, sinks, listView(scenarios))
	}
	outliveReader()
	dir, remove, err := labDir(c.String("dir"))
	if err != nil {
		return err
	}
	defer remove()
	l, err := lab.Start(lab.Options{Dir: dir, Backend: c.String("backend"), Scenarios: scenarios})
	if err != nil {
		return err
	}
	defer l.Close()
	view := viewLab(l)
	if err := showLab(c, sinks, view); err != nil {
		return err
	}
	if command != nil {
		return runForEach(c, view, command)
	}
	fmt.Fprintln(c.App.ErrWriter, "vkcheck: the lab is up: interrupt it (Ctrl-C) to end it")
	<-c.Context.Done()
	return nil
}

// splitCommand takes what follows the first "--" for a command, nil if there
// is none.
func splitCommand(args []string) (names, command []string) {
	i := slices.Index(args, "--")
	if i < 0 {
		return args, nil
	}
	return args[:i], args[i+1:]
}

// labOutputs says where the lab is described. Standard output belongs to the
// command, if there is one.
func labOutputs(c *cli.Context, command []string) ([]sink, error) {
	sinks, err := sinks(c, checkLabFormat)
	onStdout := slices.ContainsFunc(sinks, func(s sink) bool { return s.file == "" })
	switch {
	case err != nil:
		return nil, err
	case command == nil && len(sinks) == 0:
		return []sink{{format: "table"}}, nil
	case command != nil && len(command) == 0:
		return nil, hinted{errors.New("there is no command after --"), []string{"vkcheck lab SCENARIO -- COMMAND ..."}}
	case command != nil && onStdout:
		return nil, hinted{errors.New("standard output is the command's"), []string{"give -o a file: -o json=FILE"}}
	}
	return sinks, nil
}

// labDir gives a directory that exists, and what to do in the end: one that
// nobody asked for is removed.
func labDir(dir string) (string, func(), error) {
	if dir != "" {
		return dir, func() {}, os.MkdirAll(dir, 0o755)
	}
	dir, err := temporary("vkcheck-lab-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

// temporary makes a directory; images without a shell have no place for one.
func temporary(prefix string) (string, error) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return "", hinted{fmt.Errorf("no temporary directory can be made: %w", err), []string{"set TMPDIR to a directory that may be written to"}}
	}
	return dir, nil
}

// chooseScenarios gives those named and those of the kinds; all where nothing
// is asked for.
func chooseScenarios(names []string, kinds ...string) ([]lab.Scenario, error) {
	if len(names)+len(kinds) == 0 {
		return lab.Scenarios(), nil
	}
	var chosen []lab.Scenario
	for _, name := range names {
		s, ok := lab.FindScenario(name)
		if !ok {
			return nil, unknown(fmt.Sprintf("there is no scenario %q", name), name, scenarioNames(), "vkcheck lab --list lists them")
		}
		chosen = append(chosen, s)
	}
	for _, kind := range kinds {
		if known := scenarioKinds(); !slices.Contains(known, kind) {
			return nil, unknown(fmt.Sprintf("there is no kind %q", kind), kind, known, strings.Join(known, ", "))
		}
		for _, s := range lab.Scenarios() {
			if s.Kind == lab.Kind(kind) {
				chosen = append(chosen, s)
			}
		}
	}
	return chosen, nil
}

func scenarioKinds() []string {
	var kinds []string
	for _, kind := range lab.Kinds() {
		kinds = append(kinds, string(kind))
	}
	return kinds
}

func scenarioNames() []string {
	var names []string
	for _, s := range lab.Scenarios() {
		names = append(names, s.Name)
	}
	return names
}
