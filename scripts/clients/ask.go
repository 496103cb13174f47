package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// limit is when a client hangs: each has been told to wait for 5 seconds where
// it can be told.
const limit = 20 * time.Second

// Outcomes of a scenario.
const (
	connected = "connected" // it got its reply
	refused   = "refused"   // it ended with an error, or without a reply
	hung      = "hung"      // it was still there after the limit
	crashed   = "crashed"   // a signal or a panic ended it
	beyond    = "n/a"       // it is not asked: the fault is in a command that it does not send, or above TLS
)

// result is what a client did with a scenario.
type result struct {
	Scenario scenario `json:"scenario"`
	Outcome  string   `json:"outcome"`
	Words    string   `json:"words,omitempty"` // of a refusal
	Seconds  float64  `json:"seconds"`
}

// over asks the scenarios, or those named, of a lab of the client's own: some
// answer the first that asks in another way.
func over(ctx context.Context, work string, c client, names []string, parallel int) ([]result, error) {
	scenarios, stop, err := startLab(work, names)
	if stop != nil {
		defer stop()
	}
	if err != nil {
		return nil, err
	}
	results := make([]result, len(scenarios))
	slots := make(chan struct{}, parallel)
	var asking sync.WaitGroup
	for i, s := range scenarios {
		slots <- struct{}{}
		asking.Go(func() {
			results[i] = c.ask(ctx, s)
			<-slots
		})
	}
	asking.Wait()
	return results, ctx.Err()
}

func (c client) ask(ctx context.Context, s scenario) result {
	if c.kinds != nil && !slices.Contains(c.kinds, s.Kind) || c.name == vkcheckName && s.Command != "PING" || c.onlyTLS && (!s.TLS || s.Kind == "server" && s.Want.OCSP.Exit == 0 && s.Must == "refuse") {
		return result{Scenario: s, Outcome: beyond}
	}
	begin := time.Now()
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.limit, limit))
	defer cancel()
	argv := c.argv(s)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = s.environment(), c.dir, &stdout, &stderr, time.Second
	var err error
	replied := false
	if c.typed {
		replied, err = converse(cmd, &stdout, s.Command)
	} else {
		err = cmd.Run()
		replied = err == nil
	}
	r := result{Scenario: s, Outcome: refused, Seconds: time.Since(begin).Seconds()}
	switch {
	case replied:
		r.Outcome = connected
	case ctx.Err() != nil:
		r.Outcome = hung
	default:
		r.Words = c.quote(s, stdout.String(), stderr.String(), err)
		if panicked(err, stderr.String()) {
			r.Outcome = crashed
		}
	}
	if c.name == vkcheckName {
		r.Words = codeOf(stdout.Bytes())
	}
	return r
}

// panicked is true of a program that a signal has ended, and of one in Go that
// shows its stack.
func panicked(err error, stderr string) bool {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ProcessState.ExitCode() < 0 {
		return true
	}
	return strings.Contains(stderr, "\ngoroutine ")
}

// reply is the first line of one, as a program that passes it on prints it.
var reply = regexp.MustCompile(`(?m)^(\+PONG|\+OK|\$-?\d|-[A-Z]+ )`)

// converse types the command and ends the program when a reply has come. It
// says whether that is no error.
func converse(cmd *exec.Cmd, stdout *bytes.Buffer, command string) (replied bool, err error) {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return false, err
	}
	seen := &watched{out: stdout, found: make(chan struct{})}
	cmd.Stdout = seen
	if err := cmd.Start(); err != nil {
		return false, err
	}
	_, _ = io.WriteString(stdin, command+"\r\n")
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-seen.found:
		_ = stdin.Close()
		_ = cmd.Process.Kill()
		<-ended
		return !bytes.HasPrefix(seen.reply, []byte("-")), errors.New(string(seen.reply))
	case err := <-ended:
		return false, err
	}
}

// watched keeps what is printed and says when a reply is among it.
type watched struct {
	out   *bytes.Buffer
	found chan struct{}
	reply []byte
}

func (w *watched) Write(p []byte) (int, error) {
	w.out.Write(p)
	if w.reply == nil {
		if w.reply = reply.Find(w.out.Bytes()); w.reply != nil {
			close(w.found)
		}
	}
	return len(p), nil
}
