package ocspcheck

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// The tests named TestValkeyPy go through valkey/ocsp.py of valkey-py,
// function by function and error by error: what it accepts rightly is
// accepted, and each of its errors has a code here. Its "expected"
// certificate is package conn's: TestRow38Staple.

// valkeyPyCheck asks about a fresh leaf, stapled or by the responder.
func valkeyPyCheck(t *testing.T, p *pki, stapled bool, a lab.Answer) Status {
	t.Helper()
	leaf := p.leaf(t, nil)
	presented := Presented{Sent: leaf.Chain, IP: loopback}
	c := p.checker()
	if stapled {
		presented.Staple = must(lab.Staple(p.intermediate, leaf.Cert, a))(t)
		c.Policy.NoResponder = true
	} else {
		p.responder.Set(leaf.Cert, a)
	}
	statuses, err := c.Chain(t.Context(), presented)
	if err != nil {
		t.Fatal(err)
	}
	return statuses[0]
}

// _check_certificate, for staples and for what a responder says. valkey-py's
// message stands before the colon.
func TestValkeyPyCheckCertificate(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	delegate := func(change func(*x509.Certificate)) *lab.Leaf {
		return must(p.intermediate.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true, Change: change}))(t)
	}
	stranger := must(newRoot(t, "stranger").Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	plain := must(p.intermediate.Issue(lab.LeafOptions{CommonName: "delegate"}))(t)
	noUsage := must(p.intermediate.Issue(lab.LeafOptions{CommonName: "delegate", NoServerAuth: true}))(t)
	now := time.Now()
	tests := []struct {
		name    string
		answer  lab.Answer
		verdict Verdict
		code    string
	}{
		{"good", lab.Answer{}, Good, CodeOCSPCertGood},
		{"good, responder_name is the issuer's", lab.Answer{}, Good, CodeOCSPCertGood},
		{"good, responder_key_hash is the issuer's", lab.Answer{ByKey: true}, Good, CodeOCSPCertGood},
		{"good, responder_key_hash is the issuer's, SHA-256 CertID", lab.Answer{ByKey: true, Hash: crypto.SHA256}, Good, CodeOCSPCertGood},
		{"good, delegate by name", lab.Answer{Signer: delegate(nil)}, Good, CodeOCSPCertGood},
		{"good, delegate by key hash", lab.Answer{Signer: delegate(nil), ByKey: true}, Good, CodeOCSPCertGood},
		{"good, next_update is None", lab.Answer{NoNextUpdate: true}, Good, CodeOCSPCertGood},
		{"you are not authorized to view this ocsp certificate", lab.Answer{Raw: ocsp.UnauthorizedErrorResponse}, Undetermined, CodeOCSPResponderUnauthorized},
		{"Received an REVOKED ocsp certificate status", lab.Answer{Status: ocsp.Revoked}, Revoked, CodeOCSPCertRevoked},
		{"Received an UNKNOWN ocsp certificate status", lab.Answer{Status: ocsp.Unknown}, Unknown, CodeOCSPCertUnknown},
		{"failed to retrieve a successful response: MALFORMED_REQUEST", lab.Answer{Raw: ocsp.MalformedRequestErrorResponse}, Undetermined, CodeOCSPResponderMalformedRequest},
		{"failed to retrieve a successful response: INTERNAL_ERROR", lab.Answer{Raw: ocsp.InternalErrorErrorResponse}, Undetermined, CodeOCSPResponderInternalError},
		{"failed to retrieve a successful response: TRY_LATER", lab.Answer{Raw: ocsp.TryLaterErrorResponse}, Undetermined, CodeOCSPResponderTryLater},
		{"failed to retrieve a successful response: SIG_REQUIRED", lab.Answer{Raw: ocsp.SigRequredErrorResponse}, Undetermined, CodeOCSPResponderSigRequired},
		{"ocsp certificate was issued in the future", lab.Answer{ThisUpdate: now.Add(time.Hour), NextUpdate: now.Add(2 * time.Hour)}, Undetermined, CodeOCSPResponseNotYetValid},
		{"ocsp certificate has invalid update - in the past", lab.Answer{ThisUpdate: now.Add(-2 * time.Hour), NextUpdate: now.Add(-time.Hour)}, Undetermined, CodeOCSPResponseExpired},
		{"no certificates found for the responder", lab.Answer{Signer: stranger}, Undetermined, CodeOCSPDelegateWrongIssuer},
		{"delegate not authorized for ocsp signing", lab.Answer{Signer: plain}, Undetermined, CodeOCSPDelegateMissingEKU},
		{"ExtensionNotFound: delegate without extendedKeyUsage", lab.Answer{Signer: noUsage}, Undetermined, CodeOCSPDelegateMissingEKU},
		{"ValueError: no OCSP response", lab.Answer{Raw: []byte("garbage")}, Undetermined, CodeOCSPResponseMalformed},
	}
	for _, test := range tests {
		for _, stapled := range []bool{true, false} {
			name := test.name + ", from the responder"
			if stapled {
				name = test.name + ", stapled"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				if s := valkeyPyCheck(t, p, stapled, test.answer); s.Verdict != test.verdict || s.Code != test.code {
					t.Errorf("%s %s (%+v), want %s %s", s.Verdict, s.Code, s.Attempts, test.verdict, test.code)
				}
			})
		}
	}
}

// _verify_response: every kind of key that it knows but DSA, which no
// authority uses and crypto/x509 has dropped.
func TestValkeyPyVerifyResponse(t *testing.T) {
	t.Parallel()
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{
		"RSA":     must(rsa.GenerateKey(rand.Reader, 2048))(t),
		"P-256":   must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t),
		"P-384":   must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))(t),
		"Ed25519": edwards,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := must(lab.NewRootWithKey("root", key))(t)
			cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
			raw := must(lab.Staple(root, cert, lab.Answer{ByKey: true}))(t) // by our own builder, which knows all keys
			at := time.Now().Add(time.Second)
			if j := (Checker{}).JudgeResponse(raw, cert, root.Cert, at); j.Verdict != Good {
				t.Errorf("%s %v", j.Verdict, j.Err)
			}
			raw[len(raw)-1] ^= 1
			if j := (Checker{}).JudgeResponse(raw, cert, root.Cert, at); j.Verdict != Undetermined || j.Code != CodeOCSPSignatureInvalid {
				t.Errorf("failed to valid ocsp response: %s %s %v", j.Verdict, j.Code, j.Err)
			}
		})
	}
}

// ocsp_staple_verifier, but for the expected certificate.
func TestValkeyPyStapleVerifier(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	staple := must(lab.Staple(p.intermediate, leaf.Cert, lab.Answer{}))(t)
	c := p.checker()
	c.Policy.NoResponder = true
	t.Run("valid", func(t *testing.T) {
		t.Parallel()
		checkLeaf(t, c, Presented{Sent: leaf.Chain, Staple: staple, IP: loopback}, summary{
			Good, MechanismStaple, CodeOCSPCertGood, nil, []string{"staple ocsp-cert-good"},
		})
	})
	t.Run("no ocsp response present", func(t *testing.T) {
		t.Parallel()
		checkLeaf(t, c, Presented{Sent: leaf.Chain, IP: loopback}, summary{Undetermined, "", CodeRevocationNotAsked, nil, nil})
	})
	t.Run("no matching issuer cert found in certificate chain", func(t *testing.T) {
		t.Parallel()
		orphan := p.leaf(t, func(o *lab.LeafOptions) { o.IssuerURLs = nil })
		statuses, err := c.Chain(t.Context(), Presented{Sent: orphan.Chain[:1], Staple: staple, IP: loopback})
		if codeOf(err) != CodeUnknownCA || statuses[0].Verdict != Undetermined {
			t.Errorf("%v, %s", err, statuses[0].Verdict)
		}
	})
}

// _certificate_components and check_certificate: issuer and responder are
// found by the certificate's own AIA extension.
func TestValkeyPyComponents(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	missing := serve(t, http.StatusNotFound, nil)
	broken := serve(t, http.StatusForbidden, nil)
	tests := []struct {
		name   string
		change func(*lab.LeafOptions)
		chain  bool // the server sends the intermediate
		want   summary
	}{
		{"certificate, issuer and server", nil, false, summary{
			Good, MechanismOCSP, CodeOCSPCertGood,
			[]string{CodeMissingIntermediate},
			[]string{"aia GET aia-fetched", "ocsp GET ocsp-cert-good"},
		}},
		{"No AIA information present in ssl certificate", func(o *lab.LeafOptions) { o.OCSP, o.IssuerURLs = nil, nil }, true, summary{
			NotCovered, "", CodeRevocationNotCovered, nil, nil,
		}},
		{"no ocsp servers in certificate", func(o *lab.LeafOptions) { o.OCSP = nil }, true, summary{
			NotCovered, "", CodeRevocationNotCovered, nil, nil,
		}},
		{"no issuers found in certificate chain", func(o *lab.LeafOptions) { o.IssuerURLs = nil }, false, summary{
			Undetermined, "", CodeUnknownCA, []string{CodeAIAMissing}, []string{"aia aia-missing"},
		}},
		{"no issuers needed where the server sends its own", func(o *lab.LeafOptions) { o.IssuerURLs = nil }, true, summary{
			Good, MechanismOCSP, CodeOCSPCertGood, nil, []string{"ocsp GET ocsp-cert-good"},
		}},
		{"failed to fetch issuer certificate", func(o *lab.LeafOptions) { o.IssuerURLs = []string{missing} }, false, summary{
			Undetermined, "", CodeMissingIntermediate, []string{CodeAIAHTTPStatus}, []string{"aia GET aia-http-status"},
		}},
		{"failed to fetch ocsp certificate", func(o *lab.LeafOptions) { o.OCSP = []string{broken} }, true, summary{
			Undetermined, "", CodeOCSPResponderHTTPStatus, nil,
			[]string{"ocsp GET ocsp-responder-http-status", "ocsp POST ocsp-responder-http-status"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			leaf := p.leaf(t, test.change)
			p.responder.Set(leaf.Cert, lab.Answer{})
			sent := leaf.Chain
			if !test.chain {
				sent = sent[:1]
			}
			statuses, _ := p.checker().Chain(t.Context(), Presented{Sent: sent, IP: loopback})
			if diff := cmp.Diff(test.want, summarise(statuses[0])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("no certificate found for ssl peer", func(t *testing.T) {
		t.Parallel()
		if statuses, err := p.checker().Chain(t.Context(), Presented{}); codeOf(err) != CodeCertificateInvalid || statuses != nil {
			t.Errorf("%v, %v", statuses, err)
		}
	})
}

// build_certificate_url, without urljoin's bug, which drops the last segment
// of the responder's path: see also TestGetURL.
func TestValkeyPyBuildCertificateURL(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	for _, path := range []string{"", "/", "/ca", "/ca/", "/pki/ca"} {
		leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP = []string{p.responder.URL() + path} })
		der := must(ocsp.CreateRequest(leaf.Cert, p.intermediate.Cert, nil))(t)
		address, ok := getURL(leaf.Cert.OCSPServer[0], der)
		want := p.responder.URL() + path
		if want[len(want)-1] != '/' {
			want += "/"
		}
		if !ok || len(address) <= len(want) || address[:len(want)] != want || slices.Contains([]byte(address[len(want):]), '/') {
			t.Errorf("%s%s: %s", p.responder.URL(), path, address)
		}
	}
}

// is_valid: where the responder is not authorised for the certificate of
// this connection, a second direct connection shows the one to ask about.
func TestValkeyPyIsValid(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	unknown := must(newRoot(t, "lab root").NewIntermediate("unknown to the responder", "", ""))(t)
	first := must(unknown.Issue(lab.LeafOptions{Names: []string{"localhost"}, OCSP: []string{p.responder.URL()}}))(t)
	second := p.leaf(t, nil)
	c := p.checker()
	show := func(leaf *lab.Leaf, issuer *lab.Authority) Presented {
		return Presented{Chain: []*x509.Certificate{leaf.Cert, issuer.Cert}, Sent: leaf.Chain, IP: loopback}
	}
	unauthorized := []string{"ocsp GET ocsp-responder-unauthorized", "ocsp GET ocsp-responder-unauthorized"} // SHA-1, SHA-256
	tests := []struct {
		name    string
		answer  lab.Answer // about the second certificate
		fresh   func(context.Context) (Presented, error)
		looks   int
		verdict Verdict
		codes   []string
	}{
		{"components_from_direct_connection, good", lab.Answer{}, nil, 1, Good, []string{CodeCertificateChanged, CodeOCSPResponderUnauthorized}},
		{"components_from_direct_connection, revoked", lab.Answer{Status: ocsp.Revoked}, nil, 1, Revoked, []string{CodeCertificateChanged, CodeOCSPResponderUnauthorized}},
		{"components_from_direct_connection, the same certificate", lab.Answer{}, func(context.Context) (Presented, error) {
			return show(first, unknown), nil
		}, 1, Undetermined, nil},
		{"components_from_direct_connection fails", lab.Answer{}, func(context.Context) (Presented, error) {
			return Presented{}, context.DeadlineExceeded
		}, 1, Undetermined, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { // one after another: they share the second certificate
			p.responder.Set(second.Cert, test.answer)
			looks := 0
			presented := show(first, unknown)
			presented.Fresh = func(ctx context.Context) (Presented, error) {
				looks++
				if test.fresh != nil {
					return test.fresh(ctx)
				}
				return show(second, p.intermediate), nil
			}
			statuses, err := c.Chain(t.Context(), presented)
			if err != nil || statuses[0].Verdict != test.verdict || looks != test.looks {
				t.Fatalf("%v, %s after %d looks", err, statuses[0].Verdict, looks)
			}
			got := summarise(statuses[0])
			if diff := cmp.Diff(test.codes, got.Codes); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(got.Attempts) < 2 || !slices.Equal(got.Attempts[:2], unauthorized) {
				t.Errorf("attempts %v", got.Attempts)
			}
		})
	}
	t.Run("another certificate each time", func(t *testing.T) {
		looks := 0
		var fresh func(context.Context) (Presented, error)
		fresh = func(context.Context) (Presented, error) {
			looks++
			if looks > 5 {
				return Presented{}, errors.New("without end")
			}
			leaf := must(unknown.Issue(lab.LeafOptions{Names: []string{"localhost"}, OCSP: []string{p.responder.URL()}}))(t)
			again := show(leaf, unknown)
			again.Fresh = fresh
			return again, nil
		}
		presented := show(first, unknown)
		presented.Fresh = fresh
		if statuses, err := c.Chain(t.Context(), presented); err != nil || statuses[0].Verdict != Undetermined || looks != 1 {
			t.Errorf("%v, %s after %d looks", err, statuses[0].Verdict, looks)
		}
	})
	t.Run("not needed", func(t *testing.T) {
		p.responder.Set(second.Cert, lab.Answer{})
		presented := show(second, p.intermediate)
		presented.Fresh = func(context.Context) (Presented, error) {
			t.Error("a second look at a server that is good")
			return Presented{}, nil
		}
		if statuses, err := c.Chain(t.Context(), presented); err != nil || statuses[0].Verdict != Good {
			t.Errorf("%v, %+v", err, statuses)
		}
	})
}
