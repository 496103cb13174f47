package ocspcheck

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// resolver gives the same addresses for every name, as a hostile DNS server
// may.
func resolver(addrs ...string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go answerDNS(server, addrs)
		return client, nil
	}}
}

// answerDNS answers one query over a stream (RFC 1035 4.2.2).
func answerDNS(conn net.Conn, addrs []string) {
	defer conn.Close()
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return
	}
	query := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, query); err != nil {
		return
	}
	end := 12 + bytes.IndexByte(query[12:], 0) + 5 // header, name, type and class
	kind := binary.BigEndian.Uint16(query[end-4:])
	var answers []byte
	count := uint16(0)
	for _, text := range addrs {
		addr := netip.MustParseAddr(text)
		if addr.Is4() != (kind == 1) || kind != 1 && kind != 28 {
			continue
		}
		raw := addr.AsSlice()
		answers = append(answers, 0xc0, 12, 0, byte(kind), 0, 1, 0, 0, 0, 60, 0, byte(len(raw)))
		answers = append(answers, raw...)
		count++
	}
	reply := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1}, byte(count>>8), byte(count), 0, 0, 0, 0)
	reply = append(append(reply, query[12:end]...), answers...)
	_, _ = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...))
}

// A public name that resolves to where nobody may be sent is refused at
// dial, also behind a redirect, and by no answer of DNS is anything private
// reached.
func TestNamesThatResolveToPrivateAddresses(t *testing.T) {
	t.Parallel()
	var reached atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/redirect" {
			http.Redirect(w, r, "http://evil.test/", http.StatusTemporaryRedirect)
			return
		}
		reached.Add(1)
	}))
	t.Cleanup(server.Close)
	port := ":" + must(url.Parse(server.URL))(t).Port()
	tests := []struct {
		name  string
		addrs []string
	}{
		{"loopback", []string{"127.0.0.1"}},
		{"loopback, IPv6", []string{"::1"}},
		{"loopback, mapped", []string{"::ffff:127.0.0.1"}},
		{"loopback by NAT64", []string{"64:ff9b::7f00:1"}},
		{"unspecified, which Linux takes for loopback", []string{"0.0.0.0"}},
		{"private", []string{"10.0.0.1", "192.168.0.1", "172.16.0.1"}},
		{"carrier-grade NAT", []string{"100.64.0.1"}},
		{"metadata service", []string{"169.254.169.254"}},
		{"multicast", []string{"224.0.0.1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g, m := newGuard(Policy{}, netip.MustParseAddr("192.0.2.1")), newMemo(t)
			m.transport(g).DialContext = (&net.Dialer{ControlContext: g.control, Resolver: resolver(test.addrs...)}).DialContext
			f := newFetcher(nil, Policy{}, g, m)
			if _, err := f.do(t.Context(), request{url: "http://evil.test" + port}); faultOf(err) != faultPrivate {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("behind a redirect", func(t *testing.T) {
		t.Parallel()
		allowed, m := guard{allowPrivate: true}, newMemo(t)
		m.transport(allowed).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			d := net.Dialer{Resolver: resolver("127.0.0.1")}
			if strings.HasPrefix(address, "evil.test") {
				d.ControlContext = guard{}.control
			}
			return d.DialContext(ctx, network, address)
		}
		f := newFetcher(nil, Policy{}, allowed, m)
		if _, err := f.do(t.Context(), request{url: "http://good.test" + port + "/redirect"}); faultOf(err) != faultPrivate {
			t.Errorf("%v", err)
		}
	})
	t.Cleanup(func() {
		if n := reached.Load(); n != 0 {
			t.Errorf("%d requests went through", n)
		}
	})
}

// TestHostileResponders meets servers that would keep us, or fill us up.
func TestHostileResponders(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, 2<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const own = "application/ocsp-response"
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string
	}{
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", own)
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		}, CodeOCSPResponseMalformed},
		{"gzip bomb without a word", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", own)
			_, _ = w.Write(bomb.Bytes())
		}, CodeOCSPResponseMalformed},
		{"without end", func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		}, CodeOCSPResponderTooLarge},
		{"headers without end", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 1<<20))
		}, CodeOCSPResponderUnreachable},
		{"byte by byte", func(w http.ResponseWriter, r *http.Request) {
			ticker := time.NewTicker(10 * time.Millisecond)
			defer ticker.Stop()
			for {
				_, _ = w.Write([]byte{0x30})
				_ = http.NewResponseController(w).Flush()
				select {
				case <-ticker.C:
				case <-r.Context().Done():
					return
				}
			}
		}, CodeOCSPResponderTimeout},
		{"silent", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, CodeOCSPResponderTimeout},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte{0x30})
		}, CodeOCSPResponderUnreachable},
		{"captive portal", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/login" {
				http.Redirect(w, r, "/login", http.StatusTemporaryRedirect)
				return
			}
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html>Please log in")
		}, CodeOCSPResponderHTML},
		{"redirect from http to gopher", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "gopher://127.0.0.1/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, CodeOCSPResponderRedirectRefused},
	}
	p := newPKI(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(test.handler)
			t.Cleanup(server.Close)
			leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP = []string{server.URL} })
			c := p.checker()
			if c.Policy.Timeout = time.Minute; test.want == CodeOCSPResponderTimeout {
				c.Policy.Timeout = 500 * time.Millisecond
			}
			statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
			if err != nil || statuses[0].Verdict != Undetermined || statuses[0].Code != test.want {
				t.Errorf("%v, %s %s; want %s", err, statuses[0].Verdict, statuses[0].Code, test.want)
			}
		})
	}
}

// Of a hundred URLs in a certificate four are asked.
func TestURLsAreFew(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	var urls []string
	for i := range 100 {
		urls = append(urls, server.URL+"/"+string(rune('a'+i%26))+strings.Repeat("x", i))
	}
	leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP, o.IssuerURLs = urls, urls })
	statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if err != nil || len(statuses[0].Attempts) != 2*maxURLs || asked.Load() != 2*maxURLs { // by GET and POST
		t.Errorf("%v, %d attempts, %d requests", err, len(statuses[0].Attempts), asked.Load())
	}
	asked.Store(0)
	statuses, err = p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: loopback})
	if err == nil || len(statuses[0].Attempts) != maxURLs || asked.Load() != maxURLs {
		t.Errorf("issuer: %v, %d attempts, %d requests", err, len(statuses[0].Attempts), asked.Load())
	}
}

// A responder that was switched off is not waited for; one that only looks
// like it is asked.
func TestRetiredRespondersAreNotAsked(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	for target, want := range map[string]string{
		"http://r3.o.lencr.org":                CodeOCSPResponderRetired,
		"http://E5.o.lencr.org./":              CodeOCSPResponderRetired,
		"http://ocsp.int-x3.letsencrypt.org/":  CodeOCSPResponderRetired,
		"http://o.lencr.org.example.invalid/":  CodeOCSPResponderDNS,
		"http://not-o.lencr.org.test.invalid/": CodeOCSPResponderDNS,
	} {
		leaf := p.leaf(t, func(o *lab.LeafOptions) { o.OCSP = []string{target, p.responder.URL()} })
		p.responder.Set(leaf.Cert, lab.Answer{})
		statuses, err := p.checker().Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
		if err != nil || statuses[0].Verdict != Good || statuses[0].Attempts[0].Code != want {
			t.Errorf("%s: %v, %s, %s; want %s", target, err, statuses[0].Verdict, statuses[0].Attempts[0].Code, want)
		}
	}
}

func TestHTTPSIsRemarked(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, func(o *lab.LeafOptions) {
		o.OCSP = []string{strings.Replace(p.responder.URL(), "http:", "HTTPS:", 1), p.responder.URL()}
	})
	p.responder.Set(leaf.Cert, lab.Answer{})
	checkLeaf(t, p.checker(), Presented{Sent: leaf.Chain, IP: loopback}, summary{
		Good, MechanismOCSP, CodeOCSPCertGood,
		[]string{CodeOCSPURLHTTPS, CodeOCSPResponderUnreachable},
		[]string{"ocsp GET ocsp-responder-unreachable", "ocsp GET ocsp-cert-good"},
	})
}
