package lab

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/http"
	"time"

	"golang.org/x/crypto/ocsp"
)

// crlScenarios are about the CRL that a certificate names, instead of a
// responder where nothing else is said.
var crlScenarios = []Scenario{
	listed("crl-good", "the certificate names a CRL and no responder: the CRL does not list it",
		CRLState{}, both("good", noted("crl-cert-good")), "RFC 5280 6.3.3"),
	leftOpen(listed("crl-pem", "the CRL is PEM, and does not list the certificate",
		CRLState{PEM: true}, both("good", noted("crl-cert-good")), "RFC 7468 6; RFC 5280 4.2.1.13 wants DER")),
	listed("crl-revoked", "the CRL lists the certificate (keyCompromise)",
		CRLState{Listed: true, Entry: CRLEntry{Reason: ocsp.KeyCompromise}}, both("revoked", crlRevoked), "RFC 5280 6.3.3 (j)"),
	listed("crl-on-hold", "the CRL lists the certificate (certificateHold)",
		CRLState{Listed: true, Entry: CRLEntry{Reason: ocsp.CertificateHold}}, both("revoked", fatal("crl-cert-on-hold")), "RFC 5280 5.3.1"),
	listed("crl-revoked-tomorrow", "the CRL lists the certificate as revoked from tomorrow",
		CRLState{Listed: true, Tomorrow: true}, both("revoked", fatal("crl-revoked-in-future")), "RFC 5280 6.3.3 (j): it stands there"),
	listed("crl-revoked-and-expired", "the CRL's nextUpdate is past, and it lists the certificate",
		CRLState{Listed: true, Change: ofLastWeek}, both("revoked", crlRevoked), "RFC 5280 3.3: a revocation is final"),
	{
		Name: "crl-after-responder", About: "nothing listens at the responder's URL, the CRL lists the certificate",
		Responder: ResponderState{Down: true}, CRL: CRLState{Named: true, Listed: true},
		Want: both("revoked", crlRevoked), Source: "CA/Browser Forum SC-063v4: CRLs are what every CA must publish",
	},
	listed("crl-expired", "the CRL's nextUpdate is past",
		CRLState{Change: ofLastWeek}, both("undetermined", failed("crl-expired")), "RFC 5280 6.3.3 (a)"),
	listed("crl-not-yet-valid", "the CRL is valid from tomorrow",
		CRLState{Change: func(c *CRL) { c.ThisUpdate, c.NextUpdate = time.Now().Add(day), time.Now().Add(2*day) }},
		both("undetermined", failed("crl-not-yet-valid")), "RFC 5280 5.1.2.4"),
	leftOpen(listed("crl-without-end", "the CRL does not say until when it is good",
		CRLState{Change: func(c *CRL) { c.NoNextUpdate = true }}, both("good", warned("crl-next-update-missing")), "RFC 5280 5.1.2.5 demands it of CAs")),
	listed("crl-old-without-end", "the CRL is a month old and does not say until when it is good",
		CRLState{Change: func(c *CRL) { c.ThisUpdate, c.NoNextUpdate = time.Now().Add(-30*day), true }},
		both("undetermined", unknown("crl-too-old")), "RFC 5280 6.3: current revocation information"),
	listed("crl-forged", "the CRL is signed by an impostor",
		CRLState{Forged: true}, both("undetermined", fatal("crl-signature-invalid")), "RFC 5280 6.3.3 (g)"),
	listed("crl-of-another-ca", "the CRL bears the name of another authority",
		CRLState{Change: func(c *CRL) { c.Name = []byte("\x30\x0e\x31\x0c\x30\x0a\x06\x03\x55\x04\x03\x0c\x03\x6e\x6f\x74") }},
		both("undetermined", fatal("crl-issuer-mismatch")), "RFC 5280 6.3.3 (b)(1)"),
	leftOpen(listed("crl-sha1", "the CRL is signed with SHA-1",
		CRLState{Change: func(c *CRL) { c.Algorithm = sha1 }}, both("good", warned("crl-signature-sha1")), "RFC 9155 2 speaks of handshakes; a remark")),
	listed("crl-other-shard", "a valid CRL of another shard is served",
		CRLState{OtherShard: true}, both("undetermined", unknown("crl-idp-mismatch")), "RFC 5280 6.3.3 (b)(2)(i)"),
	listed("crl-of-authorities", "a valid CRL of the certificates of authorities alone is served",
		CRLState{Point: IssuingPoint{OnlyCA: true}}, both("undetermined", unknown("crl-scope-mismatch")), "RFC 5280 6.3.3 (b)(2)(iii)"),
	listed("crl-indirect", "the CRL speaks for several authorities",
		CRLState{Point: IssuingPoint{OnlyUser: true, Indirect: true}}, both("undetermined", unknown("crl-indirect-unsupported")), "RFC 5280 6.3.3 (b): to support indirect CRLs is optional"),
	listed("crl-delta", "the CRL is a delta and does not list the certificate",
		CRLState{Change: func(c *CRL) { c.Extensions = append(c.Extensions, deltaOf1) }}, both("undetermined", unknown("crl-delta-unsupported")), "RFC 5280 5.2.4"),
	listed("crl-critical-extension", "the CRL has a critical extension that nobody understands",
		CRLState{Change: func(c *CRL) { c.Extensions = append(c.Extensions, unknownExtension(true)) }}, both("undetermined", unknown("crl-critical-extension")), "RFC 5280 5.2"),
	listed("crl-malformed", "what is served as a CRL is none",
		CRLState{Answer: Answer{Raw: []byte("garbage")}}, both("undetermined", unknown("crl-malformed")), "RFC 5280 5.1"),
	listed("crl-missing", "no CRL is served at its URL",
		CRLState{Missing: true}, both("undetermined", unknown("crl-http-status")), "RFC 5280 6.3: no CRL is no \"good\""),
	silent(listed("crl-hangs", "nobody answers at the URL of the CRL",
		CRLState{Answer: Answer{Delivery: Delivery{Hang: true}}}, both("undetermined", unknown("crl-fetch-failed")), "RFC 5280 6.3: no CRL is no \"good\"")),
	listed("crl-500", "the URL of the CRL answers with HTTP status 500",
		CRLState{Answer: Answer{Delivery: Delivery{HTTPStatus: http.StatusInternalServerError}}}, both("undetermined", unknown("crl-http-status")), "RFC 9110 15.6.1"),
	listed("crl-huge", "the CRL has 128 MiB",
		CRLState{Answer: Answer{Delivery: Delivery{Size: 128 << 20, Header: map[string]string{"Content-Length": "134217728"}}}},
		both("undetermined", unknown("crl-too-large")), "RFC 5280 8: bound what a stranger may cost you"),
	listed("crl-by-ldap", "the certificate names its CRL by LDAP alone",
		CRLState{URL: "ldap://127.0.0.1/cn=ca?certificateRevocationList"},
		both("undetermined", Result{3, "crl-scheme-ldap", "info"}), "RFC 5280 4.2.1.13: LDAP is one way, and few ask it"),
}

// listed is a certificate with a CRL and no responder.
func listed(name, about string, c CRLState, w Want, source string) Scenario {
	c.Named, c.Instead = true, true
	return Scenario{Name: name, About: about, CRL: c, Want: w, Source: source}
}

// leftOpen is a scenario in which the sources leave open what a client does.
func leftOpen(s Scenario) Scenario {
	s.Must = Either
	return s
}

// deltaOf1 is the critical extension deltaCRLIndicator (RFC 5280 5.2.4).
var deltaOf1 = pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}

func ofLastWeek(c *CRL) {
	c.ThisUpdate, c.NextUpdate = time.Now().Add(-7*day), time.Now().Add(-day)
}
