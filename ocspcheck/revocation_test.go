package ocspcheck

import (
	"crypto/x509"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ocsp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var loopback = netip.MustParseAddr("127.0.0.1")

// summary is what the tests compare of a status.
type summary struct {
	Verdict   Verdict
	Mechanism Mechanism
	Code      string
	Codes     []string
	Attempts  []string // mechanism, method and code of each
}

func summarise(s Status) summary {
	out := summary{Verdict: s.Verdict, Mechanism: s.Mechanism, Code: s.Code, Codes: s.Codes}
	for _, a := range s.Attempts {
		text := string(a.Mechanism)
		if a.Method != "" {
			text += " " + a.Method
		}
		out.Attempts = append(out.Attempts, text+" "+a.Code)
	}
	return out
}

// checkLeaf runs Chain and compares the leaf's status.
func checkLeaf(t *testing.T, c Checker, p Presented, want summary) []Status {
	t.Helper()
	statuses, err := c.Chain(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, summarise(statuses[0])); diff != "" {
		t.Errorf("leaf's status (-want +got):\n%s", diff)
	}
	return statuses
}

// TestChainOfNone: an empty chain is as good as none.
func TestChainOfNone(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	presented := Presented{Sent: leaf.Chain, Chain: []*x509.Certificate{}, IP: loopback}
	checkLeaf(t, p.checker(), presented, summary{Good, MechanismOCSP, CodeOCSPCertGood, nil, []string{"ocsp GET ocsp-cert-good"}})
}

func (p *pki) checker() Checker {
	return Checker{Roots: poolOf(p.root.Cert), Policy: Policy{Timeout: time.Minute}}
}

func TestChainBySource(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	rogue := newRoot(t, "lab intermediate")
	good, revoked := lab.Answer{}, lab.Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}
	unknown := lab.Answer{Status: ocsp.Unknown}
	old := time.Now().Add(-48 * time.Hour).Truncate(time.Second)
	expired := lab.Answer{ThisUpdate: old, NextUpdate: old.Add(time.Hour)}
	noURL := func(o *lab.LeafOptions) { o.OCSP = nil }

	tests := []struct {
		name      string
		options   func(*lab.LeafOptions)
		responder *lab.Answer
		staple    *lab.Answer
		stapler   *lab.Authority // default: the intermediate
		want      summary
	}{
		{
			name: "responder says good", responder: &good,
			want: summary{Good, MechanismOCSP, CodeOCSPCertGood, nil, []string{"ocsp GET ocsp-cert-good"}},
		},
		{
			name: "responder says revoked", responder: &revoked,
			want: summary{Revoked, MechanismOCSP, CodeOCSPCertRevoked, nil, []string{"ocsp GET ocsp-cert-revoked"}},
		},
		{
			name: "responder says unknown",
			want: summary{Unknown, MechanismOCSP, CodeOCSPCertUnknown, nil, []string{"ocsp GET ocsp-cert-unknown"}},
		},
		{
			name: "a good staple ends it", responder: &revoked, staple: &good,
			want: summary{Good, MechanismStaple, CodeOCSPCertGood, nil, []string{"staple ocsp-cert-good"}},
		},
		{
			name: "a revoked staple ends it", responder: &good, staple: &revoked,
			want: summary{Revoked, MechanismStaple, CodeOCSPCertRevoked, nil, []string{"staple ocsp-cert-revoked"}},
		},
		{
			name: "a forged staple keeps its code", responder: &good, staple: &good, stapler: rogue,
			want: summary{
				Good, MechanismOCSP, CodeOCSPCertGood,
				[]string{CodeOCSPSignatureInvalid},
				[]string{"staple ocsp-signature-invalid", "ocsp GET ocsp-cert-good"},
			},
		},
		{
			name: "an expired staple, then revoked", responder: &revoked, staple: &expired,
			want: summary{
				Revoked, MechanismOCSP, CodeOCSPCertRevoked,
				[]string{CodeOCSPResponseExpired},
				[]string{"staple ocsp-response-expired", "ocsp GET ocsp-cert-revoked"},
			},
		},
		{
			name: "revoked wins over an unknown staple", responder: &revoked, staple: &unknown,
			want: summary{
				Revoked, MechanismOCSP, CodeOCSPCertRevoked,
				[]string{CodeOCSPCertUnknown},
				[]string{"staple ocsp-cert-unknown", "ocsp GET ocsp-cert-revoked"},
			},
		},
		{
			name: "good does not win over an unknown staple", responder: &good, staple: &unknown,
			want: summary{
				Unknown, MechanismStaple, CodeOCSPCertUnknown,
				[]string{CodeOCSPCertGood},
				[]string{"staple ocsp-cert-unknown", "ocsp GET ocsp-cert-good"},
			},
		},
		{
			name: "an expired staple and no responder", staple: &expired, options: noURL,
			want: summary{Undetermined, "", CodeOCSPResponseExpired, nil, []string{"staple ocsp-response-expired"}},
		},
		{
			name: "must-staple without a staple", responder: &good,
			options: func(o *lab.LeafOptions) { o.MustStaple = true },
			want: summary{
				Good, MechanismOCSP, CodeOCSPCertGood,
				[]string{CodeMustStapleMissing},
				[]string{"ocsp GET ocsp-cert-good"},
			},
		},
		{
			name: "must-staple with a staple", staple: &good,
			options: func(o *lab.LeafOptions) { o.MustStaple = true },
			want:    summary{Good, MechanismStaple, CodeOCSPCertGood, nil, []string{"staple ocsp-cert-good"}},
		},
		{
			name: "nothing named", options: noURL,
			want: summary{NotCovered, "", CodeRevocationNotCovered, nil, nil},
		},
		{
			name: "a CRL by LDAP alone",
			options: func(o *lab.LeafOptions) {
				o.OCSP, o.CRLs = nil, []string{"ldap://ca.example/cn=ca"}
			},
			want: summary{Undetermined, "", CodeCRLSchemeLDAP, []string{CodeOCSPURLMissing}, []string{"crl crl-scheme-ldap"}},
		},
		{
			name: "short-lived",
			options: func(o *lab.LeafOptions) {
				o.OCSP = nil
				o.NotBefore = time.Now().Add(-time.Hour)
				o.NotAfter = o.NotBefore.Add(160 * time.Hour)
			},
			want: summary{NotCovered, "", CodeRevocationShortLived, nil, nil},
		},
		{
			name: "second URL answers", responder: &good,
			options: func(o *lab.LeafOptions) { o.OCSP = append([]string{"ldap://ca.example/"}, o.OCSP...) },
			want: summary{
				Good, MechanismOCSP, CodeOCSPCertGood,
				[]string{CodeOCSPURLInvalid},
				[]string{"ocsp GET ocsp-url-invalid", "ocsp GET ocsp-cert-good"},
			},
		},
		{
			name: "delegated responder", responder: &lab.Answer{Signer: must(p.intermediate.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)},
			want: summary{Good, MechanismOCSP, CodeOCSPCertGood, nil, []string{"ocsp GET ocsp-cert-good"}},
		},
		{
			name: "the server itself signs its good answer", responder: &lab.Answer{Signer: p.leaf(t, nil)},
			want: summary{Undetermined, "", CodeOCSPDelegateMissingEKU, nil, []string{"ocsp GET ocsp-delegate-missing-eku"}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			leaf := p.leaf(t, test.options)
			if test.responder != nil {
				p.responder.Set(leaf.Cert, *test.responder)
			}
			presented := Presented{Sent: leaf.Chain, Name: "localhost", IP: loopback}
			if test.staple != nil {
				stapler := p.intermediate
				if test.stapler != nil {
					// The issuer's name and a key of its own.
					stapler = &lab.Authority{Cert: p.intermediate.Cert, Key: test.stapler.Key}
				}
				presented.Staple = forge(t, stapler, leaf.Cert, *test.staple)
			}
			statuses := checkLeaf(t, p.checker(), presented, test.want)
			if len(statuses) != 3 || statuses[1].Verdict != Good || statuses[2].Verdict != Skipped {
				t.Errorf("intermediate and root: %+v", statuses[1:])
			}
		})
	}
}

// forge makes a staple signed by the authority's key, which need not be the
// one in its certificate.
func forge(t *testing.T, by *lab.Authority, cert *x509.Certificate, a lab.Answer) []byte {
	t.Helper()
	return must(lab.Staple(by, cert, a))(t)
}

func TestRevokedStatusSaysWhenAndWhy(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	at := time.Now().Add(-3 * time.Hour).UTC().Truncate(time.Second)
	p.responder.Set(leaf.Cert, lab.Answer{Status: ocsp.Revoked, RevokedAt: at, Reason: ocsp.KeyCompromise})
	statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if err != nil {
		t.Fatal(err)
	}
	s := statuses[0]
	if !s.RevokedAt.Equal(at) || s.Reason != "keyCompromise" || s.ThisUpdate.IsZero() || s.NextUpdate.IsZero() || s.ProducedAt.IsZero() {
		t.Errorf("status %+v", s)
	}
	if s.Issuer != p.intermediate.Cert && !s.Issuer.Equal(p.intermediate.Cert) {
		t.Errorf("issuer is %s", s.Issuer.Subject)
	}
}

func TestMissingIntermediateIsFetched(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	stranger := newRoot(t, "stranger")
	wrong := p.responder.ServeIssuer("wrong", stranger.Cert)
	tests := []struct {
		name string
		urls []string
		want summary
	}{
		{"fetched", []string{p.issuerURL}, summary{
			Good, MechanismOCSP, CodeOCSPCertGood,
			[]string{CodeMissingIntermediate},
			[]string{"aia GET aia-fetched", "ocsp GET ocsp-cert-good"},
		}},
		{"second URL", []string{wrong, p.issuerURL}, summary{
			Good, MechanismOCSP, CodeOCSPCertGood,
			[]string{CodeAIAIssuerMismatch, CodeMissingIntermediate},
			[]string{"aia GET aia-issuer-mismatch", "aia GET aia-fetched", "ocsp GET ocsp-cert-good"},
		}},
		{"another's certificate", []string{wrong}, summary{
			Undetermined, "", CodeMissingIntermediate,
			[]string{CodeAIAIssuerMismatch},
			[]string{"aia GET aia-issuer-mismatch"},
		}},
		{"not a certificate", []string{p.responder.URL() + "/nothing-here"}, summary{
			Undetermined, "", CodeMissingIntermediate,
			[]string{CodeAIANotACertificate},
			[]string{"aia GET aia-not-a-certificate"},
		}},
		{"ldap", []string{"ldap://ca.example/cn=ca"}, summary{
			Undetermined, "", CodeMissingIntermediate,
			[]string{CodeAIASchemeUnsupported},
			[]string{"aia GET aia-scheme-unsupported"},
		}},
		{"nobody there", []string{"http://issuer.invalid/"}, summary{
			Undetermined, "", CodeMissingIntermediate,
			[]string{CodeAIAFetchFailed},
			[]string{"aia GET aia-fetch-failed"},
		}},
		{"no URL", nil, summary{Undetermined, "", CodeUnknownCA, []string{CodeAIAMissing}, []string{"aia aia-missing"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			leaf := p.leaf(t, func(o *lab.LeafOptions) { o.IssuerURLs = test.urls })
			p.responder.Set(leaf.Cert, lab.Answer{})
			statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: loopback})
			if (err != nil) != (test.want.Verdict == Undetermined) {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(test.want, summarise(statuses[0])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestIntermediateRevoked(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	p.responder.Set(p.intermediate.Cert, lab.Answer{Status: ocsp.Revoked})
	statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if err != nil {
		t.Fatal(err)
	}
	got := []Verdict{statuses[0].Verdict, statuses[1].Verdict, statuses[2].Verdict}
	if !slices.Equal(got, []Verdict{Good, Revoked, Skipped}) {
		t.Errorf("verdicts %v", got)
	}
}

func TestFaultyChainStillHasStatuses(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{Status: ocsp.Revoked})
	statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, Name: "other.example", IP: loopback})
	if codeOf(err) != CodeNameMismatch {
		t.Errorf("error %v", err)
	}
	if len(statuses) != 3 || statuses[0].Verdict != Revoked {
		t.Errorf("statuses %+v", statuses)
	}
}

func TestChainOfNothing(t *testing.T) {
	t.Parallel()
	if _, err := (Checker{}).Chain(t.Context(), Presented{}); err == nil {
		t.Error("no error for no certificates")
	}
}

// brokenClient proves that a client of the caller's is used.
type brokenClient struct{}

func (brokenClient) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, http.ErrNotSupported
}

func TestOwnClientIsUsed(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	c := p.checker()
	c.HTTP = &http.Client{Transport: brokenClient{}}
	checkLeaf(t, c, Presented{Sent: p.leaf(t, nil).Chain}, summary{
		Undetermined, "", CodeOCSPResponderUnreachable, nil,
		[]string{"ocsp GET ocsp-responder-unreachable"},
	})
	if n := p.responder.Requests(); n != 0 {
		t.Errorf("%d requests went past the client", n)
	}
}
