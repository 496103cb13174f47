//go:build unix

package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// exporter is the vkcheck of a turn of serve.
type exporter struct {
	*turn
	file    string // the gate's
	version int    // of the file
	cmd     *exec.Cmd
	said    chan string  // all of its log, once it has gone
	told    atomic.Bool  // it was told to end
	url     string       // where it listens
	client  *http.Client // that looks after it
}

// serve runs an exporter that is asked by several at once, while its file
// changes, its clients hang up and its servers go. Until it is told to end it is
// healthy; when nobody asks any more, nothing is left of what it did.
func (t *turn) serve() {
	t.command = "serve"
	e := &exporter{turn: t, file: filepath.Join(t.dir, "vkcheck.yaml"), said: make(chan string, 1), client: &http.Client{Transport: &http.Transport{}, Timeout: patience}}
	defer e.client.CloseIdleConnections()
	t.argv = []string{"-f", e.file, "--listen", "127.0.0.1:0", "--parallel", pick(t, []string{"1", "4", "64"})}
	if t.rand.IntN(2) == 0 {
		t.argv = append(t.argv, "--cache-dir", filepath.Join(t.dir, "store"))
	}
	own := ""
	if t.server != nil && t.rand.IntN(2) == 0 {
		own = t.ownServer()
	}
	pick(t, t.disturbances())(t)
	t.exits = []int{0} // whatever ends it
	config, targets := e.config(own)
	if err := e.write(config); err != nil {
		t.Error(err)
		return
	}
	if !e.start() {
		return
	}
	if fault := e.disturb(config, targets); fault != "" {
		_ = e.cmd.Process.Signal(syscall.SIGQUIT) // where everybody is
		t.failed(fault + "\n" + <-e.said)
		_ = e.cmd.Wait()
		return
	}
	hung := e.impatient()
	said := <-e.said
	_ = e.cmd.Wait()
	t.ended(ending{exit: e.cmd.ProcessState.ExitCode(), hung: !hung.Stop(), printed: said != "", said: said})
}

// config gives a file, and what may be asked by it.
func (e *exporter) config(own string) (text string, targets []string) {
	var b strings.Builder
	fmt.Fprintf(&b, "allow: [127.0.0.1]\ndefaults:\n  timeout: %s\n  check: %s\n  connection: {ssl_ca_certs: '%s'}\n", pick(e.turn, []string{"300ms", "2s"}), pick(e.turn, []string{"ocsp", "probe"}), e.lab.CAFile)
	b.WriteString("modules:\n  patient: {timeout: 3s, check: ocsp}\ntargets:\n")
	for i := range 10 {
		if at := pick(e.turn, e.lab.Endpoints); !at.DialPlain {
			fmt.Fprintf(&b, "  - {target: '%s', name: t%d}\n", at.Addr, i)
			targets = append(targets, "t"+strconv.Itoa(i), at.Addr)
		}
	}
	if own != "" {
		fmt.Fprintf(&b, "  - {target: '%s', check: probe, name: own}\n", own)
		targets = append(targets, "own")
	}
	return b.String(), targets
}

// write writes the file anew, with a target by which it is known.
func (e *exporter) write(text string) error {
	e.version++
	return os.WriteFile(e.file, fmt.Appendf(nil, "%s  - {target: '127.0.0.1:1', name: version-%d}\n", text, e.version), 0o600)
}

// start is false where it has failed.
func (e *exporter) start() bool {
	argv := e.line()
	e.cmd = exec.Command(argv[0], argv[1:]...)
	e.cmd.Env = append(os.Environ(), e.env...)
	stderr, err := e.cmd.StderrPipe()
	if err == nil {
		err = e.cmd.Start()
	}
	if err != nil {
		e.Error(err)
		return false
	}
	listening := make(chan string, 1)
	go func() {
		var all strings.Builder
		for log := bufio.NewReader(stderr); ; {
			line, err := log.ReadString('\n')
			all.WriteString(line)
			if strings.Contains(line, "Listening on") {
				listening <- "http://" + regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(line)
			}
			if err != nil {
				break
			}
		}
		close(listening)
		e.said <- all.String()
	}()
	if strings.HasPrefix(e.disturbance, "SIG") && e.rand.IntN(4) == 0 {
		time.Sleep(time.Duration(e.rand.Int64N(int64(50 * time.Millisecond)))) // the disturbance: amid its start
		e.strike(e.cmd)
		e.told.Store(true)
	}
	defer e.impatient().Stop()
	e.url = <-listening
	return true
}

// impatient has one that hangs say where.
func (e *exporter) impatient() *time.Timer {
	return time.AfterFunc(patience, func() { _ = e.cmd.Process.Signal(syscall.SIGQUIT) })
}

// disturb has the exporter asked, and ends it. It gives what is wrong.
func (e *exporter) disturb(config string, targets []string) (fault string) {
	if e.url == "" || e.told.Load() {
		return ""
	}
	idle, err := e.holds()
	if err != nil {
		return err.Error()
	}
	during, stop := context.WithCancel(context.Background())
	defer stop()
	var all sync.WaitGroup
	faults := make(chan string, 100)
	for i := range 1 + e.rand.IntN(8) {
		all.Go(func() { e.ask(during, rand.New(rand.NewPCG(uint64(e.number), uint64(i))), targets, faults) })
	}
	reloads := 1 + e.rand.IntN(10)
	for _, when := range e.rand.Perm(reloads) {
		time.Sleep(time.Duration(e.rand.Int64N(int64(60 * time.Millisecond)))) // the load lasts so long
		if when == 0 {
			e.told.Store(strings.HasPrefix(e.disturbance, "SIG"))
			e.strike(e.cmd)
		}
		if e.told.Load() {
			break
		}
		text := config
		if e.rand.IntN(3) == 0 {
			text = config[:e.rand.IntN(len(config))]
		}
		if err := e.write(text); err != nil {
			return err.Error()
		}
		_ = e.cmd.Process.Signal(syscall.SIGHUP)
	}
	if !e.told.Load() {
		stop()
	}
	all.Wait() // the clients of one that was told to end go when it has gone
	select {
	case fault := <-faults:
		return fault
	default:
	}
	if e.told.Load() {
		return ""
	}
	if fault := e.settle(config, idle); fault != "" {
		return fault
	}
	_ = e.cmd.Process.Signal(pick(e.turn, []os.Signal{os.Interrupt, syscall.SIGTERM}))
	return ""
}

// holding is what an exporter has in its hands.
type holding struct{ goroutines, files, probes int }

func (e *exporter) holds() (holding, error) {
	status, body, err := get(context.Background(), e.client, e.url+"/metrics")
	if err != nil || status != http.StatusOK {
		return holding{}, fmt.Errorf("/metrics: status %d, %w", status, err)
	}
	value := func(name string) int {
		_, rest, _ := strings.Cut(body, "\n"+name+" ")
		number, _, _ := strings.Cut(rest, "\n")
		n, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return 0 // a system that does not tell
		}
		return int(n)
	}
	return holding{value("go_goroutines"), value("process_open_fds"), value("vkcheck_serve_probes_running")}, nil
}

// settle waits until the file is in force and the exporter holds no more than
// at its beginning. Connections to responders are kept for ten seconds.
func (e *exporter) settle(config string, idle holding) (fault string) {
	if err := e.write(config); err != nil {
		return err.Error()
	}
	_ = e.cmd.Process.Signal(syscall.SIGHUP)
	want := fmt.Sprintf("version-%d<", e.version)
	for late := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		_, page, err := get(context.Background(), e.client, e.url+"/")
		if err != nil {
			return err.Error()
		}
		now, err := e.holds()
		switch {
		case err != nil:
			return err.Error()
		case now.goroutines <= idle.goroutines && now.files <= idle.files && now.probes == 0 && strings.Contains(page, want):
			status, body, err := get(context.Background(), e.client, e.url+"/-/healthy")
			if err != nil || status != http.StatusOK {
				return fmt.Sprintf("/-/healthy: status %d, %s, %v", status, body, err)
			}
			return ""
		case time.Now().After(late):
			return fmt.Sprintf("it holds %+v, and held %+v when nobody had asked; %s", now, idle, page)
		}
	}
}
