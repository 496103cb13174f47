package lab

import (
	"crypto/x509"
	"time"

	"golang.org/x/crypto/ocsp"
)

// certificateScenarios are about the certificate and the chain that a server
// sends.
var certificateScenarios = []Scenario{
	{
		Name: "good", About: "a good certificate with a good staple",
		Staple: StapleState{Answer: &Answer{}},
		Want:   both("good", good), Source: "RFC 6960 2.2, RFC 6066 8",
	},
	{
		Name: "good-unstapled", About: "a good certificate, no staple: the responder says good",
		Want: both("good", good), Source: "RFC 6960 2.2",
	},
	{
		Name: "good-rsa", About: "a good certificate with an RSA key of 2048 bits",
		Certificate: Certificate{Key: "rsa"}, Staple: StapleState{Answer: &Answer{}},
		Want: both("good", good), Source: "NIST SP 800-131A 3: RSA of 2048 bits is acceptable",
	},
	{
		Name: "revoked-leaf", About: "the responder says revoked (keyCompromise)",
		Responder: ResponderState{Answer: Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}},
		Want:      both("revoked", revoked), Source: "RFC 6960 2.2",
	},
	{
		Name: "revoked-intermediate", About: "the intermediate is revoked, the leaf good",
		Certificate: Certificate{Issuer: "revoked"},
		Want:        both("good", revoked), Source: "RFC 5280 6.1.3 (a)(3)",
	},
	{
		Name: "expired", About: "the certificate expired a day ago",
		Certificate: Certificate{From: -30 * day, Until: -day},
		Want:        both("undetermined", fatal("expired")), Source: "RFC 5280 6.1.3 (a)(2); a response produced after notAfter proves nothing (RFC 6960 4.4.4)",
	},
	{
		Name: "expired-intermediate", About: "the intermediate expired a day ago, the leaf is good",
		Certificate: Certificate{Issuer: "expired"},
		Want:        both("undetermined", fatal("intermediate-expired")), Source: "RFC 5280 6.1.3 (a)(2): for every certificate of the path",
	},
	{
		Name: "not-yet-valid", About: "the certificate is valid from tomorrow",
		Certificate: Certificate{From: day, Until: 30 * day},
		Want:        both("", fatal("not-yet-valid")), Source: "RFC 5280 6.1.3 (a)(2)",
	},
	{
		Name: "wrong-host", About: "the certificate is for another host, and for no address",
		Certificate: Certificate{Names: []string{"cache.example.org"}},
		Want:        both("good", fatal("ip-not-in-san")), Source: "RFC 9525 6",
	},
	{
		Name: "wrong-address", About: "the certificate is for another address",
		Certificate: Certificate{Names: []string{"192.0.2.1"}},
		Want:        both("good", fatal("name-mismatch")), Source: "RFC 9525 6.4",
	},
	{
		Name: "common-name-only", About: "the address stands in the common name, and there is no subjectAltName",
		Certificate: Certificate{NoNames: true},
		Want:        both("good", fatal("ip-not-in-san")), Source: "RFC 9525 2: the common name is no identifier",
	},
	{
		Name: "address-as-dns-name", About: "the address stands in the subjectAltName as a DNS name",
		Certificate: Certificate{AddressAsName: true},
		Want:        both("good", fatal("ip-not-in-san")), Source: "RFC 9525 6.4: an address matches an iPAddress alone",
	},
	{
		Name: "unknown-ca", About: "the chain ends at a root that is not trusted",
		Certificate: Certificate{Issuer: "foreign"},
		Want:        both("", fatal("unknown-ca")), Source: "RFC 5280 6.1.1 (d)",
	},
	{
		Name: "unknown-ca-with-root", About: "the chain ends at a root that is not trusted, and the server sends that root",
		Certificate: Certificate{Issuer: "foreign", Sends: WithRoot},
		Want:        both("", fatal("unknown-ca")), Source: "RFC 5280 6.1.1 (d): what the server sends makes no anchor",
	},
	{
		Name: "self-signed", About: "the certificate is signed by its own key",
		Certificate: Certificate{SelfSigned: true},
		Want:        both("", fatal("self-signed")), Source: "RFC 5280 6.1.1 (d)",
	},
	{
		Name: "missing-intermediate", About: "the server leaves the intermediate out",
		Certificate: Certificate{Sends: LeafAlone}, Must: Either,
		Want: both("good", failed("missing-intermediate")), Source: "RFC 8446 4.4.2 puts it to the server's charge; RFC 5280 4.2.2.1 lets a client fetch it",
	},
	{
		Name: "unordered-chain", About: "the server sends the leaf first and the intermediates upside down",
		Certificate: Certificate{Issuer: "second", Sends: Unordered}, Staple: StapleState{Answer: &Answer{}},
		Want: both("good", warned("chain-unordered")), Source: "RFC 8446 4.4.2: be prepared for any order, the leaf first",
	},
	{
		Name: "superfluous-root", About: "the server sends the root as well",
		Certificate: Certificate{Sends: WithRoot}, Staple: StapleState{Answer: &Answer{}},
		Want: both("good", noted("chain-superfluous")), Source: "RFC 8446 4.4.2: the anchor may be left out, and may be sent",
	},
	{
		Name: "weak-key", About: "the certificate has an RSA key of 1024 bits",
		Certificate: Certificate{Key: "rsa1024"}, Must: Either,
		Want: both("good", warned("weak-key")), Source: "NIST SP 800-131A 3 disallows it; RFC 5280 and RFC 8446 leave it to the client",
	},
	{
		Name: "sha1-signature", About: "the certificate is signed with SHA-1",
		Certificate: Certificate{SHA1: true},
		Want:        both("", fatal("sha1-signature")), Source: "RFC 8446 4.4.2.4: recommended to abort; NIST SP 800-131A 9",
	},
	{
		Name: "no-server-auth", About: "the certificate is for clients alone: no serverAuth in its extended key usage",
		Certificate: Certificate{NoServerAuth: true},
		Want:        both("good", fatal("wrong-key-usage")), Source: "RFC 5280 4.2.1.12",
	},
	{
		Name: "name-constraint", About: "the intermediate may issue for another domain only",
		Certificate: Certificate{Issuer: "constrained"},
		Want:        both("", fatal("name-constraint")), Source: "RFC 5280 6.1.3 (b)",
	},
	{
		Name: "path-length", About: "there is one intermediate more than the one above it allows",
		Certificate: Certificate{Issuer: "too deep"},
		Want:        both("", fatal("path-length")), Source: "RFC 5280 6.1.4 (l), (m)",
	},
	{
		Name: "issuer-not-a-ca", About: "the certificate is issued by one that is no CA's",
		Certificate: Certificate{Issuer: "no CA"},
		Want:        both("", fatal("issuer-not-a-ca")), Source: "RFC 5280 6.1.4 (k)",
	},
	{
		Name: "critical-extension", About: "the certificate has a critical extension that nobody understands",
		Certificate: Certificate{CriticalExtension: true},
		Want:        both("", fatal("critical-extension")), Source: "RFC 5280 6.1.5 (e)",
	},
	{
		Name: "demands-client-cert", About: "the server demands a client certificate",
		Certificate: Certificate{DemandsClientCerts: true},
		Want:        Want{"good", warned("client-cert-required"), failed("client-cert-required")}, Source: "RFC 8446 4.4.2.4, alert 116",
	},
	{
		Name: "demands-client-cert-tls12", About: "the server demands a client certificate, by TLS 1.2",
		Certificate: Certificate{DemandsClientCerts: true}, Server: Server{Version: 0x0303},
		Want: Want{"good", warned("client-cert-required"), failed("client-cert-required")}, Source: "RFC 5246 7.4.6: handshake_failure",
	},
	{
		Name: "short-lived", About: "the certificate lives for six days and names no responder and no CRL",
		Certificate: Certificate{From: -time.Hour, Until: 6*day - 2*time.Hour, NoResponder: true},
		Want:        both("not-covered", noted("revocation-short-lived")), Source: "CA/Browser Forum SC-063v4: short-lived certificates need no revocation",
	},
	{
		Name: "no-responder", About: "the certificate names no responder and no CRL",
		Certificate: Certificate{NoResponder: true},
		Want:        Want{"not-covered", unknown("revocation-not-covered"), warned("revocation-not-covered")}, Source: "CA/Browser Forum SC-063v4: OCSP is optional, CRLs are not",
	},
	{
		Name: "issuer-url-missing", About: "the server leaves the intermediate out, and the leaf does not say where it is",
		Certificate: Certificate{Sends: LeafAlone, IssuerURL: NoIssuerURL},
		Want:        both("", fatal("unknown-ca")), Source: "RFC 5280 6.1: no path, no trust",
	},
	{
		Name: "issuer-url-404", About: "the server leaves the intermediate out, and there is none at its URL",
		Certificate: Certificate{Sends: LeafAlone, IssuerURL: NotFound},
		Want:        both("", Result{1, "aia-http-status", "error"}), Source: "RFC 5280 6.1: no path, no trust",
	},
	{
		Name: "issuer-url-web-page", About: "the server leaves the intermediate out, and a web page is at its URL",
		Certificate: Certificate{Sends: LeafAlone, IssuerURL: WebPage},
		Want:        both("", Result{1, "aia-not-a-certificate", "error"}), Source: "RFC 5280 4.2.2.1",
	},
	{
		Name: "issuer-url-of-another", About: "the server leaves the intermediate out, and another certificate is at its URL",
		Certificate: Certificate{Sends: LeafAlone, IssuerURL: AnotherIssuer},
		Want:        both("", fatal("aia-issuer-mismatch")), Source: "RFC 5280 6.1.3 (a)(1)",
	},
	{
		Name: "issuer-url-hangs", About: "the server leaves the intermediate out, and nobody answers at its URL", Silent: true,
		Certificate: Certificate{Sends: LeafAlone, IssuerURL: HangingForever},
		Want:        both("", Result{1, "aia-fetch-failed", "error"}), Source: "RFC 5280 6.1: no path, no trust",
	},
}

// issuers are the intermediates that a leaf may have instead of the good one.
var issuers = map[string]func(*Lab) (*Authority, error){
	"foreign": func(l *Lab) (*Authority, error) {
		root, err := NewRoot("vkcheck lab foreign root")
		if err != nil {
			return nil, err
		}
		l.responder.Add(root)
		return l.below(root, "foreign", ocsp.Good, nil)
	},
	"revoked": func(l *Lab) (*Authority, error) { return l.below(l.root, "revoked", ocsp.Revoked, nil) },
	"second":  func(l *Lab) (*Authority, error) { return l.below(l.intermediate, "second", ocsp.Good, nil) },
	"expired": func(l *Lab) (*Authority, error) {
		return l.below(l.root, "expired", ocsp.Good, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-day) })
	},
	"constrained": func(l *Lab) (*Authority, error) {
		return l.below(l.root, "constrained", ocsp.Good, func(c *x509.Certificate) {
			c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"allowed.example"}, true
		})
	},
	"too deep": func(l *Lab) (*Authority, error) {
		lowest, err := l.below(l.root, "lowest", ocsp.Good, func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true })
		if err != nil {
			return nil, err
		}
		return l.below(lowest, "too deep", ocsp.Good, nil)
	},
	"no CA": func(l *Lab) (*Authority, error) {
		return l.below(l.root, "without CA", ocsp.Good, func(c *x509.Certificate) {
			c.IsCA, c.KeyUsage = false, x509.KeyUsageDigitalSignature
		})
	},
}
