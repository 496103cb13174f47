//go:build linux

package probe

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

const hour = time.Hour

// loopback is the name of a leaf that a client of 127.0.0.1 wants.
var loopback = []string{"127.0.0.1"}

// expiredBy is o with an end so long ago.
func expiredBy(d time.Duration, o lab.LeafOptions) lab.LeafOptions {
	o.NotBefore, o.NotAfter = time.Now().Add(-48*hour), time.Now().Add(-d)
	return o
}

// chainRows are certificates that a TLS front before a real server shows.
func chainRows(w *world) []failure {
	// shown is a front with the certificate that make gives, dialled by the
	// name, or as 127.0.0.1.
	shown := func(code string, exit int, name string, make func(t *testing.T) tls.Certificate) failure {
		return failure{code: code, phase: conn.PhaseTLS, exit: exit, show: func(t *testing.T) report.Target {
			front := must(lab.StartFront(lab.FrontOptions{Certificate: make(t), Backend: w.open.Addr}))(t)
			t.Cleanup(front.Close)
			o := w.trusting(front.Addr())
			o.TLS.ServerName = name
			return connect(t, o)
		}}
	}
	// issued is a leaf of the world's intermediate.
	issued := func(o lab.LeafOptions) func(t *testing.T) tls.Certificate {
		return func(t *testing.T) tls.Certificate { return must(w.intermediate.Issue(o))(t).TLS() }
	}
	// below is a good leaf of an intermediate with a fault.
	below := func(change func(*x509.Certificate)) func(t *testing.T) tls.Certificate {
		return func(t *testing.T) tls.Certificate {
			return must(w.changed(t, change).Issue(lab.LeafOptions{Names: []string{"127.0.0.1", "localhost"}}))(t).TLS()
		}
	}
	mustStaple := shown(ocspcheck.CodeMustStapleMissing, ExitFailed, "", issued(lab.LeafOptions{Names: loopback, MustStaple: true}))
	mustStaple.phase = "" // a certificate's finding, not a phase's
	return []failure{
		shown(ocspcheck.CodeUnknownCA, ExitFailed, "", func(t *testing.T) tls.Certificate {
			stranger := must(lab.NewRoot("stranger"))(t)
			return must(stranger.Issue(lab.LeafOptions{Names: loopback}))(t).TLS()
		}),
		shown(ocspcheck.CodeSelfSigned, ExitFailed, "", func(t *testing.T) tls.Certificate {
			return must(lab.SelfSigned(lab.LeafOptions{Names: loopback}))(t).TLS()
		}),
		shown(ocspcheck.CodeMissingIntermediate, ExitFailed, "", func(t *testing.T) tls.Certificate {
			leaf := must(w.intermediate.Issue(lab.LeafOptions{Names: loopback, IssuerURLs: []string{"http://127.0.0.1:1/issuer"}}))(t)
			leaf.Chain = leaf.Chain[:1]
			return leaf.TLS()
		}),
		shown(ocspcheck.CodeIssuerNotACA, ExitFailed, "", below(func(c *x509.Certificate) {
			c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature
		})),
		shown(ocspcheck.CodeExpired, ExitFailed, "", issued(expiredBy(hour, lab.LeafOptions{Names: loopback}))),
		shown(ocspcheck.CodeIntermediateExpired, ExitFailed, "", below(func(c *x509.Certificate) {
			c.NotAfter = time.Now().Add(-time.Minute)
		})),
		shown(ocspcheck.CodeNotYetValid, ExitFailed, "", issued(lab.LeafOptions{
			Names: loopback, NotBefore: time.Now().Add(hour), NotAfter: time.Now().Add(48 * hour),
		})),
		shown(ocspcheck.CodeNameMismatch, ExitFailed, "other.example", issued(lab.LeafOptions{Names: []string{"cache.example"}})),
		shown(ocspcheck.CodeIPNotInSAN, ExitFailed, "", issued(lab.LeafOptions{Names: []string{"cache.example"}})),
		shown(ocspcheck.CodeCNOnly, ExitFailed, "cache.example", issued(lab.LeafOptions{CommonName: "cache.example"})),
		shown(ocspcheck.CodeWrongKeyUsage, ExitFailed, "", issued(lab.LeafOptions{Names: loopback, NoServerAuth: true, ClientAuth: true})),
		shown(ocspcheck.CodeNameConstraint, ExitFailed, "localhost", below(func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"allowed.example"}, true
		})),
		shown(ocspcheck.CodePathLength, ExitFailed, "", func(t *testing.T) tls.Certificate {
			short := w.changed(t, func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true })
			return must(must(short.NewIntermediate("second", "", ""))(t).Issue(lab.LeafOptions{Names: loopback}))(t).TLS()
		}),
		shown(ocspcheck.CodeCriticalExtension, ExitFailed, "", issued(lab.LeafOptions{Names: loopback, Change: func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}})
		}})),
		shown(ocspcheck.CodeSHA1Signature, ExitFailed, "", issued(lab.LeafOptions{Names: loopback, Change: func(c *x509.Certificate) {
			c.SignatureAlgorithm = x509.ECDSAWithSHA1
		}})),
		shown(ocspcheck.CodeWeakKey, ExitOK, "", issued(lab.LeafOptions{Names: loopback, Key: "rsa1024"})),
		mustStaple,
	}
}

// changed is an intermediate of the world's root after a change.
func (w *world) changed(t *testing.T, change func(*x509.Certificate)) *lab.Authority {
	t.Helper()
	return must(w.root.NewIntermediateWith("changed", change))(t)
}
