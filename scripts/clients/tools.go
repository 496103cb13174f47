package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// exporter is what Debian calls the blackbox exporter.
const exporter = "prometheus-blackbox-exporter"

// blackboxModule sends a command and takes any reply that is no error.
const blackboxModule = `modules:
  lab:
    prober: tcp
    timeout: %s
    tcp:
      preferred_ip_protocol: ip4
      tls: %t
      tls_config: {ca_file: '%s', server_name: '%s'}
      query_response:
        - send: '%s'
        - expect: '^[^-]'
`

// byBlackbox starts an exporter and has it probe the scenario once.
func byBlackbox(addr string, c *tls.Config, command []string) (any, error) {
	dir, err := os.MkdirTemp("", "blackbox-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	config := filepath.Join(dir, "blackbox.yml")
	text := fmt.Sprintf(blackboxModule, patience, c != nil, lab("CA"), lab("HOST"), strings.Join(command, " "))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	listen, err := freeAddress()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, exporter, "--config.file="+config, "--web.listen-address="+listen)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	defer func() { cancel(); _ = cmd.Wait() }()
	for {
		if _, err := get(ctx, "http://"+listen+"/-/healthy"); err == nil {
			break
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		time.Sleep(20 * time.Millisecond)
	}
	page, err := get(ctx, "http://"+listen+"/probe?module=lab&debug=true&target="+url.QueryEscape(addr))
	if err == nil && !strings.Contains(page, "\nprobe_success 1\n") {
		err = errors.New(page)
	}
	return "probe_success 1", err
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func get(ctx context.Context, address string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

// testsslSettings leave out what asks a host that is not the scenario's.
var testsslSettings = []string{"--quiet", "--color", "0", "--warnings", "off", "--nodns", "min", "--server-defaults", "--phone-out"}

// about are testssl's checks that do not judge certificates, staples and what
// the responder says: it has its own view of ciphers and session tickets.
var about = regexp.MustCompile(`^(cert|OCSP|scanProblem)`)

// byTestssl refuses for what testssl calls MEDIUM, or worse.
func byTestssl(addr string, _ *tls.Config, _ []string) (any, error) {
	dir, err := os.MkdirTemp("", "testssl-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "report.json")
	argv := slices.Concat(testsslSettings, []string{"--add-ca", lab("CA"), "--jsonfile", file, addr})
	out, failed := exec.Command("testssl", argv...).CombinedOutput()
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, errors.Join(failed, err)
	}
	var checks []struct{ ID, Severity, Finding string }
	if err := json.Unmarshal(text, &checks); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	judged := false
	for _, check := range checks {
		if !about.MatchString(check.ID) {
			continue
		}
		judged = judged || check.ID == "cert_chain_of_trust"
		if slices.Contains([]string{"MEDIUM", "HIGH", "CRITICAL", "FATAL"}, check.Severity) {
			return nil, fmt.Errorf("%s %s: %s", check.Severity, check.ID, check.Finding)
		}
	}
	if !judged {
		return nil, fmt.Errorf("no certificate was seen\n%s", out)
	}
	return "nothing MEDIUM or worse", nil
}
