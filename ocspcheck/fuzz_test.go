package ocspcheck

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// fuzzRoot is an authority with a fixed key, so that every fuzzing process
// can verify the seeds of every other.
func fuzzRoot(f *testing.F, secret byte) *lab.Authority {
	f.Helper()
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), bytes.Repeat([]byte{secret}, 32))
	if err != nil {
		f.Fatal(err)
	}
	root, err := lab.NewRootWithKey("root", key)
	if err != nil {
		f.Fatal(err)
	}
	return root
}

// Any bytes that are a certificate can be asked what vkcheck asks of one that
// a server sends. Nobody has issued it, so no chain stands.
func FuzzCertificate(f *testing.F) {
	root := fuzzRoot(f, 1)
	leaf, err := root.Issue(lab.LeafOptions{
		Names: []string{"localhost", "127.0.0.1", "::1"}, MustStaple: true,
		OCSP: []string{"http://127.0.0.1/", "https://[::1]:1/a?b"}, IssuerURLs: []string{"http://127.0.0.1/ca.cer"}, CRLs: []string{"http://127.0.0.1/1.crl"},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(leaf.Cert.Raw)
	f.Add(root.Cert.Raw)
	stranger := fuzzRoot(f, 2)
	roots := x509.NewCertPool()
	roots.AddCert(stranger.Cert)
	now := time.Now()
	f.Fuzz(func(t *testing.T, raw []byte) {
		cert, err := ParseCertificate(raw)
		if err != nil {
			return
		}
		if chain, err := BuildChain(append(parseIssuers(raw), cert), roots, "localhost", now); err == nil {
			t.Errorf("a chain stands to nobody: %v", chain)
		}
		serial, ok := rawSerial(cert)
		if !ok || len(serial) == 0 {
			t.Fatal("a serial number without a byte")
		}
		issuer := *stranger.Cert
		issuer.RawSubject = cert.RawIssuer
		if der, err := newRequest(cert, &issuer, crypto.SHA1, nil); err == nil {
			// A padded serial number is asked about as it stands.
			padded := len(serial) > 1 && (serial[0] == 0 && serial[1] < 0x80 || serial[0] == 0xff && serial[1] >= 0x80)
			if _, err := ocsp.ParseRequest(der); err != nil && !padded || !bytes.Contains(der, serial) {
				t.Errorf("a request that cannot be read: %v", err)
			}
		}
		for _, point := range distributionPoints(cert) {
			for _, name := range point.names {
				_ = name.same(name)
			}
		}
		_, _, _, _ = uncovered(cert), shortLived(cert), mustStaple(cert), FindIssuer(cert, parseIssuers(raw))
		for _, target := range append(cert.OCSPServer, cert.CRLDistributionPoints...) {
			if u, err := checkURL(target); err == nil && (u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
				t.Errorf("%q may be asked", target)
			}
		}
	})
}

// A source in a file, whatever it is, says nothing valid about a certificate
// that another key has issued.
func FuzzFiles(f *testing.F) {
	root := fuzzRoot(f, 1)
	leaf, err := root.Issue(lab.LeafOptions{Names: []string{"localhost"}})
	if err != nil {
		f.Fatal(err)
	}
	stranger := fuzzRoot(f, 2)
	list, err := stranger.CRL(lab.CRL{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(list, true)
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list}), true)
	f.Add([]byte("-----BEGIN OCSP RESPONSE-----\nMAMKAQE=\n-----END OCSP RESPONSE-----\n"), false)
	f.Add([]byte(" MAMK\nAQE= "), false)
	f.Add([]byte("<html>"), false)
	f.Fuzz(func(t *testing.T, data []byte, crl bool) {
		if s := (Checker{}).Files([]File{{Name: "f", Data: data, CRL: crl}}, leaf.Cert, root.Cert); s.Verdict != Undetermined || s.Code == "" {
			t.Errorf("%s, %q", s.Verdict, s.Code)
		}
		certs, err := ParseCertificates(data)
		if (err == nil) != (len(certs) > 0) {
			t.Errorf("%d certificates, %v", len(certs), err)
		}
	})
}

// What a responder's headers say is a wait that is not below zero, and a place
// that http or https lead to, never from https to http.
func FuzzHeaders(f *testing.F) {
	f.Add("120", "http://127.0.0.1/next", 307, true)
	f.Add("Mon, 23 Nov 2026 12:00:00 GMT", "//h/../a", 308, false)
	f.Add("-1", "file:///etc/passwd", 302, true)
	f.Add("99999999999999999999", "ldap://h", 307, false)
	f.Fuzz(func(t *testing.T, after, location string, status int, secure bool) {
		h := http.Header{"Retry-After": {after}, "Location": {location}}
		if d := retryAfter(h); d < 0 {
			t.Errorf("Retry-After %q: %v", after, d)
		}
		from := &url.URL{Scheme: "http", Host: "localhost", Path: "/"}
		if secure {
			from.Scheme = "https"
		}
		to, err := redirect(from, &http.Response{StatusCode: status, Header: h, Request: &http.Request{URL: from}})
		if (to == nil) == (err == nil) {
			t.Fatalf("%v, %v", to, err)
		}
		if to != nil && (to.Scheme != "https" && (secure || to.Scheme != "http") || status != 307 && status != 308) {
			t.Errorf("%d to %v", status, to)
		}
	})
}

// A request in a URL is one segment behind what the certificate names.
func FuzzRequestURL(f *testing.F) {
	f.Add("http://127.0.0.1", []byte{1})
	f.Add("http://h/a//?q#f", bytes.Repeat([]byte{0xff}, 64))
	f.Fuzz(func(t *testing.T, target string, body []byte) {
		address, ok := getURL(target, body)
		if !ok {
			return
		}
		rest, found := strings.CutPrefix(address, strings.TrimSuffix(target, "/")+"/")
		if !found || len(rest) > maxGET || strings.ContainsAny(rest, "/?#+ ") {
			t.Errorf("%q", address)
		}
		if _, err := checkURL(target); err != nil {
			return
		}
		if _, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil); err != nil {
			t.Errorf("%q can be asked, and %q not: %v", target, address, err)
		}
	})
}
