package conn

import (
	"context"
	"crypto/tls"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// ocspLab is an authority with a responder, and the file of its root.
type ocspLab struct {
	root      *lab.Authority
	responder *lab.Responder
	ca        string
}

func newOCSPLab(t *testing.T) *ocspLab {
	t.Helper()
	responder, err := lab.StartResponder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = responder.Close() })
	root, err := lab.NewRoot("revocation root")
	if err != nil {
		t.Fatal(err)
	}
	responder.Add(root)
	l := &ocspLab{root: root, responder: responder, ca: filepath.Join(t.TempDir(), "ca.pem")}
	if err := root.WriteFile(l.ca); err != nil {
		t.Fatal(err)
	}
	return l
}

// leaf issues a certificate for this machine that names the responder.
func (l *ocspLab) leaf(t *testing.T, change func(*lab.LeafOptions)) *lab.Leaf {
	t.Helper()
	o := lab.LeafOptions{Names: []string{"localhost", "127.0.0.1"}, OCSP: []string{l.responder.URL()}}
	if change != nil {
		change(&o)
	}
	leaf, err := l.root.Issue(o)
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

// stapled is the leaf as a server shows it, with a staple unless that is nil.
func (l *ocspLab) stapled(t *testing.T, leaf *lab.Leaf, staple *lab.Answer) tls.Certificate {
	t.Helper()
	cert := leaf.TLS()
	if staple != nil {
		der, err := lab.Staple(l.root, leaf.Cert, *staple)
		if err != nil {
			t.Fatal(err)
		}
		cert.OCSPStaple = der
	}
	return cert
}

// The answers of the tests below.
var (
	saysGood    = &lab.Answer{}
	saysRevoked = &lab.Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}
	saysUnknown = &lab.Answer{Status: ocsp.Unknown}
	saysLater   = &lab.Answer{Raw: ocsp.TryLaterErrorResponse}
	saysOld     = &lab.Answer{ThisUpdate: time.Now().Add(-9 * time.Hour), NextUpdate: time.Now().Add(-8 * time.Hour)}
)

func TestRevocation(t *testing.T) {
	t.Parallel()
	l := newOCSPLab(t)
	mustStaple := func(o *lab.LeafOptions) { o.MustStaple = true }
	noURL := func(o *lab.LeafOptions) { o.OCSP = nil }
	shortLived := func(o *lab.LeafOptions) {
		o.OCSP, o.NotBefore, o.NotAfter = nil, time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	}
	staple, responder, both := Revocation{Staple: true}, Revocation{Responder: true}, Revocation{Staple: true, Responder: true}
	soft := func(r Revocation) Revocation { r.Soft = true; return r }
	for _, tt := range []struct {
		name      string
		r         Revocation
		leaf      func(*lab.LeafOptions)
		staple    *lab.Answer // nil for none
		responder *lab.Answer // nil for one that says try later
		code      string      // empty for a chain that is vouched for
		passes    bool        // the fault is recorded only
		asked     bool        // the responder
	}{
		{name: "a good staple", r: staple, staple: saysGood, responder: saysRevoked},
		{name: "a revoked staple", r: staple, staple: saysRevoked, responder: saysGood, code: ocspcheck.CodeOCSPCertRevoked},
		{name: "a revoked staple, soft", r: soft(staple), staple: saysRevoked, code: ocspcheck.CodeOCSPCertRevoked},
		{name: "an unknown staple, soft", r: soft(staple), staple: saysUnknown, code: ocspcheck.CodeOCSPCertUnknown},
		{name: "an expired staple, soft", r: soft(staple), staple: saysOld, code: ocspcheck.CodeOCSPResponseExpired},
		{name: "no staple", r: staple, responder: saysGood, code: ocspcheck.CodeMustStapleMissing},
		{name: "no staple, soft", r: soft(staple), responder: saysGood, code: ocspcheck.CodeRevocationNotAsked, passes: true},
		{name: "the responder says good", r: responder, staple: saysRevoked, responder: saysGood, asked: true},
		{name: "the responder says revoked", r: soft(responder), staple: saysGood, responder: saysRevoked, code: ocspcheck.CodeOCSPCertRevoked, asked: true},
		{name: "the responder says unknown", r: soft(responder), responder: saysUnknown, code: ocspcheck.CodeOCSPCertUnknown, asked: true},
		{name: "no answer", r: responder, responder: saysLater, code: ocspcheck.CodeOCSPResponderTryLater, asked: true},
		{name: "no answer, soft", r: soft(responder), responder: saysLater, code: ocspcheck.CodeOCSPResponderTryLater, passes: true, asked: true},
		{name: "no responder named", r: responder, leaf: noURL, code: ocspcheck.CodeRevocationNotCovered},
		{name: "no responder named, soft", r: soft(responder), leaf: noURL, code: ocspcheck.CodeRevocationNotCovered, passes: true},
		{name: "no responder named, short-lived", r: responder, leaf: shortLived},
		{name: "both good", r: both, staple: saysGood, responder: saysGood, asked: true},
		{name: "a good staple, revoked since", r: both, staple: saysGood, responder: saysRevoked, code: ocspcheck.CodeOCSPCertRevoked, asked: true},
		{name: "a good staple, no answer", r: both, staple: saysGood, responder: saysLater, asked: true},
		{name: "a staple that does not stand up, a good answer", r: both, staple: saysOld, responder: saysGood, code: ocspcheck.CodeOCSPResponseExpired, asked: true},
		{name: "the staple is enough", staple: saysGood, responder: saysRevoked},
		{name: "the responder where no staple is", responder: saysGood, asked: true},
		{name: "demanded by the certificate", r: soft(responder), leaf: mustStaple, responder: saysGood, code: ocspcheck.CodeMustStapleMissing, asked: true},
		{name: "demanded by the certificate and there", leaf: mustStaple, staple: saysGood},
		{name: "demanded by the option", r: Revocation{MustStaple: true, Soft: true}, responder: saysGood, code: ocspcheck.CodeMustStapleMissing},
		{name: "demanded by the option and there", r: Revocation{MustStaple: true}, staple: saysGood},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			leaf := l.leaf(t, tt.leaf)
			if tt.responder != nil {
				l.responder.Set(leaf.Cert, *tt.responder)
			}
			addr := startFront(t, lab.FrontOptions{Certificate: l.stapled(t, leaf, tt.staple)})
			var seen log
			o := Options{Addr: addr, TLS: &TLSOptions{CAFile: l.ca, Revocation: &tt.r}, Trace: seen.trace()}
			peer, err := Handshake(testContext(t), o)
			last := seen.done[len(seen.done)-1]
			if last.Phase != PhaseOCSP || CodeOf(last.Err) != tt.code {
				t.Errorf("the last phase was %s: %v, want ocsp with the code %q", last.Phase, last.Err, tt.code)
			}
			if tt.code == "" || tt.passes {
				if err != nil {
					t.Error(err)
				}
			} else {
				wantError(t, err, PhaseOCSP, tt.code)
			}
			asked := len(peer.Revocation) > 0 && slices.ContainsFunc(peer.Revocation[0].Attempts, func(a ocspcheck.Attempt) bool {
				return a.Mechanism == ocspcheck.MechanismOCSP
			})
			if asked != tt.asked {
				t.Errorf("the responder was asked: %t, want %t", asked, tt.asked)
			}
		})
	}
}

// The authorities above the leaf count too, as far as they can be asked.
func TestRevocationOfIntermediate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		url    bool // the intermediate names the responder
		answer *lab.Answer
		r      Revocation
		code   string
	}{
		{"good", true, saysGood, Revocation{}, ""},
		{"revoked", true, saysRevoked, Revocation{Soft: true}, ocspcheck.CodeOCSPCertRevoked},
		{"no answer", true, saysLater, Revocation{}, ocspcheck.CodeOCSPResponderTryLater},
		{"no answer, the staple alone is looked at", true, saysRevoked, Revocation{Staple: true}, ""},
		{"names no responder", false, saysRevoked, Revocation{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l := newOCSPLab(t)
			url := ""
			if tt.url {
				url = l.responder.URL()
			}
			middle, err := l.root.NewIntermediate("middle", url, "")
			if err != nil {
				t.Fatal(err)
			}
			l.responder.Set(middle.Cert, *tt.answer)
			l.root = middle // issues and staples below
			addr := startFront(t, lab.FrontOptions{Certificate: l.stapled(t, l.leaf(t, nil), saysGood)})
			peer, err := Handshake(testContext(t), Options{Addr: addr, TLS: &TLSOptions{CAFile: l.ca, Revocation: &tt.r}})
			if tt.code != "" {
				wantError(t, err, PhaseOCSP, tt.code)
			} else if err != nil {
				t.Error(err)
			}
			if len(peer.Revocation) != 3 || peer.Revocation[0].Verdict != ocspcheck.Good {
				t.Errorf("statuses %+v", peer.Revocation)
			}
		})
	}
}

// An optional verification that fails leaves nobody to believe about
// revocation.
func TestRevocationOfStranger(t *testing.T) {
	t.Parallel()
	l := newOCSPLab(t)
	addr := startFront(t, lab.FrontOptions{Certificate: l.stapled(t, l.leaf(t, nil), saysGood)})
	o := patient(Options{Addr: addr, TLS: &TLSOptions{Verify: VerifyOptional, Revocation: &Revocation{}}})
	peer, err := Handshake(testContext(t), o)
	wantError(t, err, PhaseOCSP, ocspcheck.CodeUnknownCA)
	if peer.Revocation != nil || peer.Staple == nil {
		t.Errorf("peer %+v", peer)
	}
	o.TLS.Revocation.Soft = true
	var seen log
	o.Trace = seen.trace()
	if _, err := Handshake(testContext(t), o); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"config", "connect", "tls", "ocsp!"}, seen.phases()); diff != "" {
		t.Errorf("phases: -want +got\n%s", diff)
	}
}

// asking is an HTTP client that calls a function instead.
type asking func(*http.Request) (*http.Response, error)

func (f asking) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The caller's end of its context ends the wait for the responder, and is no
// soft failure.
func TestRevocationCanceled(t *testing.T) {
	t.Parallel()
	l := newOCSPLab(t)
	addr := startFront(t, lab.FrontOptions{Certificate: l.leaf(t, nil).TLS()})
	ctx, cancel := context.WithCancel(testContext(t))
	defer cancel()
	silent := &http.Client{Transport: asking(func(r *http.Request) (*http.Response, error) {
		cancel()
		<-r.Context().Done()
		return nil, r.Context().Err()
	})}
	_, err := Handshake(ctx, Options{Addr: addr, TLS: &TLSOptions{
		CAFile: l.ca, Revocation: &Revocation{Soft: true, Checker: ocspcheck.Checker{HTTP: silent}},
	}})
	wantError(t, err, PhaseOCSP, CodeCanceled)
}

// A real responder and a real staple: those of openssl.
func TestRevocationByOpenSSL(t *testing.T) {
	t.Parallel()
	port, err := lab.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	l := newOCSPLab(t)
	named := func(o *lab.LeafOptions) { o.OCSP = []string{"http://127.0.0.1:" + port} }
	good, bad := l.leaf(t, named), l.leaf(t, named)
	delegate := l.leaf(t, func(o *lab.LeafOptions) { o.OCSPSigning = true })
	responder, err := lab.StartOpenSSLResponder(port, lab.IndexValid(good.Cert)+lab.IndexRevoked(bad.Cert), l.root, delegate)
	lab.Need(t, err)
	defer responder.Close()
	for _, tt := range []struct {
		name   string
		leaf   *lab.Leaf
		staple *lab.Answer
		r      Revocation
		code   string
	}{
		{"asked, good", good, saysRevoked, Revocation{Responder: true}, ""},
		{"asked, revoked", bad, saysGood, Revocation{Responder: true}, ocspcheck.CodeOCSPCertRevoked},
		{"stapled, good", bad, saysGood, Revocation{Staple: true}, ""},
		{"stapled, revoked", good, saysRevoked, Revocation{Staple: true}, ocspcheck.CodeOCSPCertRevoked},
		{"both, revoked since", bad, saysGood, Revocation{Staple: true, Responder: true}, ocspcheck.CodeOCSPCertRevoked},
	} {
		server, err := lab.StartOpenSSLServer(tt.leaf, l.stapled(t, tt.leaf, tt.staple).OCSPStaple)
		lab.Need(t, err)
		peer, err := Handshake(testContext(t), Options{Addr: server.Addr, TLS: &TLSOptions{CAFile: l.ca, Revocation: &tt.r}})
		if CodeOf(err) != tt.code || len(peer.Staple) == 0 {
			t.Errorf("%s: got %v, want %q; staple of %d bytes", tt.name, err, tt.code, len(peer.Staple))
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}
