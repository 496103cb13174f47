package ocspcheck

import (
	"crypto/x509"
	"errors"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// pki is one authority with an intermediate and a responder that answers
// for both.
type pki struct {
	root, intermediate *lab.Authority
	responder          *lab.Responder
	issuerURL          string // where the intermediate can be fetched
}

func newPKI(t *testing.T) *pki {
	t.Helper()
	responder, err := lab.StartResponder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = responder.Close() })
	root := newRoot(t, "lab root")
	intermediate := must(root.NewIntermediate("lab intermediate", responder.URL(), responder.ServeIssuer("root", root.Cert)))(t)
	responder.Add(root)
	responder.Add(intermediate)
	responder.Set(intermediate.Cert, lab.Answer{})
	return &pki{
		root:         root,
		intermediate: intermediate,
		responder:    responder,
		issuerURL:    responder.ServeIssuer("intermediate", intermediate.Cert),
	}
}

// leaf issues a certificate for localhost that names the responder.
func (p *pki) leaf(t *testing.T, change func(*lab.LeafOptions)) *lab.Leaf {
	t.Helper()
	o := lab.LeafOptions{
		Names:      []string{"localhost", "127.0.0.1"},
		OCSP:       []string{p.responder.URL()},
		IssuerURLs: []string{p.issuerURL},
	}
	if change != nil {
		change(&o)
	}
	return must(p.intermediate.Issue(o))(t)
}

func newMemo(t testing.TB) *Memo {
	t.Helper()
	m := NewMemo(0)
	t.Cleanup(m.Close)
	return m
}

func newRoot(t *testing.T, name string) *lab.Authority {
	t.Helper()
	return must(lab.NewRoot(name))(t)
}

func poolOf(certs ...*x509.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, cert := range certs {
		pool.AddCert(cert)
	}
	return pool
}

// must turns (value, error) into a value, or ends the test.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// codeOf gives the code of either error type, "" for nil.
func codeOf(err error) string {
	var chain *ChainError
	var source *SourceError
	switch {
	case errors.As(err, &chain):
		return chain.Code
	case errors.As(err, &source):
		return source.Code
	case err != nil:
		return "no code: " + err.Error()
	}
	return ""
}
