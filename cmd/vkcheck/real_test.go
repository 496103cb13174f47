package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// pki is an authority with an intermediate, a responder and one leaf in PEM
// files, for servers that are not ours.
type pki struct {
	dir           string
	root, issuer  *lab.Authority
	leaf          *lab.Leaf
	ca, cert, key string
	responder     *lab.Responder
	clientCert    string
	clientKey     string
}

func newPKI(t *testing.T, responderURL string) *pki {
	t.Helper()
	p := &pki{dir: t.TempDir()}
	var err error
	check := func() {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	p.responder, err = lab.StartResponder()
	check()
	t.Cleanup(func() { _ = p.responder.Close() })
	if responderURL == "" {
		responderURL = p.responder.URL()
	}
	p.root, err = lab.NewRoot("real root")
	check()
	p.issuer, err = p.root.NewIntermediate("real intermediate", p.responder.URL(), "")
	check()
	p.responder.Add(p.root)
	p.responder.Add(p.issuer)
	p.responder.Set(p.issuer.Cert, lab.Answer{Status: ocsp.Good})
	p.leaf, err = p.issuer.Issue(lab.LeafOptions{Names: []string{"localhost", "127.0.0.1"}, OCSP: []string{responderURL}})
	check()
	p.responder.Set(p.leaf.Cert, lab.Answer{Status: ocsp.Good})
	p.cert, p.key, err = p.leaf.WriteFiles(p.dir, "leaf")
	check()
	client, err := p.issuer.Issue(lab.LeafOptions{Names: []string{"client.example"}, ClientAuth: true})
	check()
	p.clientCert, p.clientKey, err = client.WriteFiles(p.dir, "client")
	check()
	p.ca = filepath.Join(p.dir, "ca.pem")
	err = p.root.WriteFile(p.ca)
	check()
	return p
}

func (p *pki) valkey(t *testing.T, binary, authClients string, args ...string) *lab.Valkey {
	t.Helper()
	v, err := lab.StartValkey(lab.ValkeyOptions{Binary: binary, CertFile: p.cert, KeyFile: p.key, CAFile: p.ca, AuthClients: authClients, Args: args})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// TestRealServer runs vkcheck against a real valkey-server, and a
// redis-server where there is one, the way a user would.
func TestRealServer(t *testing.T) {
	t.Parallel()
	for _, binary := range []string{"valkey-server", "redis-server"} {
		t.Run(binary, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(binary); err != nil && binary == "redis-server" {
				t.Skip("skipped: redis-server is not installed")
			}
			p := newPKI(t, "")
			open := p.valkey(t, binary, "no")
			mutual := p.valkey(t, binary, "yes")
			acl := p.valkey(t, binary, "no", "--requirepass", "pw", "--user", "probe", "on", ">s3cret", "~*", "+@all")
			for _, tt := range []struct {
				name, argv string
				exit       int
				code       string
			}{
				{"ocsp", "ocsp " + open.TLSAddr + " --cacert " + p.ca, 0, "ocsp-cert-good"},
				{"ocsp of a mutual server", "ocsp " + mutual.TLSAddr + " --cacert " + p.ca, 0, "client-cert-required"},
				{"ocsp of a plain port", "ocsp " + open.Addr + " --timeout 10s", 1, "tls-to-plaintext-port"},
				{"probe", "probe " + open.Addr, 0, ""},
				{"probe RESP2", "probe " + open.Addr + " --resp 2", 0, ""},
				{"probe RESP3", "probe " + open.Addr + " --resp 3 -n 3 --client-name me", 0, ""},
				{"probe TLS", "probe " + open.TLSAddr + " --cacert " + p.ca, 0, "ocsp-cert-good"},
				{"probe UNIX", "probe " + open.Socket, 0, ""},
				{"probe UNIX URL", "probe unix://" + open.Socket + "?db=2", 0, ""},
				{"plain to TLS", "probe " + open.TLSAddr + " --timeout 30s", 1, "plaintext-to-tls-port"},
				{"TLS to plain", "probe " + open.Addr + " --tls --timeout 10s", 1, "tls-to-plaintext-port"},
				{"database out of range", "probe " + open.Addr + " -n 99", 1, "db-out-of-range"},
				{"mutual without certificate", "probe " + mutual.TLSAddr + " --cacert " + p.ca, 1, "client-cert-required"},
				{"mutual with certificate", "probe " + mutual.TLSAddr + " --cacert " + p.ca + " --cert " + p.clientCert + " --key " + p.clientKey, 0, "ocsp-cert-good"},
				{"no password", "probe " + acl.Addr, 1, "auth-required"},
				{"wrong password", "probe " + acl.Addr + " -a wrong-one", 1, "wrong-password"},
				{"password", "probe " + acl.Addr + " -a pw", 0, ""},
				{"ACL user", "probe " + acl.Addr + " --user probe -a s3cret", 0, ""},
				{"ACL user RESP2", "probe " + acl.Addr + " --user probe -a s3cret --resp 2", 0, ""},
				{"ACL user in the URL", "probe redis://probe:s3cret@" + acl.Addr + "/1", 0, ""},
			} {
				t.Run(tt.name, func(t *testing.T) {
					t.Parallel()
					exit, r := runJSON(t, nil, append(append([]string{"vkcheck"}, strings.Fields(tt.argv)...), "-o", "json"))
					if exit != tt.exit || tt.code != "" && !hasCode(r, tt.code) {
						t.Errorf("exit %d, want %d with %q: %+v", exit, tt.exit, tt.code, r.Targets[0].Findings)
					}
					if exit == 0 && strings.HasPrefix(tt.argv, "probe") {
						checkServer(t, r, strings.TrimSuffix(binary, "-server"))
					}
				})
			}
		})
	}
}

func checkServer(t *testing.T, r report.Report, flavour string) {
	t.Helper()
	s := r.Targets[0].Server
	if s == nil || s.Protocol != 2 && s.Flavour != flavour {
		t.Errorf("server %+v, want %s", s, flavour)
	}
	if last := r.Targets[0].Phases[len(r.Targets[0].Phases)-1]; last.Phase != "ready" || !last.OK {
		t.Errorf("the last phase is %+v, want ready", last)
	}
}

func hasCode(r report.Report, code string) bool {
	return slices.ContainsFunc(r.Targets[0].Findings, func(f report.Finding) bool { return f.Code == code })
}

// TestOpenSSLResponder asks a real "openssl ocsp" responder by way of a real
// TLS server.
func TestOpenSSLResponder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		index func(*x509.Certificate) string
		exit  int
		code  string
	}{
		{lab.IndexValid, 0, "ocsp-cert-good"},
		{lab.IndexRevoked, 1, "ocsp-cert-revoked"},
		{func(*x509.Certificate) string { return "" }, 1, "ocsp-cert-unknown"},
	} {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			port, err := lab.FreePort()
			if err != nil {
				t.Fatal(err)
			}
			p := newPKI(t, "http://127.0.0.1:"+port)
			signer, err := p.issuer.Issue(lab.LeafOptions{Names: []string{"responder.example"}, OCSPSigning: true})
			if err != nil {
				t.Fatal(err)
			}
			responder, err := lab.StartOpenSSLResponder(port, tt.index(p.leaf.Cert), p.issuer, signer)
			lab.Need(t, err)
			t.Cleanup(func() { _ = responder.Close() })
			v := p.valkey(t, "valkey-server", "no")
			exit, r := runJSON(t, nil, []string{"vkcheck", "ocsp", v.TLSAddr, "--cacert", p.ca, "-o", "json"})
			if exit != tt.exit || !hasCode(r, tt.code) {
				t.Errorf("exit %d, want %d with %s: %+v", exit, tt.exit, tt.code, r.Targets[0].Findings)
			}
		})
	}
}

// TestOpenSSLStaple takes a staple from a real "openssl s_server".
func TestOpenSSLStaple(t *testing.T) {
	t.Parallel()
	for status, exit := range map[int]int{ocsp.Good: 0, ocsp.Revoked: 1} {
		t.Run(ocsp.ResponseStatus(status).String(), func(t *testing.T) {
			t.Parallel()
			p := newPKI(t, "")
			staple, err := lab.Staple(p.issuer, p.leaf.Cert, lab.Answer{Status: status})
			if err != nil {
				t.Fatal(err)
			}
			server, err := lab.StartOpenSSLServer(p.leaf, staple)
			lab.Need(t, err)
			t.Cleanup(func() { _ = server.Close() })
			got, r := runJSON(t, nil, []string{"vkcheck", "ocsp", server.Addr, "--cacert", p.ca, "-o", "json", "--timeout", "5s"})
			if len(r.Targets[0].Certificates) == 0 || r.Targets[0].Certificates[0].Mechanism != "staple" {
				t.Fatalf("no verdict from the staple: %+v", r.Targets[0])
			}
			if leaf := r.Targets[0].Certificates[0]; (leaf.Verdict == "revoked") != (exit == 1) || exit == 1 && got != 1 {
				t.Errorf("verdict %s, exit %d", leaf.Verdict, got)
			}
		})
	}
}

// TestRecordedTrace replays what valkey-cli monitor prints of a real server.
func TestRecordedTrace(t *testing.T) {
	t.Parallel()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(t, err)
	t.Cleanup(func() { _ = v.Close() })
	_, port, _ := net.SplitHostPort(v.Addr)
	if _, err := exec.LookPath("valkey-cli"); err != nil {
		lab.Need(t, fmt.Errorf("valkey-cli: %w: install the package valkey-tools", lab.ErrNotInstalled))
	}
	file := filepath.Join(t.TempDir(), "trace.txt")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	monitor := exec.Command("valkey-cli", "-p", port, "monitor")
	monitor.Stdout = out
	if err := monitor.Start(); err != nil {
		t.Fatal(err)
	}
	waitForText(t, file, "OK")
	workload := exec.Command("valkey-cli", "-p", port)
	workload.Stdin = strings.NewReader(`SET a 1
GET a
GET a
MGET a b
SET e v EX 100
GET e
SET "bin\x00\xff\"" v
GET "bin\x00\xff\""
SET a 2
GET a
EVAL "return redis.call('get',KEYS[1])" 1 a
GET last
`)
	if output, err := workload.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	waitForText(t, file, `"last"`)
	_ = monitor.Process.Kill()
	_ = monitor.Wait()
	exit, r := runJSON(t, nil, []string{"vkcheck", "cache-sim", file, "--policy", "lru", "--size", "100", "-o", "json"})
	if exit != 0 {
		t.Fatalf("exit %d", exit)
	}
	cell := r.Traces[0].Cells[0]
	// GET a x2, MGET, GET e, GET bin, GET a, the script's GET a, GET last; the
	// second GET a and the script's are hits.
	if r.Traces[0].Format != "monitor" || cell.Requests != 8 || cell.Hits != 2 {
		t.Errorf("format %s, %d lookups, %d hits; want monitor, 8, 2", r.Traces[0].Format, cell.Requests, cell.Hits)
	}
}

// poll asks until ready says yes.
func poll(t *testing.T, what string, ready func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not ready in time", what)
		case <-tick.C:
		}
	}
}

func waitForText(t *testing.T, file, text string) {
	t.Helper()
	poll(t, file, func() bool {
		b, err := os.ReadFile(file)
		return err == nil && bytes.Contains(b, []byte(text))
	})
}
