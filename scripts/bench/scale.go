package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ocsp"
	"golang.org/x/sync/errgroup"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/memory"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// scaleTimeout is of one endpoint: a thousand at a time wait for each other.
const scaleTimeout = time.Minute

// parallel is how many endpoints every subject examines at a time.
const parallel = ocspcheck.DefaultConnections

// each examines all endpoints, so many at a time.
func (e *endpoints) each(parallel int, examine func(i int, host string) error) error {
	var next atomic.Int64
	var workers errgroup.Group
	for range parallel {
		workers.Go(func() error {
			for i := int(next.Add(1)) - 1; i < len(e.hosts); i = int(next.Add(1)) - 1 {
				if err := examine(i, e.hosts[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return workers.Wait()
}

// bareOCSP is what a Go programmer would write by hand: the handshake
// verifies the chain, one library call the staple.
func bareOCSP(e *env) (operation, error) {
	return operation{do: func(int) error { return e.endpoints.each(parallel, examineBare(e.endpoints)) }}, nil
}

func examineBare(e *endpoints) func(int, string) error {
	return func(_ int, host string) error {
		c, err := bareTLS(e, host)
		if err != nil {
			return err
		}
		return c.Close()
	}
}

func bareTLS(e *endpoints, host string) (*tls.Conn, error) {
	raw, err := net.DialTimeout("tcp", host, scaleTimeout)
	if err != nil {
		return nil, err
	}
	_ = raw.SetDeadline(time.Now().Add(scaleTimeout))
	name, _, _ := net.SplitHostPort(host)
	c := tls.Client(raw, &tls.Config{RootCAs: e.roots, ServerName: name})
	if err := c.Handshake(); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	state := c.ConnectionState()
	answer, err := ocsp.ParseResponseForCert(state.OCSPResponse, state.PeerCertificates[0], state.VerifiedChains[0][1])
	if err == nil && (answer.Status != ocsp.Good || time.Now().After(answer.NextUpdate)) {
		err = errors.New("the staple does not say good")
	}
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return c, nil
}

// examineHand goes on as one would by hand: HELLO, INFO and PING in one write.
func examineHand(e *endpoints) func(int, string) error {
	return func(_ int, host string) error {
		c, err := bareTLS(e, host)
		if err != nil {
			return err
		}
		defer c.Close()
		h := &hand{conn: c, r: bufio.NewReader(c)}
		h.encode("HELLO", "3")
		h.encode("INFO")
		h.encode("PING")
		if _, err := c.Write(h.out); err != nil {
			return err
		}
		for line := ""; line != "+PONG\r\n"; {
			if line, err = h.r.ReadString('\n'); err != nil {
				return err
			}
		}
		return nil
	}
}

func handProbe(e *env) (operation, error) {
	return operation{do: func(int) error { return e.endpoints.each(parallel, examineHand(e.endpoints)) }}, nil
}

func oursProbe(e *env) (operation, error) {
	return operation{do: func(int) error {
		return runProbe(e.endpoints, parallel, probe.Connect, make([]report.Target, len(e.endpoints.hosts)))
	}}, nil
}

func oursOCSP(e *env) (operation, error) {
	return operation{do: func(int) error {
		return runProbe(e.endpoints, parallel, probe.OCSP, make([]report.Target, len(e.endpoints.hosts)))
	}}, nil
}

// runProbe is one run of vkcheck over all endpoints, but for the command line
// and the report's output. It puts the results into targets, where there are any.
func runProbe(e *endpoints, parallel int, examine probe.Examiner, targets []report.Target) error {
	checker := ocspcheck.Checker{Memo: ocspcheck.NewMemo(parallel)}
	defer checker.Memo.Close()
	defer memory.Collector(parallel)()
	options := func(host string) *probe.Options {
		return &probe.Options{
			Target:  host,
			Conn:    conn.Options{Addr: host, TLS: &conn.TLSOptions{CAFile: e.caFile}},
			Checker: checker, Timeout: scaleTimeout,
		}
	}
	return e.each(parallel, func(i int, host string) error {
		target := examine(ctx, options(host))
		if targets != nil {
			targets[i] = target
		}
		return verified(target)
	})
}

// verified wants a chain of three, of which the staple and the responder speak
// well.
func verified(t report.Target) error {
	c := t.Certificates
	if len(c) != 3 || c[0].Verdict != string(ocspcheck.Good) || c[0].Mechanism != string(ocspcheck.MechanismStaple) || c[1].Verdict != string(ocspcheck.Good) {
		return fmt.Errorf("%s: %+v", t.Target, t.Findings)
	}
	return nil
}

// program is a whole process, from its start to its end, which prints mark
// once for each endpoint, into a file: to read it is not the program's work.
func program(name, mark string, args func(e *endpoints, list string) []string, environ ...string) func(*env) (operation, error) {
	return func(e *env) (operation, error) {
		if _, err := exec.LookPath(name); err != nil {
			return operation{}, err
		}
		list, printed := filepath.Join(e.endpoints.dir, "targets"), filepath.Join(e.endpoints.dir, "printed")
		err := os.WriteFile(list, []byte(strings.Join(e.endpoints.hosts, "\n")+"\n"), 0o600)
		return operation{do: func(int) error {
			out, err := os.Create(printed)
			if err != nil {
				return err
			}
			command := exec.Command(name, args(e.endpoints, list)...)
			command.Stdout, command.Stderr, command.Env = out, os.Stderr, append(os.Environ(), environ...)
			if err := errors.Join(command.Run(), out.Close()); err != nil {
				return err
			}
			text, err := os.ReadFile(printed)
			if got := bytes.Count(text, []byte(mark)); err == nil && got != len(e.endpoints.hosts) {
				err = fmt.Errorf("%d results of %d endpoints", got, len(e.endpoints.hosts))
			}
			return err
		}}, err
	}
}

// handVar makes this program one that is written by hand: what a process costs
// at its start, each of them pays.
const handVar = "VKBENCH_HAND"

// handProgram examines a list of endpoints by hand, and prints each.
func handProgram(list, caFile string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(caFile)
	if err != nil {
		return err
	}
	e := &endpoints{hosts: strings.Fields(string(text)), roots: x509.NewCertPool()}
	e.roots.AppendCertsFromPEM(ca)
	examine := examineBare(e)
	if os.Getenv(handVar) == bareProbe {
		examine = examineHand(e)
	}
	out := bufio.NewWriter(os.Stdout)
	var mu sync.Mutex
	err = e.each(parallel, func(i int, host string) error {
		err := examine(i, host)
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(out, host, "good")
		return err
	})
	return errors.Join(err, out.Flush())
}

// handPrograms are this program in that role.
func handPrograms(subject string) func(*env) (operation, error) {
	return program(os.Args[0], " good\n", func(e *endpoints, list string) []string { return []string{list, e.caFile} }, handVar+"="+subject)
}

var (
	vkcheckOCSP = program("vkcheck", `"mechanism": "staple",
          "code": "ocsp-cert-good"`, func(e *endpoints, list string) []string {
		return []string{"ocsp", "--cacert", e.caFile, "--parallel", strconv.Itoa(parallel), "-o", "json", "--targets", list}
	})
	vkcheckProbe = program("vkcheck", `"mechanism": "staple",
          "code": "ocsp-cert-good"`, func(e *endpoints, list string) []string {
		return []string{"probe", "--tls", "--cacert", e.caFile, "--parallel", strconv.Itoa(parallel), "-o", "json", "--targets", list}
	})
	tlsx = program("tlsx", "\n", func(_ *endpoints, list string) []string {
		return []string{"-list", list, "-concurrency", strconv.Itoa(parallel), "-revoked", "-untrusted", "-json", "-silent", "-disable-update-check"}
	})
)

// inFlight measures what an examination holds: the peak of heap and stacks
// while so many endpoints are being examined, less what they are at rest, for
// each. What a run keeps of each endpoint is told apart.
func inFlight(w io.Writer) (met bool, err error) {
	const (
		at   = 1000 // a time
		most = 64.0 // KiB
	)
	e, err := startEndpoints(2*at, time.Second) // which holds them all in the handshake
	if err != nil {
		return false, err
	}
	defer e.stop()
	few := &endpoints{hosts: e.hosts[:10], caFile: e.caFile, roots: e.roots}
	var held float64
	for _, s := range []struct {
		name string
		run  func(e *endpoints, parallel int) error
	}{
		{bare, func(e *endpoints, parallel int) error { return e.each(parallel, examineBare(e)) }},
		{"probe.OCSP", func(e *endpoints, parallel int) error { return runProbe(e, parallel, probe.OCSP, nil) }},
	} {
		if err := s.run(few, len(few.hosts)); err != nil {
			return false, err
		}
		peak, err := peakOf(func() error { return s.run(e, at) })
		if err != nil {
			return false, err
		}
		held = float64(peak) / at / 1024
		fmt.Fprintf(w, "  %s: %.1f KiB of heap and stack for each of %d endpoints in flight\n", s.name, held, at)
	}
	targets := make([]report.Target, len(e.hosts))
	rest := atRest()
	if err := runProbe(e, at, probe.OCSP, targets); err != nil {
		return false, err
	}
	fmt.Fprintf(w, "  probe.OCSP: %.1f KiB kept of each endpoint\n", float64(atRest()-rest)/float64(len(targets))/1024)
	runtime.KeepAlive(targets)
	met = held < most
	fmt.Fprintf(w, "  probe.OCSP: goal < %.0f KiB: %.1f %s\n", most, held, map[bool]string{true: "ok", false: "MISSED"}[met])
	return met, nil
}

// peakOf is how much memory was in use more than before, at most.
func peakOf(run func() error) (uint64, error) {
	rest, peak := atRest(), uint64(0)
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for tick := time.NewTicker(10 * time.Millisecond); ; {
			select {
			case <-tick.C:
				peak = max(peak, inUse())
			case <-done:
				return
			}
		}
	}()
	err := run()
	close(done)
	<-watched
	return peak - min(peak, rest), err
}

func atRest() uint64 {
	debug.FreeOSMemory() // twice a collection, so that stacks shrink too
	return inUse()
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
