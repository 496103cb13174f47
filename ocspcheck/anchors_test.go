package ocspcheck

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// sameBuilt wants the same chain and the same fault with what the anchors
// remember and without.
func sameBuilt(t *testing.T, a *Anchors, sent []*x509.Certificate, roots *x509.CertPool, name string, at time.Time) {
	t.Helper()
	got, err := a.BuildChain(sent, name, at)
	want, wantErr := BuildChain(sent, roots, name, at)
	if codeOf(err) != codeOf(wantErr) {
		t.Errorf("code %q, anew %q (%v)", codeOf(err), codeOf(wantErr), wantErr)
	}
	if !slices.EqualFunc(got, want, (*x509.Certificate).Equal) {
		t.Errorf("chain %v, anew %v", subjectsOf(got), subjectsOf(want))
	}
}

func subjectsOf(chain []*x509.Certificate) (names []string) {
	for _, cert := range chain {
		names = append(names, fmt.Sprintf("%s %x", cert.Subject.CommonName, cert.SerialNumber))
	}
	return names
}

// TestAnchorsRemember wants the signature on an issuer verified once, and the
// chain of the next leaf from memory.
func TestAnchorsRemember(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	issuer := must(root.NewIntermediate("issuer", "", ""))(t)
	anchors, now := NewAnchors(poolOf(root.Cert)), time.Now()
	for i := range 3 {
		sent := must(issuer.Issue(lab.LeafOptions{Names: []string{"cache.example"}}))(t).Chain
		if known := anchors.remembered(sent, now); (known != nil) != (i > 0) {
			t.Errorf("leaf %d: remembered %v", i, subjectsOf(known))
		}
		if chain, err := anchors.BuildChain(sent, "cache.example", now); err != nil || len(chain) != 3 {
			t.Errorf("leaf %d: %v, %v", i, subjectsOf(chain), err)
		}
	}
}

// TestAnchorsAsAnew shows servers to anchors that remember and to BuildChain,
// which does not: authorities of the same name or the same key, constrained,
// short-lived, sent and trusted. Each is shown again when all of its kind have
// left in memory what they could.
func TestAnchorsAsAnew(t *testing.T) {
	t.Parallel()
	w := newAnchorWorld(t)
	for by, leaves := range w.sent {
		t.Run(strconv.Itoa(by), func(t *testing.T) {
			t.Parallel()
			for _, roots := range w.roots {
				pool := poolOf(roots...)
				anchors := NewAnchors(pool)
				for range 2 {
					for _, sent := range leaves {
						sameBuilt(t, anchors, sent, pool, "", w.now)
					}
				}
				for _, later := range w.later {
					sameBuilt(t, anchors, leaves[0], pool, "cache.example", w.now.Add(later))
				}
			}
		})
	}
}

// anchorWorld is who may be trusted, and what servers may send.
type anchorWorld struct {
	now   time.Time
	later []time.Duration
	roots [][]*x509.Certificate
	sent  [][][]*x509.Certificate // by who has issued the leaf
}

func newAnchorWorld(t *testing.T) *anchorWorld {
	t.Helper()
	w := &anchorWorld{now: time.Now(), later: []time.Duration{30 * time.Minute, -25 * time.Hour, 20 * 365 * 24 * time.Hour}}
	other := func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"other.example"} }
	explicit := func(c *x509.Certificate) {
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oidPolicyConstraints, Critical: true, Value: []byte{0x30, 3, 0x80, 1, 0}})
	}
	policy := func(c *x509.Certificate) { c.Policies = []x509.OID{must(x509.OIDFromInts([]uint64{1, 2, 3}))(t)} }
	below := func(a *lab.Authority, name string, changes ...func(*x509.Certificate)) *lab.Authority {
		t.Helper()
		return must(a.NewIntermediateWith(name, func(c *x509.Certificate) {
			for _, change := range changes {
				change(c)
			}
		}))(t)
	}
	root, namesake, rival := newRoot(t, "root"), newRoot(t, "root"), newRoot(t, "rival")
	narrowRoot := recertify(t, root.Cert, root, other)
	issuer, stranger := below(root, "issuer"), below(namesake, "issuer")
	cross, narrowCross := recertify(t, issuer.Cert, rival), recertify(t, issuer.Cert, rival, other)
	second := below(issuer, "second")
	short := below(root, "short-lived", func(c *x509.Certificate) { c.NotAfter = w.now.Add(10 * time.Minute) })
	narrow, explicitly := below(root, "narrow", other), below(root, "explicit", explicit, policy)
	clients := below(root, "clients", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	end := below(root, "end", func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true })

	for _, a := range []struct {
		by    *lab.Authority
		above []*x509.Certificate
	}{
		{by: root},
		{by: issuer},
		{issuer, []*x509.Certificate{cross}},
		{issuer, []*x509.Certificate{narrowCross, issuer.Cert}},
		{issuer, []*x509.Certificate{issuer.Cert, stranger.Cert, root.Cert}},
		{stranger, nil},
		{stranger, []*x509.Certificate{issuer.Cert}}, // whose signature it is not
		{by: second},
		{second, []*x509.Certificate{second.Cert, cross, issuer.Cert}},
		{by: short},
		{by: below(short, "below")},
		{by: narrow},
		{by: below(narrow, "below")},
		{by: explicitly},
		{by: clients},
		{by: below(clients, "below")},
		{by: end},
		{by: below(end, "below")},
	} {
		var leaves [][]*x509.Certificate
		add := func(chain []*x509.Certificate) {
			if a.above != nil {
				chain = append(chain[:1:1], a.above...)
			}
			leaves = append(leaves, chain)
		}
		for _, o := range []lab.LeafOptions{
			{},
			{Names: []string{"other.example"}},
			{NotBefore: w.now.Add(-time.Hour), NotAfter: w.now.Add(-time.Minute)},
			{NoServerAuth: true, ClientAuth: true},
			{Change: policy},
			{Change: explicit},
			{Change: func(c *x509.Certificate) { policy(c); explicit(c) }},
		} {
			if o.Names == nil {
				o.Names = []string{"cache.example"}
			}
			add(must(a.by.Issue(o))(t).Chain)
		}
		for _, twin := range []*lab.Authority{root, issuer} { // whose name and key the leaf has
			chain := must(a.by.Issue(lab.LeafOptions{Names: []string{}}))(t).Chain
			chain[0] = certify(t, chain[0], twin.Cert, a.by, func(c *x509.Certificate) { c.RawSubject = twin.Cert.RawSubject })
			add(chain)
		}
		w.sent = append(w.sent, leaves)
	}

	trusted := w.sent[1][0][0] // a leaf
	w.roots = [][]*x509.Certificate{{root.Cert}, {narrowRoot}}
	for _, more := range []*x509.Certificate{namesake.Cert, narrowRoot, rival.Cert, issuer.Cert, cross, stranger.Cert, trusted} {
		w.roots = append(w.roots, []*x509.Certificate{root.Cert, more})
	}
	return w
}

// recertify is the same subject and key by another issuer, after changes.
func recertify(t *testing.T, cert *x509.Certificate, by *lab.Authority, changes ...func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	return certify(t, cert, cert, by, changes...)
}

// certify is a certificate with the key of another, after changes.
func certify(t *testing.T, cert, key *x509.Certificate, by *lab.Authority, changes ...func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := *cert
	template.SerialNumber = new(big.Int).Add(cert.SerialNumber, big.NewInt(1))
	for _, change := range changes {
		change(&template)
	}
	raw := must(x509.CreateCertificate(rand.Reader, &template, by.Cert, key.PublicKey, by.Key))(t)
	return must(x509.ParseCertificate(raw))(t)
}
