package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// serveTime is how long the exporter is asked.
var serveTime time.Duration

const (
	served    = 1000 // endpoints
	warmUp    = 5 * time.Second
	readiness = time.Minute
)

// exporter is a running "vkcheck serve".
type exporter struct {
	url    string
	pid    int
	client *http.Client
	stop   func() error
}

// serveRate asks "vkcheck serve" about endpoints, at half of the rate that
// "vkcheck ocsp" reaches over the same ones just before, and holds what it has
// afterwards against what it had before.
func serveRate(w io.Writer) (met bool, err error) {
	e, err := startEndpoints(served, 0)
	if err != nil {
		return false, err
	}
	defer e.stop()
	ocsp, err := vkcheckOCSP(&env{endpoints: e})
	if err != nil {
		return false, err
	}
	begin := time.Now()
	if err := ocsp.do(0); err != nil {
		return false, err
	}
	rate := served / time.Since(begin).Seconds() / 2
	x, err := startExporter(e)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, x.stop()) }()
	if err := x.drive(e, rate, warmUp).problem(); err != nil {
		return false, err
	}
	before, err := x.holdings()
	if err != nil {
		return false, err
	}
	got := x.drive(e, rate, serveTime)
	after, err := x.holdings()
	if err != nil {
		return false, err
	}
	fmt.Fprintf(w, "  asked for %.0f probes/s, half of what vkcheck ocsp reaches, for %v: %s\n", rate, serveTime, got)
	fmt.Fprintf(w, "  before: %s\n  after:  %s\n", before, after)
	leaks := after.moreThan(before)
	fmt.Fprintf(w, "  vkcheck serve: goal no error and no leak: %d errors, %d refused or late, %d leaks %v %s\n",
		got.failed, got.late, len(leaks), leaks, map[bool]string{true: "ok", false: "MISSED"}[got.problem() == nil && len(leaks) == 0])
	return got.problem() == nil && len(leaks) == 0, nil
}

// startExporter starts it on a free port.
func startExporter(e *endpoints) (*exporter, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	_ = l.Close()
	file := filepath.Join(e.dir, "vkcheck.yaml")
	text := fmt.Sprintf("defaults: {check: ocsp, timeout: 30s, connection: {ssl_ca_certs: %q}}\nallow: [127.1.0.0/16]\n", e.caFile)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return nil, err
	}
	command := exec.Command("vkcheck", "serve", "-f", file, "--listen", addr, "--parallel", strconv.Itoa(parallel))
	var log bytes.Buffer // read when the process is gone
	command.Stderr = &log
	if err := command.Start(); err != nil {
		return nil, err
	}
	x := &exporter{
		url: "http://" + addr, pid: command.Process.Pid,
		client: &http.Client{Timeout: scaleTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: parallel}},
	}
	x.stop = func() error {
		x.client.CloseIdleConnections()
		err := errors.Join(command.Process.Signal(syscall.SIGTERM), command.Wait())
		if err != nil {
			err = fmt.Errorf("vkcheck serve: %w\n%s", err, log.Bytes())
		}
		return err
	}
	for end := time.Now().Add(readiness); ; time.Sleep(10 * time.Millisecond) {
		if _, err = x.get("/-/ready"); err == nil {
			return x, nil
		}
		if time.Now().After(end) {
			return nil, errors.Join(err, x.stop())
		}
	}
}

func (x *exporter) get(path string) (string, error) {
	response, err := x.client.Get(x.url + path)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %.200s", response.Status, body)
	}
	return string(body), err
}

// driven is how a time of asking went.
type driven struct {
	answered, failed, late int64 // late: no connection was free when it was due
	took                   time.Duration
	first                  error
}

func (d driven) String() string {
	return fmt.Sprintf("%d answered (%.0f/s), %d failed, %d not asked in time", d.answered, float64(d.answered)/d.took.Seconds(), d.failed, d.late)
}

// problem is nil where every question was asked in time, and answered well. A
// hundredth may be late: other programs have the processor at times.
func (d driven) problem() error {
	if d.first == nil && d.late > d.answered/100 {
		return fmt.Errorf("%d of %d questions could not be asked in time", d.late, d.late+d.answered)
	}
	return d.first
}

// drive asks about the endpoints in turn, so many a second, over as many
// connections as the exporter takes.
func (x *exporter) drive(e *endpoints, rate float64, span time.Duration) (d driven) {
	ctx, cancel := context.WithTimeout(context.Background(), span)
	defer cancel()
	due := make(chan string, parallel)
	var answered, failed atomic.Int64
	var first atomic.Pointer[error]
	var askers errgroup.Group
	for range parallel {
		askers.Go(func() error {
			for host := range due {
				body, err := x.get("/probe?target=" + url.QueryEscape(host))
				if err == nil && !strings.Contains(body, `vkcheck_target_success{target="`+host+`"} 1`) {
					err = fmt.Errorf("%s: %.2000s", host, body)
				}
				if err != nil {
					failed.Add(1)
					first.CompareAndSwap(nil, &err)
					continue
				}
				answered.Add(1)
			}
			return nil
		})
	}
	begin := time.Now()
	for i := 0; ctx.Err() == nil; i++ {
		time.Sleep(time.Until(begin.Add(time.Duration(float64(i) / rate * float64(time.Second)))))
		select {
		case due <- e.hosts[i%len(e.hosts)]:
		default:
			d.late++
		}
	}
	close(due)
	_ = askers.Wait()
	d.took, d.answered, d.failed = time.Since(begin), answered.Load(), failed.Load()
	if err := first.Load(); err != nil {
		d.first = *err
	}
	return d
}

// holdings are what the process has.
type holdings struct {
	goroutines, files, sockets int
	resident                   float64 // MiB
}

func (h holdings) String() string {
	return fmt.Sprintf("%d goroutines, %d open files, %d of them sockets, %.1f MiB resident", h.goroutines, h.files, h.sockets, h.resident)
}

// moreThan names what has grown: by more than a few, which come and go, and
// memory by more than a quarter and some, which is what Go's collector lets lie
// about.
func (h holdings) moreThan(before holdings) (leaks []string) {
	const few, memory = 4, 8 // MiB
	for name, grown := range map[string]bool{
		"goroutines": h.goroutines > before.goroutines+few,
		"files":      h.files > before.files+few,
		"sockets":    h.sockets > before.sockets+few,
		"memory":     h.resident > before.resident*1.25+memory,
	} {
		if grown {
			leaks = append(leaks, name)
		}
	}
	return leaks
}

// holdings are read when the exporter has come to rest.
func (x *exporter) holdings() (h holdings, err error) {
	x.client.CloseIdleConnections()
	time.Sleep(time.Second)
	metrics, err := x.get("/metrics")
	if err != nil {
		return h, err
	}
	for line := range strings.Lines(metrics) {
		if text, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			h.goroutines, err = strconv.Atoi(strings.TrimSpace(text))
		}
	}
	proc := fmt.Sprintf("/proc/%d/", x.pid)
	entries, readErr := os.ReadDir(proc + "fd")
	status, statusErr := os.ReadFile(proc + "status")
	if err = errors.Join(err, readErr, statusErr); err != nil {
		return h, err
	}
	for _, entry := range entries {
		h.files++
		if to, err := os.Readlink(proc + "fd/" + entry.Name()); err == nil && strings.HasPrefix(to, "socket:") {
			h.sockets++
		}
	}
	_, after, _ := bytes.Cut(status, []byte("VmRSS:"))
	var kib float64
	_, err = fmt.Sscan(string(after), &kib)
	h.resident = kib / 1024
	return h, err
}
