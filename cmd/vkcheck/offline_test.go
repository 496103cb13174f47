package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// TestOfflineCRLOfAnotherKey judges by a CRL that a certificate with the
// issuer's name and another key signed, as an authority may have it: who gives
// that certificate with --issuer trusts it; where it merely stands behind the
// leaf, nobody does.
func TestOfflineCRLOfAnotherKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	authority := func() *lab.Authority {
		a, err := lab.NewRoot("one authority")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	issuer, signer := authority(), authority()
	leaf, err := issuer.Issue(lab.LeafOptions{Names: []string{"localhost"}})
	if err != nil {
		t.Fatal(err)
	}
	list, err := signer.CRL(lab.CRL{})
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	bundle := func(name string, certs ...*x509.Certificate) string {
		var text []byte
		for _, cert := range certs {
			text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})...)
		}
		return write(name, text)
	}
	crl := write("list.crl", list)
	alone := bundle("leaf.pem", leaf.Cert)
	for name, test := range map[string]struct {
		argv []string
		code string
		exit int
	}{
		"given before the issuer": {[]string{"--cert", alone, "--issuer", bundle("a.pem", signer.Cert, issuer.Cert)}, ocspcheck.CodeCRLCertGood, 0},
		"given behind the issuer": {[]string{"--cert", alone, "--issuer", bundle("b.pem", issuer.Cert, signer.Cert)}, ocspcheck.CodeCRLCertGood, 0},
		"sent before the issuer":  {[]string{"--cert", bundle("c.pem", leaf.Cert, signer.Cert, issuer.Cert)}, ocspcheck.CodeCRLSignatureInvalid, 1},
		"sent behind the issuer":  {[]string{"--cert", bundle("d.pem", leaf.Cert, issuer.Cert, signer.Cert)}, ocspcheck.CodeCRLSignatureInvalid, 1},
		"neither given nor sent":  {[]string{"--cert", alone, "--issuer", bundle("e.pem", issuer.Cert)}, ocspcheck.CodeCRLSignatureInvalid, 1},
	} {
		exit, r := runHere(t, slices.Concat([]string{"ocsp"}, test.argv, []string{"--crl", crl})...)
		if got := certificateOf(t, r); got.Code != test.code || exit != test.exit {
			t.Errorf("%s: code %s, exit %d, want %s, %d", name, got.Code, exit, test.code, test.exit)
		}
	}
}
