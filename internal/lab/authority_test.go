package lab

import (
	"crypto/tls"
	"crypto/x509"
	"path/filepath"
	"testing"
)

func TestIssuedChainVerifies(t *testing.T) {
	t.Parallel()
	root, err := NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	intermediate, err := root.NewIntermediate("intermediate", "", "")
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := intermediate.Issue(LeafOptions{Names: []string{"cache.example", "127.0.0.1"}, MustStaple: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(leaf.Chain) != 2 {
		t.Fatalf("chain of %d, want leaf and intermediate", len(leaf.Chain))
	}
	roots, middle := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(root.Cert)
	middle.AddCert(intermediate.Cert)
	for _, name := range []string{"cache.example", "127.0.0.1"} {
		if _, err := leaf.Cert.Verify(x509.VerifyOptions{Roots: roots, Intermediates: middle, DNSName: name}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWriteFiles(t *testing.T) {
	t.Parallel()
	root, err := NewRoot("root")
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := root.Issue(LeafOptions{Names: []string{"localhost"}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile, err := leaf.WriteFiles(dir, "server")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tls.LoadX509KeyPair(certFile, keyFile); err != nil {
		t.Error(err)
	}
	if err := root.WriteFile(filepath.Join(dir, "ca.pem")); err != nil {
		t.Error(err)
	}
	if got := leaf.TLS(); len(got.Certificate) != 1 {
		t.Errorf("a root's leaf sends %d certificates, want 1", len(got.Certificate))
	}
}
