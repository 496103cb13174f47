//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// fifo makes a pipe with a name, as <(COMMAND) of a shell is one.
func fifo(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// filled is a pipe that gives these files once.
func filled(t *testing.T, files ...string) string {
	t.Helper()
	name := fifo(t)
	var text []byte
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, data...)
	}
	go func() { _ = os.WriteFile(name, text, 0o600) }()
	return name
}

// TestCertificatesOfPipes has every connection of a run trust the CA and show
// the certificate that pipes gave once.
func TestCertificatesOfPipes(t *testing.T) {
	t.Parallel()
	s, _ := lab.FindScenario("demands-client-cert")
	l, err := lab.Start(lab.Options{Dir: t.TempDir(), Scenarios: []lab.Scenario{s}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	addr := l.Endpoints[0].Addr
	for _, args := range [][]string{
		{"--cacert", filled(t, l.CAFile), "--cert", filled(t, l.ClientCert), "--key", filled(t, l.ClientKey)},
		{"--cacert", filled(t, l.CAFile), "--cert", filled(t, l.ClientCert, l.ClientKey)},
	} {
		exit, r := runHere(t, append([]string{"probe", addr, "--count", "3"}, args...)...)
		if exit != 0 || hasCode(r, "probe-unstable") {
			t.Errorf("exit %d: %+v", exit, r.Targets[0].Findings)
		}
	}
}

// TestInterruptSilentFile sends SIGINT while a file that is a pipe is waited
// for.
func TestInterruptSilentFile(t *testing.T) {
	t.Parallel()
	certs := filepath.Join(t.TempDir(), "certs.pem")
	p := newPKI(t, "")
	chain, err := os.ReadFile(p.cert)
	if err == nil {
		err = os.WriteFile(certs, chain, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"ocsp 127.0.0.1:1 --cacert PIPE",
		"probe 127.0.0.1:1 --cert PIPE",
		"probe 127.0.0.1:1 --cert CERTS --key PIPE",
		"probe 127.0.0.1:1 --pass-file PIPE",
		"probe --targets PIPE",
		"ocsp --cert PIPE --response CERTS",
		"ocsp --cert CERTS --issuer PIPE --response CERTS",
		"ocsp --cert CERTS --response PIPE",
		"ocsp --cert CERTS --crl-file PIPE",
		"gate -f PIPE",
		"serve -f PIPE --listen 127.0.0.1:0",
		"cache-merge PIPE",
		"cache-sim PIPE",
		"record 127.0.0.1:1 --to CERTS.vkt --hash-key-file PIPE",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			pipe := fifo(t)
			cmd := exec.Command("vkcheck", strings.Fields(strings.NewReplacer("PIPE", pipe, "CERTS", certs).Replace(line))...)
			begin(t, cmd)
			w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // returns when it is opened to be read
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			wantInterrupted(t, cmd, os.Interrupt)
		})
	}
}

func wantInterrupted(t *testing.T, cmd *exec.Cmd, s os.Signal) {
	t.Helper()
	if err := cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("%s: %v", strings.Join(cmd.Args, " "), cmd.ProcessState)
	}
}

// TestSecretsTakeTime wants a command and a file that keep a secret to themselves to
// be given up.
func TestSecretsTakeTime(t *testing.T) {
	before := secretMax
	secretMax = 50 * time.Millisecond
	defer func() { secretMax = before }()
	for _, way := range [][]string{{"--pass-command", "exec sleep 60"}, {"--pass-file", fifo(t)}} {
		var out, complaints bytes.Buffer
		argv := append([]string{"vkcheck", "probe", "127.0.0.1:1"}, way...)
		exit := run(t.Context(), argv, nil, &out, &complaints)
		if exit != 2 || !strings.Contains(complaints.String(), "vkcheck: error: "+way[0]+": ") || !strings.Contains(complaints.String(), ": nothing within 50ms") {
			t.Errorf("%v: exit %d, %s", way, exit, &complaints)
		}
	}
}
