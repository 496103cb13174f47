package main

import (
	"os/exec"
	"testing"
)

// TestMutualServerShowsItsChain asks a real server that refuses clients
// without a certificate: it has shown its own before, which the report has,
// with its verdict. With TLS 1.2 the handshake fails, with TLS 1.3 what comes
// after it.
func TestMutualServerShowsItsChain(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("valkey-server"); err != nil {
		t.Skip("skipped: valkey-server is not installed")
	}
	p := newPKI(t, "")
	server, optional := p.valkey(t, "valkey-server", "yes"), p.valkey(t, "valkey-server", "optional")
	for _, tt := range []struct {
		command, version string
		exit             int
	}{
		{"ocsp", "1.2", 0},
		{"ocsp", "1.3", 0},
		{"probe", "1.2", 1},
		{"probe", "1.3", 1},
	} {
		t.Run(tt.command+" "+tt.version, func(t *testing.T) {
			t.Parallel()
			exit, r := runHere(t, tt.command, server.TLSAddr, "--cacert", p.ca, "--tls-max", tt.version)
			if exit != tt.exit || !hasCode(r, "client-cert-required") {
				t.Errorf("exit %d, want %d with client-cert-required: %+v", exit, tt.exit, r.Targets[0].Findings)
			}
			certs := r.Targets[0].Certificates
			if len(certs) != 3 || certs[0].Verdict != "good" || certs[1].Verdict != "good" || certs[0].Responder == "" {
				t.Errorf("%d certificates, want leaf and intermediate good, and the root: %+v", len(certs), certs)
			}
			if tls := r.Targets[0].TLS; tls == nil || tls.Version != "TLS "+tt.version || !tls.ClientCertRequested || tls.ClientCertRequired == nil || !*tls.ClientCertRequired {
				t.Errorf("TLS %+v, want %s with a certificate demanded", tls, tt.version)
			}
			_, r = runHere(t, tt.command, optional.TLSAddr, "--cacert", p.ca, "--tls-max", tt.version)
			if tls := r.Targets[0].TLS; !tls.ClientCertRequested || tls.ClientCertRequired == nil || *tls.ClientCertRequired {
				t.Errorf("TLS %+v, want a certificate asked for and not demanded", tls)
			}
			_, r = runHere(t, tt.command, server.TLSAddr, "--cacert", p.ca, "--tls-max", tt.version, "--cert", p.clientCert, "--key", p.clientKey)
			if tls := r.Targets[0].TLS; !tls.ClientCertRequested || tls.ClientCertRequired != nil {
				t.Errorf("TLS %+v, want nothing said of who has no certificate", tls)
			}
		})
	}
}
