package ocspcheck_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/netip"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"golang.org/x/crypto/ocsp"
)

// revokedServer is a lab with one server certificate, revoked.
func revokedServer() (chain []*x509.Certificate, root *x509.Certificate, stop func() error, err error) {
	responder, err := lab.StartResponder()
	if err != nil {
		return nil, nil, nil, err
	}
	ca, err := lab.NewRoot("lab root")
	if err != nil {
		return nil, nil, nil, err
	}
	leaf, err := ca.Issue(lab.LeafOptions{Names: []string{"cache.example"}, OCSP: []string{responder.URL()}})
	if err != nil {
		return nil, nil, nil, err
	}
	responder.Add(ca)
	responder.Set(leaf.Cert, lab.Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise})
	return leaf.Chain, ca.Cert, responder.Close, nil
}

func ExampleChecker_Chain() {
	sent, root, stop, err := revokedServer()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = stop() }()

	checker := ocspcheck.Checker{Roots: x509.NewCertPool()}
	checker.Roots.AddCert(root)
	statuses, err := checker.Chain(context.Background(), ocspcheck.Presented{
		Sent: sent,
		Name: "cache.example",
		IP:   netip.MustParseAddr("127.0.0.1"),
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, s := range statuses {
		fmt.Println(s.Cert.Subject.CommonName, s.Verdict, s.Code, s.Reason)
	}
	// Output:
	// cache.example revoked ocsp-cert-revoked keyCompromise
	// lab root skipped revocation-root-skipped
}

func ExampleBuildChain() {
	sent, root, stop, err := revokedServer()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = stop() }()

	roots := x509.NewCertPool()
	roots.AddCert(root)
	chain, err := ocspcheck.BuildChain(sent, roots, "other.example", time.Now())
	fmt.Println(len(chain), err)
	// Output:
	// 2 x509: certificate is valid for cache.example, not other.example
}
