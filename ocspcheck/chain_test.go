package ocspcheck

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func TestBuildChain(t *testing.T) {
	t.Parallel()
	now := time.Now()
	root := newRoot(t, "root")
	stranger := newRoot(t, "stranger")
	intermediate := must(root.NewIntermediate("intermediate", "", ""))(t)
	rsaRoot := rsaAuthority(t)
	roots := poolOf(root.Cert)
	roots.AddCert(rsaRoot.Cert)
	day := 24 * time.Hour

	issue := func(a *lab.Authority, o lab.LeafOptions) []*x509.Certificate {
		t.Helper()
		if o.Names == nil {
			o.Names = []string{"cache.example"}
		}
		return must(a.Issue(o))(t).Chain
	}
	// below gives an authority that root signed after a change.
	below := func(change func(*x509.Certificate)) *lab.Authority {
		t.Helper()
		return authorityBelow(t, root, change)
	}
	good := issue(intermediate, lab.LeafOptions{})
	anchors := NewAnchors(roots)

	tests := []struct {
		name      string
		sent      []*x509.Certificate
		dial      string
		wantChain int
		want      string
	}{
		{"good", good, "cache.example", 3, ""},
		{"no name asked", good, "", 3, ""},
		{"root sent too", append(good[:2:2], root.Cert), "cache.example", 3, ""},
		{"misordered", []*x509.Certificate{good[0], root.Cert, good[1]}, "cache.example", 3, ""},
		{"IP address", issue(root, lab.LeafOptions{Names: []string{"::1"}}), "::1", 2, ""},
		{"IP address with zone", issue(root, lab.LeafOptions{Names: []string{"fe80::1"}}), "fe80::1%eth0", 2, ""},
		{"nothing sent", nil, "", 0, CodeCertificateInvalid},

		{"other name", good, "other.example", 3, CodeNameMismatch},
		{"other address", issue(intermediate, lab.LeafOptions{Names: []string{"10.0.0.1"}}), "127.0.0.1", 3, CodeNameMismatch},
		{"address not listed", good, "127.0.0.1", 3, CodeIPNotInSAN},
		{"common name alone", issue(intermediate, lab.LeafOptions{Names: []string{}, CommonName: "cache.example"}), "cache.example", 3, CodeCNOnly},
		{"common name of another", issue(intermediate, lab.LeafOptions{Names: []string{}, CommonName: "other.example"}), "cache.example", 3, CodeNameMismatch},

		{"expired", issue(intermediate, lab.LeafOptions{NotBefore: now.Add(-2 * day), NotAfter: now.Add(-day)}), "cache.example", 3, CodeExpired},
		{"not yet valid", issue(intermediate, lab.LeafOptions{NotBefore: now.Add(day), NotAfter: now.Add(2 * day)}), "cache.example", 3, CodeNotYetValid},
		{"intermediate expired", issue(below(func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = now.Add(-30*time.Minute), now.Add(-time.Minute)
		}), lab.LeafOptions{}), "cache.example", 3, CodeIntermediateExpired},

		{"unknown root", issue(must(stranger.NewIntermediate("i", "", ""))(t), lab.LeafOptions{}), "cache.example", 0, CodeUnknownCA},
		{"unknown root sent", append(issue(stranger, lab.LeafOptions{}), stranger.Cert), "cache.example", 0, CodeUnknownCA},
		{"self-signed", []*x509.Certificate{stranger.Cert}, "", 0, CodeSelfSigned},
		{"intermediate left out", issue(intermediate, lab.LeafOptions{IssuerURLs: []string{"http://ca.example/i.cer"}})[:1], "cache.example", 0, CodeMissingIntermediate},
		{"intermediate left out, nowhere to fetch", good[:1], "cache.example", 0, CodeUnknownCA},
		{"issuer is no CA", issue(below(func(c *x509.Certificate) {
			c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature
		}), lab.LeafOptions{}), "cache.example", 0, CodeIssuerNotACA},
		{"path too long", issue(must(below(func(c *x509.Certificate) {
			c.MaxPathLen, c.MaxPathLenZero = 0, true
		}).NewIntermediate("second", "", ""))(t), lab.LeafOptions{}), "cache.example", 0, CodePathLength},
		{"name constraint", issue(below(func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"allowed.example"}, true
		}), lab.LeafOptions{}), "cache.example", 0, CodeNameConstraint},
		{"client certificate", issue(intermediate, lab.LeafOptions{ClientAuth: true, NoServerAuth: true}), "cache.example", 3, CodeWrongKeyUsage},
		{"key usage of no kind", issue(intermediate, lab.LeafOptions{NoServerAuth: true, Change: func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: oidExtKeyUsage, Value: []byte{0x30, 0}})
		}}), "cache.example", 3, CodeWrongKeyUsage},
		{"critical extension", issue(intermediate, lab.LeafOptions{Change: func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}})
		}}), "cache.example", 0, CodeCriticalExtension},
		{"SHA-1 signature", issue(intermediate, lab.LeafOptions{Change: func(c *x509.Certificate) {
			c.SignatureAlgorithm = x509.ECDSAWithSHA1
		}}), "cache.example", 0, CodeSHA1Signature},
		{"RSASSA-PSS with a salt of another length", oddSalt(t, rsaRoot), "cache.example", 0, CodeCertificateInvalid},
		{"RSA of 1024 bits", weakLeaf(t, intermediate), "cache.example", 3, CodeWeakKey},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			chain, err := BuildChain(test.sent, roots, test.dial, now)
			if got := codeOf(err); got != test.want {
				t.Errorf("code %q (%v), want %q", got, err, test.want)
			}
			if len(chain) != test.wantChain {
				t.Errorf("chain of %d, want %d", len(chain), test.wantChain)
			}
			for range 2 {
				sameBuilt(t, anchors, test.sent, roots, test.dial, now)
			}
		})
	}
}

// TestFaultNamesItsCertificate: where the intermediate is at fault, it is named,
// and not the leaf.
func TestFaultNamesItsCertificate(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	now := time.Now()
	for want, change := range map[string]func(*x509.Certificate){
		CodeIssuerNotACA:        func(c *x509.Certificate) { c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature },
		CodeIntermediateExpired: func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Minute) },
		CodeNotYetValid:         func(c *x509.Certificate) { c.NotBefore = now.Add(time.Minute) },
		CodeCriticalExtension: func(c *x509.Certificate) {
			c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
		},
	} {
		intermediate := must(root.NewIntermediateWith("intermediate", change))(t)
		leaf := must(intermediate.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
		_, err := BuildChain(append(leaf.Chain, root.Cert), poolOf(root.Cert), "localhost", now)
		var fault *ChainError
		if !errors.As(err, &fault) || fault.Code != want || !fault.Cert.Equal(intermediate.Cert) {
			t.Errorf("%s: %v of %v", want, err, fault)
		}
	}
}

// TestLastSecond: times of certificates have no fractions, and the second
// that is named last is valid to its end, that before the first is not.
func TestLastSecond(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"cache.example"}}))(t)
	for at, want := range map[time.Time]string{
		leaf.Cert.NotAfter.Add(999 * time.Millisecond): "",
		leaf.Cert.NotAfter.Add(time.Second):            CodeExpired,
		leaf.Cert.NotBefore:                            "",
		leaf.Cert.NotBefore.Add(-time.Millisecond):     CodeNotYetValid,
	} {
		if _, err := BuildChain(leaf.Chain, poolOf(root.Cert), "cache.example", at); codeOf(err) != want {
			t.Errorf("at %s: %v, want %q", at, err, want)
		}
	}
}

func TestPinnedLeafIsItsOwnChain(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"cache.example"}}))(t).Cert
	chain, err := BuildChain([]*x509.Certificate{leaf}, poolOf(leaf), "cache.example", time.Now())
	if err != nil || len(chain) != 1 {
		t.Errorf("chain of %d, %v; want the leaf alone", len(chain), err)
	}
}

// authorityBelow makes an authority whose certificate root signs after a
// change to its template.
func authorityBelow(t *testing.T, root *lab.Authority, change func(*x509.Certificate)) *lab.Authority {
	t.Helper()
	below := must(root.NewIntermediate("changed", "", ""))(t)
	template := *below.Cert
	template.NotBefore = time.Now().Add(-time.Hour)
	change(&template)
	raw := must(x509.CreateCertificate(rand.Reader, &template, root.Cert, below.Key.Public(), root.Key))(t)
	below.Cert = must(x509.ParseCertificate(raw))(t)
	return below
}

// weakLeaf certifies an RSA modulus of 1024 bits. Nobody knows its factors,
// and nobody needs to: Go makes no such key any more.
func weakLeaf(t *testing.T, issuer *lab.Authority) []*x509.Certificate {
	t.Helper()
	modulus := new(big.Int).Lsh(big.NewInt(1), 1023)
	modulus.SetBit(modulus, 0, 1)
	chain := must(issuer.Issue(lab.LeafOptions{Names: []string{"cache.example"}}))(t).Chain
	template := *chain[0]
	raw := must(x509.CreateCertificate(rand.Reader, &template, issuer.Cert, &rsa.PublicKey{N: modulus, E: 65537}, issuer.Key))(t)
	return []*x509.Certificate{must(x509.ParseCertificate(raw))(t), issuer.Cert}
}

func rsaAuthority(t *testing.T) *lab.Authority {
	t.Helper()
	root := newRoot(t, "RSA root")
	key := must(rsa.GenerateKey(rand.Reader, 2048))(t)
	template := *root.Cert
	template.PublicKey, template.SignatureAlgorithm = key.Public(), x509.SHA256WithRSA
	raw := must(x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key))(t)
	return &lab.Authority{Cert: must(x509.ParseCertificate(raw))(t), Key: key}
}

// oddSalt is a certificate whose signature has a salt of 33 bytes, as far as
// it says: openssl makes as long a salt as fits, and crypto/x509 verifies none
// but those as long as the hash.
func oddSalt(t *testing.T, issuer *lab.Authority) []*x509.Certificate {
	t.Helper()
	template := *must(issuer.Issue(lab.LeafOptions{Names: []string{"cache.example"}}))(t).Cert
	template.SignatureAlgorithm = x509.SHA256WithRSAPSS
	raw := must(x509.CreateCertificate(rand.Reader, &template, issuer.Cert, issuer.Key.Public(), issuer.Key))(t)
	raw = bytes.ReplaceAll(raw, []byte{0xa2, 3, 2, 1, 32}, []byte{0xa2, 3, 2, 1, 33})
	return []*x509.Certificate{must(x509.ParseCertificate(raw))(t)}
}
