package conn

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// The rows 29 to 33 of what valkey-py's connections do: whom to trust and what
// to show, each against a real server.

// pings dials, sends a PING and gives the peer.
func pings(t *testing.T, o Options) *Peer {
	t.Helper()
	c, err := Dial(testContext(t), patient(o))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if v, err := c.Do(testContext(t), "PING"); err != nil || v.Text() != "PONG" {
		t.Fatalf("PING: %v, %v", v, err)
	}
	return c.Peer()
}

// refused dials and wants the code.
func refused(t *testing.T, o Options, phase Phase, code string) {
	t.Helper()
	c, err := Dial(testContext(t), o)
	if err == nil {
		_ = c.Close()
	}
	wantError(t, err, phase, code)
}

// copyFile gives the path of a copy of from's bytes, written to the file to.
func copyFile(t *testing.T, to string, from ...string) string {
	t.Helper()
	var all []byte
	for _, path := range from {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	if err := os.WriteFile(to, all, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// Row 29: ssl_certfile, ssl_keyfile.
func TestRow29ClientCertificate(t *testing.T) {
	t.Parallel()
	p, dir := testPKI(t), t.TempDir()
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca, AuthClients: "yes"})
	with := func(cert, key string) Options {
		return Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, CertFile: cert, KeyFile: key}}
	}
	t.Run("two files", func(t *testing.T) {
		t.Parallel()
		if peer := pings(t, with(p.clientCert, p.cKey)); !peer.ClientCertRequested {
			t.Error("the server asked for no certificate")
		}
	})
	t.Run("one file", func(t *testing.T) {
		t.Parallel()
		pings(t, with(copyFile(t, filepath.Join(dir, "both"), p.clientCert, p.cKey), ""))
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		refused(t, with("", ""), PhaseTLSConfirm, CodeClientCertRequired)
	})
	t.Run("a renewed one is used by the next dial", func(t *testing.T) {
		t.Parallel()
		o := with(copyFile(t, filepath.Join(dir, "cert"), p.strangeCert), copyFile(t, filepath.Join(dir, "key"), p.xKey))
		refused(t, o, PhaseTLSConfirm, CodeClientCertUnknownCA)
		copyFile(t, o.TLS.CertFile, p.clientCert)
		copyFile(t, o.TLS.KeyFile, p.cKey)
		pings(t, o)
	})
}

// Row 30: ssl_password, an encrypted key (sync only).
func TestRow30EncryptedKey(t *testing.T) {
	t.Parallel()
	p, dir := testPKI(t), t.TempDir()
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, CAFile: p.ca, AuthClients: "yes"})
	for name, encrypt := range map[string][]string{
		"sync, PKCS 8":     {"pkcs8", "-topk8", "-v2", "aes-256-cbc"},
		"sync, legacy PEM": {"ec", "-aes256"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := filepath.Join(dir, encrypt[0])
			runOpenSSL(t, append(encrypt, "-passout", "pass:s3cret", "-in", p.cKey, "-out", key)...)
			with := func(passphrase Secret) Options {
				return Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, CertFile: p.clientCert, KeyFile: key, KeyPassphrase: passphrase}}
			}
			pings(t, with("s3cret"))
			refused(t, with(""), PhaseConfig, CodeKeyEncrypted)
			refused(t, with("wr0ng"), PhaseConfig, CodeKeyEncrypted)
		})
	}
}

// Row 31: ssl_cert_reqs none, optional, required ("required").
func TestRow31Verification(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey})
	with := func(mode VerifyMode) Options { return Options{Addr: v.TLSAddr, TLS: &TLSOptions{Verify: mode}} }
	t.Run("required is the default", func(t *testing.T) {
		t.Parallel()
		refused(t, Options{Addr: v.TLSAddr, TLS: &TLSOptions{}}, PhaseTLS, ocspcheck.CodeUnknownCA)
	})
	t.Run("optional is checked and reported, not refused", func(t *testing.T) {
		t.Parallel()
		peer := pings(t, with(VerifyOptional))
		var fault *ocspcheck.ChainError
		if !errors.As(peer.ChainErr, &fault) || fault.Code != ocspcheck.CodeUnknownCA {
			t.Errorf("chain error %v", peer.ChainErr)
		}
	})
	t.Run("optional, and nothing to report", func(t *testing.T) {
		t.Parallel()
		o := with(VerifyOptional)
		o.TLS.CAFile = p.ca
		if peer := pings(t, o); peer.ChainErr != nil || len(peer.Chain) != 2 {
			t.Errorf("chain %v, %v", peer.Chain, peer.ChainErr)
		}
	})
	t.Run("none is not checked", func(t *testing.T) {
		t.Parallel()
		if peer := pings(t, with(VerifyNone)); peer.ChainErr != nil || peer.Chain != nil || len(peer.Sent) == 0 {
			t.Errorf("peer %+v", peer)
		}
	})
}

// Row 32: ssl_ca_certs, ssl_ca_path, ssl_ca_data, else system roots.
func TestRow32Roots(t *testing.T) {
	t.Parallel()
	if addr := os.Getenv("VKCHECK_TEST_ROW_32"); addr != "" { // the subprocess below
		pings(t, Options{Addr: addr, TLS: &TLSOptions{}})
		return
	}
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey})
	data, err := os.ReadFile(p.ca)
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]TLSOptions{"file": {CAFile: p.ca}, "directory": {CADir: p.dir}, "data": {CAData: data}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pings(t, Options{Addr: v.TLSAddr, TLS: &o})
		})
	}
	t.Run("system", func(t *testing.T) {
		t.Parallel()
		if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
			t.Skip("SSL_CERT_FILE is for other systems")
		}
		again := exec.CommandContext(testContext(t), os.Args[0], "-test.run=^TestRow32Roots$", "-test.v") // the roots are read once per process
		again.Env = append(os.Environ(), "VKCHECK_TEST_ROW_32="+v.TLSAddr, "SSL_CERT_FILE="+p.ca)
		if out, err := again.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
}

// startAs starts a server whose certificate is for name.
func startAs(t *testing.T, p *pki, name string) *lab.Valkey {
	t.Helper()
	leaf, err := p.root.Issue(lab.LeafOptions{Names: []string{name}})
	if err != nil {
		t.Fatal(err)
	}
	cert, key, err := leaf.WriteFiles(t.TempDir(), "server")
	if err != nil {
		t.Fatal(err)
	}
	return startValkey(t, lab.ValkeyOptions{CertFile: cert, KeyFile: key})
}

// Row 33: ssl_check_hostname is on unless switched off, other than in
// valkey-py.
func TestRow33HostNameChecked(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startAs(t, p, "other.example")
	refused(t, Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}}, PhaseTLS, ocspcheck.CodeIPNotInSAN)
	refused(t, Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, ServerName: "localhost"}}, PhaseTLS, ocspcheck.CodeNameMismatch)
	pings(t, Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, ServerName: "other.example"}})
	if peer := pings(t, Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, InsecureName: true}}); peer.ChainErr == nil {
		t.Error("the other name is not reported")
	}
}
