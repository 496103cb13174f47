package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/probe"
)

// runForEach runs the command once for each scenario, one after the other,
// and fails with the first exit code that is not 0. An interrupt leaves the
// scenarios out that have not begun.
func runForEach(c *cli.Context, v labView, command []string) error {
	first, several := 0, len(v.Scenarios) > 1
	for _, s := range v.Scenarios {
		if c.Context.Err() != nil {
			return exitWith(probe.ExitInterrupted)
		}
		code, err := runCommand(c.App, v, s, command)
		if err != nil {
			return err
		}
		if several && code != 0 {
			fmt.Fprintf(c.App.ErrWriter, "vkcheck: %s: exit %d\n", s.Scenario, code)
		}
		if first == 0 {
			first = code
		}
	}
	return exitWith(first)
}

// orphansMax is how long what the command has started, and left behind, may
// keep an output open that is no file.
const orphansMax = time.Second

// runCommand gives the command's exit code; killed by a signal it is 128 and
// the signal's number, as in a shell.
func runCommand(app *cli.App, v labView, s scenarioView, command []string) (int, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = app.Reader, app.Writer, app.ErrWriter, orphansMax
	cmd.Env = append(os.Environ(), s.environment(v)...)
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, endings...)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 0, hinted{fmt.Errorf("the command cannot be run: %w", err), []string{"what follows -- is a program and its arguments, without a shell"}}
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			if forwarded(app.Reader, s) {
				_ = cmd.Process.Signal(s) // it may have ended
			}
		case err := <-ended:
			return exitOf(cmd, err)
		}
	}
}

func exitOf(cmd *exec.Cmd, err error) (int, error) {
	var exit *exec.ExitError
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		return cmd.ProcessState.ExitCode(), nil
	case !errors.As(err, &exit):
		return 0, err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}

// endings are the signals that end us no sooner than the command.
var endings = []os.Signal{syscall.SIGTERM, os.Interrupt, syscall.SIGHUP, syscall.SIGQUIT}

// forwarded is true of a signal that the command gets from us. A terminal sends
// its own to the command as well, which would get them twice.
func forwarded(stdin io.Reader, s os.Signal) bool {
	_, ok := terminal(stdin)
	return !ok || s == syscall.SIGTERM
}

// labVariable begins the names of what the command is told.
const labVariable = "VKCHECK_LAB_"

// environment tells the command where the scenario is and what it is for; a
// variable without a value says no, or nothing.
func (s scenarioView) environment(v labView) []string {
	tls := ""
	if s.TLS {
		tls = "1"
	}
	var all []string
	for _, e := range [][2]string{
		{"SCENARIO", s.Scenario},
		{"KIND", s.Kind},
		{"ADDR", s.Addr},
		{"HOST", s.Host},
		{"PORT", s.Port},
		{"TLS", tls},
		{"CA", v.CA},
		{"CERT", v.Cert},
		{"KEY", v.Key},
		{"COMMAND", s.Command},
		{"MUST", s.Must},
		{"WANT_VERDICT", s.Want.Verdict},
		{"WANT_OCSP_EXIT", strconv.Itoa(s.Want.OCSP.Exit)},
		{"WANT_OCSP_CODE", s.Want.OCSP.Code},
		{"WANT_OCSP_SEVERITY", s.Want.OCSP.Severity},
		{"WANT_PROBE_EXIT", strconv.Itoa(s.Want.Probe.Exit)},
		{"WANT_PROBE_CODE", s.Want.Probe.Code},
		{"WANT_PROBE_SEVERITY", s.Want.Probe.Severity},
	} {
		all = append(all, labVariable+e[0]+"="+e[1])
	}
	return all
}
