//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// line is the command line of the turn.
func (t *turn) line() []string {
	argv := append([]string{"vkcheck", t.command}, t.argv...)
	if t.limit > 0 {
		argv = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d && exec "$@"`, t.limit), "sh"}, argv...)
	}
	return argv
}

// strike is what the turn does to a vkcheck that runs.
func (t *turn) strike(cmd *exec.Cmd) {
	switch t.disturbance {
	case "SIGINT":
		_ = cmd.Process.Signal(os.Interrupt)
	case "SIGTERM":
		_ = cmd.Process.Signal(syscall.SIGTERM)
	case "SIGKILL":
		_ = cmd.Process.Kill()
	case "backend killed":
		t.victim()
	}
}

// run runs the vkcheck of the turn, and looks at what it leaves.
func (t *turn) run() {
	argv := t.line()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), t.env...)
	var output, said strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &said
	cmd.WaitDelay = patience // for children that it leaves
	started, tell, err := os.Pipe()
	if err == nil {
		cmd.Env, cmd.ExtraFiles = append(cmd.Env, startedVar+"=3"), []*os.File{tell}
		err = errors.Join(cmd.Start(), tell.Close())
	}
	if err != nil {
		t.Error(err)
		return
	}
	defer started.Close()
	ended := make(chan struct{})
	early, after := t.rand.IntN(8) == 0, time.Duration(t.rand.Int64N(int64(pick(t, []time.Duration{50 * time.Millisecond, 500 * time.Millisecond}))))
	go func() {
		if !early {
			_, _ = started.Read(make([]byte, 1)) // it is closed
		}
		select {
		case <-time.After(after):
			t.strike(cmd)
		case <-ended:
		}
	}()
	hung := time.AfterFunc(patience, func() { _ = cmd.Process.Signal(syscall.SIGQUIT) })
	err = cmd.Wait()
	close(ended)
	t.ended(ending{exit: cmd.ProcessState.ExitCode(), hung: !hung.Stop() || errors.Is(err, exec.ErrWaitDelay), printed: output.Len() > 0, said: said.String()})
}
