package ocspcheck

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// TestResponderFaults asks responders that are broken each in its own way.
func TestResponderFaults(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	// redirect sends a request on to the lab's responder.
	redirect := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", p.responder.URL()+r.RequestURI)
			w.WriteHeader(status)
		}
	}
	write := func(contentType string, status int, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write(body)
		}
	}
	const own = "application/ocsp-response"
	failed := func(code string, methods ...string) summary {
		s := summary{Verdict: Undetermined, Code: code}
		for _, method := range methods {
			s.Attempts = append(s.Attempts, "ocsp "+method+" "+code)
		}
		return s
	}

	replayed := must(lab.Staple(p.intermediate, p.leaf(t, nil).Cert, lab.Answer{}))(t)

	tests := []struct {
		name    string
		url     string // default: a server with this handler
		handler http.HandlerFunc
		want    summary
	}{
		{name: "down", url: gone.URL, want: failed(CodeOCSPResponderRefused, "GET")},
		{name: "no such host", url: "http://responder.invalid/", want: failed(CodeOCSPResponderDNS, "GET")},
		{name: "unparsable URL", url: "http://[::1", want: failed(CodeOCSPURLInvalid, "GET")},
		{name: "other scheme", url: "ftp://127.0.0.1/", want: failed(CodeOCSPURLInvalid, "GET")},
		{name: "link-local", url: "http://169.254.169.254/", want: failed(CodeOCSPResponderPrivateAddress, "GET")},
		{name: "status 500", handler: write("text/plain", 500, []byte("oops")), want: failed(CodeOCSPResponderHTTPStatus, "GET", "POST")},
		{name: "web page", handler: write("text/html; charset=utf-8", 200, []byte("Please log in")), want: failed(CodeOCSPResponderHTML, "GET", "POST")},
		{name: "web page under the right type", handler: write(own, 200, []byte("\n<!DOCTYPE html>")), want: failed(CodeOCSPResponderHTML, "GET", "POST")},
		{name: "empty", handler: write(own, 200, nil), want: failed(CodeOCSPResponderEmpty, "GET", "POST")},
		{name: "too large", handler: write(own, 200, bytes.Repeat([]byte{0x30}, maxResponseSize+1)), want: failed(CodeOCSPResponderTooLarge, "GET", "POST")},
		{name: "garbage", handler: write(own, 200, []byte("garbage")), want: failed(CodeOCSPResponseMalformed, "GET", "POST")},
		{name: "try later", handler: write(own, 200, ocsp.TryLaterErrorResponse), want: failed(CodeOCSPResponderTryLater, "GET")},
		{name: "internal error", handler: write(own, 200, ocsp.InternalErrorErrorResponse), want: failed(CodeOCSPResponderInternalError, "GET")},
		{name: "signature required", handler: write(own, 200, ocsp.SigRequredErrorResponse), want: failed(CodeOCSPResponderSigRequired, "GET")},
		{name: "unauthorized under both hashes", handler: write(own, 200, ocsp.UnauthorizedErrorResponse), want: failed(CodeOCSPResponderUnauthorized, "GET", "GET")},
		{name: "malformed request under both hashes", handler: write(own, 200, ocsp.MalformedRequestErrorResponse), want: failed(CodeOCSPResponderMalformedRequest, "GET", "POST", "GET", "POST")},
		{name: "redirect that loses the body", handler: redirect(http.StatusFound), want: failed(CodeOCSPResponderRedirectRefused, "GET", "POST")},
		{name: "redirect without end", handler: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.RequestURI, http.StatusTemporaryRedirect)
		}, want: failed(CodeOCSPResponderRedirectLoop, "GET", "POST")},
		{name: "redirect to a file", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "file:///")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, want: failed(CodeOCSPResponderRedirectRefused, "GET", "POST")},
		{name: "redirect to link-local", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://[fe80::1]/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, want: failed(CodeOCSPResponderPrivateAddress, "GET")},
		{name: "closes at once", handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, want: failed(CodeOCSPResponderUnreachable, "GET")},
		{name: "redirect that keeps the request", handler: redirect(http.StatusPermanentRedirect), want: summary{
			Good, MechanismOCSP, CodeOCSPCertGood, nil,
			[]string{"ocsp GET ocsp-cert-good"},
		}},
		{name: "no GET", handler: func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				http.Error(w, "no", http.StatusMethodNotAllowed)
				return
			}
			redirect(http.StatusTemporaryRedirect)(w, r)
		}, want: summary{
			Good, MechanismOCSP, CodeOCSPCertGood,
			[]string{CodeOCSPGetFailedPostOK},
			[]string{"ocsp GET ocsp-responder-http-status", "ocsp POST ocsp-cert-good"},
		}},
		{name: "GET that a proxy has garbled", handler: func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				_, _ = w.Write(ocsp.MalformedRequestErrorResponse)
				return
			}
			redirect(http.StatusTemporaryRedirect)(w, r)
		}, want: summary{
			Good, MechanismOCSP, CodeOCSPCertGood,
			[]string{CodeOCSPGetFailedPostOK},
			[]string{"ocsp GET ocsp-responder-malformed-request", "ocsp POST ocsp-cert-good"},
		}},
		{name: "unauthorized, then another's answer", handler: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", own)
			if len(r.RequestURI) < 130 {
				_, _ = w.Write(ocsp.UnauthorizedErrorResponse)
				return
			}
			_, _ = w.Write(replayed)
		}, want: summary{
			Undetermined, "", CodeOCSPResponderUnauthorized,
			[]string{CodeOCSPNoMatchingResponse},
			[]string{"ocsp GET ocsp-responder-unauthorized", "ocsp GET ocsp-no-matching-response"},
		}},
		{name: "SHA-256 alone", handler: func(w http.ResponseWriter, r *http.Request) {
			if len(r.RequestURI) < 130 { // a SHA-1 CertID makes about 110, SHA-256 150
				_, _ = w.Write(ocsp.UnauthorizedErrorResponse)
				return
			}
			redirect(http.StatusTemporaryRedirect)(w, r)
		}, want: summary{
			Good, MechanismOCSP, CodeOCSPCertGood, nil,
			[]string{"ocsp GET ocsp-responder-unauthorized", "ocsp GET ocsp-cert-good"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			target := test.url
			if target == "" {
				server := httptest.NewServer(test.handler)
				t.Cleanup(server.Close)
				target = server.URL + "/"
			}
			leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP = []string{target} })
			p.responder.Set(leaf.Cert, lab.Answer{})
			checkLeaf(t, p.checker(), Presented{Sent: leaf.Chain, IP: loopback}, test.want)
		})
	}
}

func TestContentTypeIsRemarked(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{Delivery: lab.Delivery{ContentType: "application/octet-stream"}})
	checkLeaf(t, p.checker(), Presented{Sent: leaf.Chain, IP: loopback}, summary{
		Good, MechanismOCSP, CodeOCSPCertGood,
		[]string{CodeOCSPContentType},
		[]string{"ocsp GET ocsp-cert-good"},
	})
}

func TestHangingResponder(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{Delivery: lab.Delivery{Hang: true}})
	presented := Presented{Sent: leaf.Chain, IP: loopback}
	timeout := summary{Undetermined, "", CodeOCSPResponderTimeout, nil, []string{"ocsp GET ocsp-responder-timeout"}}

	t.Run("until the policy's timeout", func(t *testing.T) {
		t.Parallel()
		c := p.checker()
		c.Policy.Timeout = 100 * time.Millisecond
		checkLeaf(t, c, presented, timeout)
	})
	t.Run("until the caller's deadline", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		statuses, err := p.checker().Chain(ctx, presented)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(timeout, summarise(statuses[0])); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("from when the caller's time is up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		statuses, err := p.checker().Chain(ctx, presented)
		if err != nil {
			t.Fatal(err)
		}
		if got := statuses[0].Code; got != CodeRevocationInterrupted {
			t.Errorf("code %s", got)
		}
	})
	t.Run("until the caller gives up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		statuses, err := p.checker().Chain(ctx, presented)
		if err == nil {
			t.Error("no error")
		}
		if got := statuses[0].Code; got != CodeRevocationInterrupted {
			t.Errorf("code %s", got)
		}
	})
}

func TestGuard(t *testing.T) {
	t.Parallel()
	public, private := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("10.1.2.3")
	tests := []struct {
		name   string
		server netip.Addr
		policy Policy
		to     string
		want   bool
	}{
		{"public to public", public, Policy{}, "198.51.100.1", true},
		{"public to loopback", public, Policy{}, "127.0.0.1", false},
		{"public to private", public, Policy{}, "192.168.1.1", false},
		{"public to shared space", public, Policy{}, "100.64.0.1", false},
		{"public to unique local", public, Policy{}, "fd00::1", false},
		{"public to mapped loopback", public, Policy{}, "::ffff:127.0.0.1", false},
		{"public to private, allowed", public, Policy{AllowPrivate: true}, "192.168.1.1", true},
		{"private to private", private, Policy{}, "192.168.1.1", true},
		{"mapped loopback to loopback", netip.MustParseAddr("::ffff:127.0.0.1"), Policy{}, "::1", true},
		{"unknown server to private", netip.Addr{}, Policy{}, "10.0.0.1", false},
		{"link-local never", private, Policy{AllowPrivate: true}, "169.254.169.254", false},
		{"metadata never, AWS", private, Policy{AllowPrivate: true}, "fd00:ec2::254", false},
		{"metadata never, Google Cloud", private, Policy{AllowPrivate: true}, "fd20:ce::254", false},
		{"metadata never, Oracle Cloud", private, Policy{AllowPrivate: true}, "fd00:c1::a9fe:a9fe", false},
		{"metadata never, Alibaba Cloud", private, Policy{AllowPrivate: true}, "100.100.100.200", false},
		{"beside it", private, Policy{}, "100.100.100.201", true},
		{"link-local never, mapped", private, Policy{AllowPrivate: true}, "::ffff:169.254.169.254", false},
		{"link-local never, IPv6", private, Policy{AllowPrivate: true}, "fe80::1", false},
		{"unspecified never", private, Policy{AllowPrivate: true}, "0.0.0.0", false},
		{"unspecified never, IPv6", private, Policy{AllowPrivate: true}, "::", false},
		{"this network never", private, Policy{AllowPrivate: true}, "0.1.2.3", false},
		{"reserved never", private, Policy{AllowPrivate: true}, "240.0.0.1", false},
		{"broadcast never", private, Policy{AllowPrivate: true}, "255.255.255.255", false},
		{"multicast never, IPv6", private, Policy{AllowPrivate: true}, "ff02::1", false},
		{"link-local never, by NAT64", private, Policy{AllowPrivate: true}, "64:ff9b::169.254.169.254", false},
		{"link-local never, by 6to4", private, Policy{AllowPrivate: true}, "2002:a9fe:a9fe::1", false},
		{"link-local never, with a zone", private, Policy{AllowPrivate: true}, "fe80::1%lo", false},
		{"public to loopback by NAT64", public, Policy{}, "64:ff9b::7f00:1", false},
		{"public to private by 6to4", public, Policy{}, "2002:c0a8:101::1", false},
		{"public to compatible loopback", public, Policy{}, "::127.0.0.1", false},
		{"public to IPv6 loopback", public, Policy{}, "::1", false},
		{"public to a NAT64 of one's own", public, Policy{}, "64:ff9b:1::a00:1", false},
		{"public to site-local", public, Policy{}, "fec0::1", false},
		{"public to benchmarks", public, Policy{}, "198.18.0.1", false},
		{"public to protocol assignments", public, Policy{}, "192.0.0.192", false},
		{"public to public by NAT64", public, Policy{}, "64:ff9b::c633:6401", true},
		{"public to public, IPv6", public, Policy{}, "2001:db8::1", true},
		{"private by NAT64 to private", netip.MustParseAddr("64:ff9b::a00:1"), Policy{}, "10.0.0.2", true},
		{"multicast never", private, Policy{AllowPrivate: true}, "224.0.0.1", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			address := net.JoinHostPort(test.to, "80")
			err := newGuard(test.policy, test.server).control(t.Context(), "tcp", address, nil)
			if got := err == nil; got != test.want {
				t.Errorf("allowed = %v (%v), want %v", got, err, test.want)
			}
		})
	}
}

// A certificate of a public server must not make us speak to loopback, also
// not to fetch an issuer; nor may a name that resolves to loopback.
func TestPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	port := p.responder.URL()[strings.LastIndex(p.responder.URL(), ":"):]
	presentedAt := netip.MustParseAddr("192.0.2.1")
	leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP = []string{"http://localhost" + port} })
	checkLeaf(t, p.checker(), Presented{Sent: leaf.Chain, IP: presentedAt}, summary{
		Undetermined, "", CodeOCSPResponderPrivateAddress, nil,
		[]string{"ocsp GET ocsp-responder-private-address"},
	})
	statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: presentedAt})
	if codeOf(err) != CodeMissingIntermediate || statuses[0].Attempts[0].Code != CodeAIAPrivateAddress {
		t.Errorf("error %v, attempts %+v", err, statuses[0].Attempts)
	}
	if n := p.responder.Requests(); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

// The configured proxy's address is its owner's choice: it may be loopback.
func TestProxyIsExempt(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "proxied "+r.URL.String())
	}))
	t.Cleanup(proxy.Close)
	m := newMemo(t)
	g := newGuard(Policy{}, netip.Addr{})
	m.transport(g).Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	f := newFetcher(nil, Policy{}, g, m)
	r, err := f.do(t.Context(), request{url: "http://ocsp.example/x"})
	if err != nil || string(r.body) != "proxied http://ocsp.example/x" {
		t.Errorf("%q, %v", r.body, err)
	}
}

// The proxy that the environment names is asked, in a process of its own
// because Go reads the environment once.
func TestProxyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	const target = "http://ocsp.example/x"
	if os.Getenv("VKCHECK_TEST_PROXY") != "" {
		f := newFetcher(nil, Policy{}, guard{}, newMemo(t))
		if r, err := f.do(t.Context(), request{url: target}); err != nil || string(r.body) != target {
			t.Errorf("%q, %v", r.body, err)
		}
		return
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.String()) }))
	t.Cleanup(proxy.Close)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxyOfTheEnvironment$")
	cmd.Env = append(os.Environ(), "VKCHECK_TEST_PROXY=1", "NO_PROXY=", "no_proxy=", "http_proxy=", "HTTP_PROXY="+proxy.URL)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// What is not followed is told with where it points to.
func TestRedirectsRefused(t *testing.T) {
	t.Parallel()
	from := must(url.Parse("https://ocsp.example/"))(t)
	for _, tt := range []struct {
		status, location, want string
	}{
		{"307 Temporary Redirect", "http://ocsp.example/", `HTTP status 307 Temporary Redirect to "http://ocsp.example/": from https to http`},
		{"301 Moved Permanently", "https://cdn.example/\x1b", `HTTP status 301 Moved Permanently to "https://cdn.example/\x1b": only 307 and 308 are followed`},
		{"308 Permanent Redirect", "", "HTTP status 308 Permanent Redirect: no location"},
		{"307 Temporary Redirect", "file:///etc/passwd", `HTTP status 307 Temporary Redirect to "file:///etc/passwd": to neither http nor https`},
	} {
		code := must(strconv.Atoi(tt.status[:3]))(t)
		resp := &http.Response{StatusCode: code, Status: tt.status, Header: http.Header{}, Request: &http.Request{URL: from}}
		if tt.location != "" {
			resp.Header.Set("Location", tt.location)
		}
		if _, err := redirect(from, resp); err == nil || err.Error() != tt.want || faultOf(err) != faultRedirect {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

// RFC 6960 A.1: the URL, a slash, base64, percent-encoded.
func TestGetURL(t *testing.T) {
	t.Parallel()
	odd := []byte{0xfb, 0xff, 0xfe, 0xff} // "+//+/w==" in base64
	tests := []struct {
		name    string
		target  string
		request []byte
		want    string // "": to be posted
	}{
		{"bare host", "http://ocsp.example", odd, "http://ocsp.example/%2B%2F%2F%2B%2Fw%3D%3D"},
		{"one slash", "http://ocsp.example/", odd, "http://ocsp.example/%2B%2F%2F%2B%2Fw%3D%3D"},
		{"path kept", "http://ocsp.example/gts1c3", odd, "http://ocsp.example/gts1c3/%2B%2F%2F%2B%2Fw%3D%3D"},
		{"path kept, one slash", "http://ocsp.example/a/b/", odd, "http://ocsp.example/a/b/%2B%2F%2F%2B%2Fw%3D%3D"},
		{"path escaped", "http://ocsp.example/a%2Fb", odd, "http://ocsp.example/a%2Fb/%2B%2F%2F%2B%2Fw%3D%3D"},
		{"longest", "http://ocsp.example", make([]byte, 189), "http://ocsp.example/" + strings.Repeat("A", 252)},
		{"too long", "http://ocsp.example", make([]byte, 192), ""},
		{"query", "http://ocsp.example/?ca=1", odd, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := getURL(test.target, test.request); got != test.want || ok != (test.want != "") {
				t.Errorf("%q, %v; want %q", got, ok, test.want)
			}
		})
	}
}

func TestLongRequestsArePosted(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := must(p.intermediate.Issue(lab.LeafOptions{Change: func(c *x509.Certificate) {
		// 0xfb 0xef 0xbe is "++++" in base64, three times as long when escaped.
		c.SerialNumber = new(big.Int).SetBytes(append([]byte{1}, bytes.Repeat([]byte{0xfb, 0xef, 0xbe}, 6)...))
	}}))(t)
	p.responder.Set(leaf.Cert, lab.Answer{})
	f := newFetcher(nil, Policy{}, guard{allowPrivate: true}, newMemo(t))
	a := &asker{checker: p.checker(), fetcher: f, cert: leaf.Cert, issuer: p.intermediate.Cert}
	if j := a.withHash(t.Context(), p.responder.URL(), crypto.SHA512); j.Verdict != Good {
		t.Errorf("verdict %s: %v", j.Verdict, j.Err)
	}
	if got := a.attempts[0].Method; got != http.MethodPost {
		t.Errorf("method %s", got)
	}
}
