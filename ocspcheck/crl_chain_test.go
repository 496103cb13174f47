package ocspcheck

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// crlPKI is a pki whose leaf names CRLs at the responder's address.
type crlPKI struct {
	*pki
	leaf *lab.Leaf
}

// newCRLPKI issues a leaf that names CRLs by these names, "a" being that of
// the responder's /a.crl, and no responder unless asked for.
func newCRLPKI(t *testing.T, withOCSP bool, names ...string) crlPKI {
	t.Helper()
	p := newPKI(t)
	leaf := p.leaf(t, func(o *lab.LeafOptions) {
		if !withOCSP {
			o.OCSP = nil
		}
		for _, name := range names {
			if !strings.Contains(name, ":") {
				name = p.responder.CRLURL(name)
			}
			o.CRLs = append(o.CRLs, name)
		}
	})
	return crlPKI{p, leaf}
}

func (p crlPKI) serve(t *testing.T, name string, crl lab.CRL) {
	t.Helper()
	p.responder.ServeCRL(name, must(p.intermediate.CRL(crl))(t))
}

func (p crlPKI) listed() lab.CRL { return p.listedAs(1) }

func (p crlPKI) listedAs(reason int) lab.CRL {
	return lab.CRL{Entries: []lab.CRLEntry{{Serial: p.leaf.Cert.SerialNumber, Reason: reason}}}
}

func (p crlPKI) presented() Presented { return Presented{Sent: p.leaf.Chain, IP: loopback} }

func TestChainByCRL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		ocsp  bool
		names []string
		setUp func(*testing.T, crlPKI)
		with  Policy
		want  summary
	}{
		{
			name: "good", names: []string{"a"},
			setUp: func(t *testing.T, p crlPKI) { p.serve(t, "a", lab.CRL{}) },
			want:  summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{"crl GET crl-cert-good"}},
		},
		{
			name: "revoked", names: []string{"a"},
			setUp: func(t *testing.T, p crlPKI) { p.serve(t, "a", p.listed()) },
			want:  summary{Revoked, MechanismCRL, CodeCRLCertRevoked, nil, []string{"crl GET crl-cert-revoked"}},
		},
		{
			name: "the first URL is not found, the second a good one", names: []string{"a", "b"},
			setUp: func(t *testing.T, p crlPKI) { p.serve(t, "b", lab.CRL{}) },
			want: summary{
				Good, MechanismCRL, CodeCRLCertGood,
				[]string{CodeCRLHTTPStatus},
				[]string{"crl GET crl-http-status", "crl GET crl-cert-good"},
			},
		},
		{
			name: "LDAP and HTTP", names: []string{"ldap://ca.example/cn=ca", "a"},
			setUp: func(t *testing.T, p crlPKI) { p.serve(t, "a", lab.CRL{}) },
			want:  summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{"crl GET crl-cert-good"}},
		},
		{
			name: "a forged one keeps its code", names: []string{"a", "b"},
			setUp: func(t *testing.T, p crlPKI) {
				p.responder.ServeCRL("a", must(newRoot(t, "lab intermediate").CRL(lab.CRL{}))(t))
				p.serve(t, "b", lab.CRL{})
			},
			want: summary{
				Good, MechanismCRL, CodeCRLCertGood,
				[]string{CodeCRLSignatureInvalid},
				[]string{"crl GET crl-signature-invalid", "crl GET crl-cert-good"},
			},
		},
		{
			name: "the responder says good: no CRL is asked", ocsp: true, names: []string{"a"},
			setUp: func(_ *testing.T, p crlPKI) { p.responder.Set(p.leaf.Cert, lab.Answer{}) },
			want:  summary{Good, MechanismOCSP, CodeOCSPCertGood, nil, []string{"ocsp GET ocsp-cert-good"}},
		},
		{
			name: "the responder is of no use", ocsp: true, names: []string{"a"},
			setUp: func(t *testing.T, p crlPKI) {
				p.responder.Set(p.leaf.Cert, lab.Answer{Delivery: lab.Delivery{HTTPStatus: http.StatusForbidden}})
				p.serve(t, "a", p.listed())
			},
			want: summary{
				Revoked, MechanismCRL, CodeCRLCertRevoked,
				[]string{CodeOCSPResponderHTTPStatus},
				[]string{"ocsp GET ocsp-responder-http-status", "ocsp POST ocsp-responder-http-status", "crl GET crl-cert-revoked"},
			},
		},
		{
			name: "CRL asked for: it knows better than the responder", ocsp: true, names: []string{"a"}, with: Policy{CRL: true},
			setUp: func(t *testing.T, p crlPKI) {
				p.responder.Set(p.leaf.Cert, lab.Answer{})
				p.serve(t, "a", p.listed())
			},
			want: summary{
				Revoked, MechanismCRL, CodeCRLCertRevoked,
				[]string{CodeOCSPCertGood},
				[]string{"ocsp GET ocsp-cert-good", "crl GET crl-cert-revoked"},
			},
		},
		{
			name: "CRL asked for: a revocation by the responder needs none", ocsp: true, names: []string{"a"}, with: Policy{CRL: true},
			setUp: func(_ *testing.T, p crlPKI) { p.responder.Set(p.leaf.Cert, lab.Answer{Status: ocsp.Revoked}) },
			want:  summary{Revoked, MechanismOCSP, CodeOCSPCertRevoked, nil, []string{"ocsp GET ocsp-cert-revoked"}},
		},
		{
			name: "CRL asked for, none named", ocsp: true, with: Policy{CRL: true},
			setUp: func(_ *testing.T, p crlPKI) { p.responder.Set(p.leaf.Cert, lab.Answer{}) },
			want:  summary{Good, MechanismOCSP, CodeOCSPCertGood, []string{CodeCRLURLMissing}, []string{"ocsp GET ocsp-cert-good"}},
		},
		{
			name: "nobody to be asked", names: []string{"a"}, with: Policy{NoResponder: true},
			setUp: func(t *testing.T, p crlPKI) { p.serve(t, "a", lab.CRL{}) },
			want:  summary{Undetermined, "", CodeRevocationNotAsked, []string{CodeOCSPURLMissing}, nil},
		},
		{
			name: "two CRLs share the reasons", names: []string{"a", "b"},
			setUp: func(t *testing.T, p crlPKI) {
				p.serve(t, "a", lab.CRL{Extensions: point(lab.IssuingPoint{Reasons: []byte{5, 0x60}})})
				p.serve(t, "b", lab.CRL{Extensions: point(lab.IssuingPoint{Reasons: []byte{7, 0x1f, 0x80}})})
			},
			want: summary{
				Good, MechanismCRL, CodeCRLCertGood, nil,
				[]string{"crl GET crl-scope-mismatch", "crl GET crl-cert-good"},
			},
		},
		{
			name: "the CRL of the other reasons is missing", names: []string{"a", "b"},
			setUp: func(t *testing.T, p crlPKI) {
				p.serve(t, "a", lab.CRL{Extensions: point(lab.IssuingPoint{Reasons: []byte{5, 0x60}})})
			},
			want: summary{
				Undetermined, "", CodeCRLHTTPStatus,
				[]string{CodeCRLScopeMismatch, CodeOCSPURLMissing},
				[]string{"crl GET crl-scope-mismatch", "crl GET crl-http-status"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newCRLPKI(t, tt.ocsp, tt.names...)
			tt.setUp(t, p)
			c := p.checker()
			tt.with.Timeout = c.Policy.Timeout
			c.Policy = tt.with
			checkLeaf(t, c, p.presented(), tt.want)
		})
	}
}

// TestCRLOverHTTP meets servers that do not serve a CRL.
func TestCRLOverHTTP(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		handler http.HandlerFunc
		policy  Policy
		public  bool // the server that is checked is on no private address
		want    string
	}{
		{name: "not found", handler: http.NotFound, want: CodeCRLHTTPStatus},
		{name: "moved", handler: http.RedirectHandler("/elsewhere", http.StatusMovedPermanently).ServeHTTP, want: CodeCRLHTTPStatus},
		{
			name: "announced too large", want: CodeCRLTooLarge,
			handler: func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "67108865") },
		},
		{
			name: "claims too much", want: CodeCRLMalformed,
			handler: func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0})
			},
		},
		{
			name: "cut off", want: CodeCRLFetchFailed,
			handler: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "1000")
				_, _ = w.Write([]byte{0x30, 0x82})
			},
		},
		{
			name: "never answers", want: CodeCRLFetchFailed, policy: Policy{Timeout: 100 * time.Millisecond},
			handler: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
		{
			name: "on a private address", want: CodeCRLPrivateAddress, public: true,
			handler: func(http.ResponseWriter, *http.Request) { t.Error("was asked") },
		},
		{
			name: "compressed", want: CodeCRLFetchFailed,
			handler: func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Encoding", "gzip") },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.handler)
			t.Cleanup(server.Close)
			p := newCRLPKI(t, false, server.URL+"/ca.crl")
			presented := p.presented()
			if tt.public {
				presented.IP = netip.MustParseAddr("192.0.2.1")
			}
			c := p.checker()
			if tt.policy.Timeout > 0 {
				c.Policy = tt.policy
			}
			checkLeaf(t, c, presented, summary{Undetermined, "", tt.want, []string{CodeOCSPURLMissing}, []string{"crl GET " + tt.want}})
		})
	}
}

func TestCRLFetchInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	p := newCRLPKI(t, false, server.URL)
	statuses, err := p.checker().Chain(ctx, p.presented())
	if !errors.Is(err, context.Canceled) || statuses[0].Code != CodeRevocationInterrupted {
		t.Errorf("error %v, code %s", err, statuses[0].Code)
	}
}

// TestInterruptedWithFault: whoever gives up is told what the chain lacks all
// the same.
func TestInterruptedWithFault(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, func(o *lab.LeafOptions) { o.NotAfter = time.Now().Add(-time.Hour) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.checker().Chain(ctx, Presented{Sent: leaf.Chain, IP: loopback}); codeOf(err) != CodeExpired {
		t.Errorf("error %v, want %s", err, CodeExpired)
	}
}

// TestCRLIsFetchedOnce checks many certificates that share a CRL.
func TestCRLIsFetchedOnce(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	raw := must(p.intermediate.CRL(lab.CRL{}))(t)
	var fetches atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fetches.Add(1)
		_, _ = w.Write(raw)
	}))
	t.Cleanup(server.Close)
	c := p.checker()
	c.Memo = NewMemo(0)
	t.Cleanup(c.Memo.Close)
	var group sync.WaitGroup
	for range 20 {
		leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP, o.CRLs = nil, []string{server.URL} })
		group.Go(func() {
			statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
			if err != nil || statuses[0].Code != CodeCRLCertGood {
				t.Errorf("%v %+v", err, statuses)
			}
		})
	}
	group.Wait()
	if n := fetches.Load(); n != 1 {
		t.Errorf("%d fetches of one CRL", n)
	}
}

// TestCRLIsRetried meets a server that fails once.
func TestCRLIsRetried(t *testing.T) {
	t.Parallel()
	var p crlPKI
	var tries atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(must(p.intermediate.CRL(lab.CRL{}))(t))
	}))
	t.Cleanup(server.Close)
	p = newCRLPKI(t, false, server.URL)
	checkLeaf(t, p.checker(), p.presented(), summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{"crl GET crl-cert-good"}})
}

// TestIntermediateByCRL: a root names no responder, but a CRL for the
// certificates that it issues.
func TestIntermediateByCRL(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	url := p.responder.CRLURL("root")
	template := *p.intermediate.Cert
	template.OCSPServer, template.CRLDistributionPoints = nil, []string{url}
	template.ExtraExtensions = nil
	raw := must(x509.CreateCertificate(nil, &template, p.root.Cert, p.intermediate.Cert.PublicKey, p.root.Key))(t)
	intermediate := must(x509.ParseCertificate(raw))(t)
	listed := lab.CRL{
		Entries:    []lab.CRLEntry{{Serial: intermediate.SerialNumber}},
		Extensions: point(lab.IssuingPoint{URL: url, OnlyCA: true}),
	}
	p.responder.ServeCRL("root", must(p.root.CRL(listed))(t))
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	statuses, err := p.checker().Chain(t.Context(), Presented{Sent: []*x509.Certificate{leaf.Cert, intermediate}, IP: loopback})
	if err != nil {
		t.Fatal(err)
	}
	if statuses[0].Verdict != Good || statuses[1].Verdict != Revoked || statuses[1].Mechanism != MechanismCRL {
		t.Errorf("statuses %+v", statuses)
	}
}

// TestReadCRLByteByByte reads as slowly as a network may bring it.
func TestReadCRLByteByByte(t *testing.T) {
	t.Parallel()
	c := crlCase{entry: &lab.CRLEntry{}}
	raw, cert, issuer := c.make(t)
	slow := iotest.OneByteReader(strings.NewReader(string(raw)))
	if j := (Checker{}).JudgeCRL(slow, cert, issuer.Cert, time.Now()); j.Verdict != Revoked {
		t.Errorf("verdict %s: %v", j.Verdict, j.Err)
	}
	broken := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(string(raw))))
	if j := (Checker{}).JudgeCRL(broken, cert, issuer.Cert, time.Now()); j.Code != CodeCRLFetchFailed || !errors.Is(j.Err, iotest.ErrTimeout) {
		t.Errorf("code %s: %v", j.Code, j.Err)
	}
}
