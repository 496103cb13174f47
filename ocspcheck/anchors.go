package ocspcheck

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"sync"
	"time"
)

// Anchors are the roots that a client trusts, for chains of many servers: the
// signatures above the issuer of a leaf, which few authorities share, are
// verified once. All else is judged anew for each: its times, its name, its
// usage. The zero value and nil stand for the roots of the system, of which
// nothing is remembered. It is safe for concurrent use.
type Anchors struct {
	roots    *x509.CertPool
	subjects map[string]int // how many roots bear a name

	mu    sync.Mutex
	above map[string]*above // by the name of the leaf's issuer
}

// maxAbove bounds the issuers that Anchors remember.
const maxAbove = 1 << 10

// above is what stands above the leaves of an issuer.
type above struct {
	sent   []*x509.Certificate // behind the leaf
	chain  []*x509.Certificate // the issuer to the root
	issuer *x509.CertPool      // the issuer alone
}

// NewAnchors makes Anchors of roots, which are not to change any more. They
// come without constraints of their own ([x509.CertPool.AddCertWithConstraint]).
func NewAnchors(roots *x509.CertPool) *Anchors {
	a := &Anchors{roots: roots, subjects: map[string]int{}, above: map[string]*above{}}
	//lint:ignore SA1019 it leaves out the roots of the system, which these are not
	for _, name := range roots.Subjects() { //nolint:staticcheck // as above
		a.subjects[string(name)]++
	}
	return a
}

// Pool gives the roots; nil for those of the system.
func (a *Anchors) Pool() *x509.CertPool {
	if a == nil {
		return nil
	}
	return a.roots
}

// BuildChain is [BuildChain] to one of the anchors.
func (a *Anchors) BuildChain(sent []*x509.Certificate, name string, at time.Time) ([]*x509.Certificate, error) {
	return buildChain(sent, a, name, at)
}

// verify gives the chain of a TLS server.
func (a *Anchors) verify(sent []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	if chain := a.remembered(sent, at); chain != nil {
		return chain, nil
	}
	chains, err := verify(sent, a.Pool(), at, x509.ExtKeyUsageServerAuth)
	if err != nil {
		return nil, err
	}
	a.remember(sent, chains[0])
	return chains[0], nil
}

// remember keeps what stands above the leaf, where no other leaf of its issuer
// could have anything else above it, nor be refused for what is there.
func (a *Anchors) remember(sent, chain []*x509.Certificate) {
	if a == nil || a.above == nil || len(chain) < 3 || !a.only(chain[1:], sent[1:]) || slices.ContainsFunc(chain[1:], constrains) {
		return
	}
	k := &above{sent: slices.Clone(sent[1:]), chain: slices.Clone(chain[1:]), issuer: x509.NewCertPool()}
	k.issuer.AddCert(chain[1])
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.above) == maxAbove {
		clear(a.above)
	}
	a.above[string(chain[0].RawIssuer)] = k
}

// only is true where no other certificate bears a name of the chain, so that
// there is no other way up.
func (a *Anchors) only(chain, sent []*x509.Certificate) bool {
	for i, cert := range chain {
		roots := 0
		if i == len(chain)-1 {
			roots = 1
		}
		other := func(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, cert.RawSubject) && !c.Equal(cert) }
		if a.subjects[string(cert.RawSubject)] != roots || slices.ContainsFunc(sent, other) {
			return false
		}
	}
	return true
}

// Extensions by which a certificate may refuse what stands below it (RFC 5280
// 4.2.1.10, 4.2.1.11).
var (
	oidNameConstraints   = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidPolicyConstraints = asn1.ObjectIdentifier{2, 5, 29, 36}
)

func constrains(cert *x509.Certificate) bool {
	_, names := valueOf(cert.Extensions, oidNameConstraints)
	_, policies := valueOf(cert.Extensions, oidPolicyConstraints)
	return names || policies
}

// remembered gives the chain where all above the leaf is known and the leaf
// stands up to its issuer, which is verified as if it were a root: its own
// time and its bound on what is below it count, and those above must be in
// their time. It gives nil where that is not so, and says nothing of why.
func (a *Anchors) remembered(sent []*x509.Certificate, at time.Time) []*x509.Certificate {
	if a == nil || a.above == nil {
		return nil
	}
	leaf := sent[0]
	a.mu.Lock()
	k := a.above[string(leaf.RawIssuer)]
	a.mu.Unlock()
	if k == nil || !slices.EqualFunc(k.sent, sent[1:], (*x509.Certificate).Equal) || constrains(leaf) || a.subjects[string(leaf.RawSubject)] > 0 {
		return nil
	}
	at = at.Truncate(time.Second)
	for _, cert := range k.chain {
		if at.Before(cert.NotBefore) || at.After(cert.NotAfter) || bytes.Equal(leaf.RawSubject, cert.RawSubject) {
			return nil
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: k.issuer, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	if err != nil {
		return nil
	}
	return append([]*x509.Certificate{leaf}, k.chain...)
}
