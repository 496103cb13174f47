package lab

import (
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Scenario is an endpoint with one defect, or none.
type Scenario struct {
	Name        string
	About       string // one line: what is the case
	Certificate Certificate
	Staple      StapleState
	Responder   ResponderState
	CRL         CRLState
	Server      Server
	Flags       []string // what vkcheck is told besides; other clients have other ways
	Want        Want
	Source      string // where it is written what a correct client must do
}

// Certificate says how the leaf differs from a good one: issued by the lab's
// intermediate, for localhost and 127.0.0.1, from an hour ago for 90 days,
// with the URL of the responder.
type Certificate struct {
	Name               string        // another name than localhost and 127.0.0.1
	From, Until        time.Duration // validity relative to now
	ForeignCA          bool          // issued by an intermediate below a root that is not in the CA file
	RevokedIssuer      bool          // issued by an intermediate that is revoked
	OmitIntermediate   bool          // the server sends the leaf only
	NoResponder        bool          // names neither responder nor CRL
	MustStaple         bool          // RFC 7633
	DemandsClientCerts bool          // the server refuses clients without a certificate
}

// StapleState says what is stapled.
type StapleState struct {
	Answer  *Answer // nil: no staple
	Forged  bool    // signed by an impostor with the issuer's name
	Expired bool    // thisUpdate and nextUpdate are days ago
	Forgery string  // the row of [Forgeries] that is stapled instead
}

// ResponderState says what the responder in the leaf answers; the zero value
// answers good.
type ResponderState struct {
	Answer  Answer
	Down    bool   // nothing listens at its URL
	Forgery string // the row of [Forgeries] that it gives instead
}

// CRLState says what CRL the leaf names; the zero value names none.
type CRLState struct {
	Named      bool // the leaf names a CRL: good, and served by the responder
	Instead    bool // and no responder
	Listed     bool // the leaf stands in it
	Reason     int  // CRLReason of that
	Expired    bool // thisUpdate and nextUpdate are days ago
	Forged     bool // signed by an impostor with the issuer's name
	OtherShard bool // served where the leaf's shard should be
	Missing    bool // nothing is served at its URL
}

// Server says what is behind the port; the zero value is a TLS front before
// the backend.
type Server struct {
	Plain    bool   // no TLS
	Closed   bool   // nothing listens
	Password string // the backend wants it
}

// Want is what a correct client must report.
type Want struct {
	Verdict string // for the leaf; empty where no certificate can be seen
	OCSP    Result // of "vkcheck ocsp"
	Probe   Result // of "vkcheck probe", without credentials
}

// Result is an exit code and the finding that explains it.
type Result struct {
	Exit int
	Code string
}

var (
	good       = Result{0, "ocsp-cert-good"}
	revoked    = Result{1, "ocsp-cert-revoked"}
	crlRevoked = Result{1, "crl-cert-revoked"}
)

// Scenarios lists all scenarios. Their order is that of the table that people
// read: good ones first, then by what is wrong, then by what is asked for, and
// at last the forged responses.
func Scenarios() []Scenario {
	return slices.Concat(scenarios, policyScenarios, forgeryScenarios())
}

// FindScenario gives the scenario of a name, and false for an unknown one.
func FindScenario(name string) (Scenario, bool) {
	all := Scenarios()
	i := slices.IndexFunc(all, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, false
	}
	return all[i], true
}

var scenarios = []Scenario{
	{
		Name: "good", About: "a good certificate with a good staple",
		Staple: StapleState{Answer: &Answer{Status: ocsp.Good}},
		Want:   Want{"good", good, good}, Source: "RFC 6960 2.2, RFC 6066 8",
	},
	{
		Name: "good-unstapled", About: "a good certificate, no staple: the responder says good",
		Want: Want{"good", good, good}, Source: "RFC 6960 2.2",
	},
	{
		Name: "revoked-leaf", About: "the responder says revoked (keyCompromise)",
		Responder: ResponderState{Answer: Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}},
		Want:      Want{"revoked", revoked, revoked}, Source: "RFC 6960 2.2",
	},
	{
		Name: "revoked-staple", About: "the staple says revoked, the responder good",
		Staple: StapleState{Answer: &Answer{Status: ocsp.Revoked, Reason: ocsp.KeyCompromise}},
		Want:   Want{"revoked", revoked, revoked}, Source: "RFC 6960 2.2: a revocation is final",
	},
	{
		Name: "revoked-intermediate", About: "the intermediate is revoked, the leaf good",
		Certificate: Certificate{RevokedIssuer: true},
		Want:        Want{"good", revoked, revoked}, Source: "RFC 5280 6.1.3 (a)(3)",
	},
	{
		Name: "unknown-leaf", About: "the responder does not know the certificate",
		Responder: ResponderState{Answer: Answer{Status: ocsp.Unknown}},
		Want:      Want{"unknown", Result{1, "ocsp-cert-unknown"}, Result{1, "ocsp-cert-unknown"}}, Source: "RFC 6960 2.2",
	},
	{
		Name: "responder-down", About: "nothing listens at the responder's URL",
		Responder: ResponderState{Down: true},
		Want:      Want{"undetermined", Result{3, "ocsp-responder-refused"}, Result{3, "ocsp-responder-refused"}}, Source: "RFC 6960 2.7: no answer is no \"good\"",
	},
	{
		Name: "responder-web-page", About: "a captive portal answers instead of the responder",
		Responder: ResponderState{Answer: Answer{Raw: []byte("<html>Please log in"), ContentType: "text/html"}},
		Want:      Want{"undetermined", Result{3, "ocsp-responder-html"}, Result{3, "ocsp-responder-html"}}, Source: "RFC 6960 A.2: application/ocsp-response",
	},
	{
		Name: "responder-broken", About: "the responder answers with HTTP status 503",
		Responder: ResponderState{Answer: Answer{Raw: []byte("oops"), HTTPStatus: 503}},
		Want:      Want{"undetermined", Result{3, "ocsp-responder-http-status"}, Result{3, "ocsp-responder-http-status"}}, Source: "RFC 9110 15.6.4",
	},
	{
		Name: "responder-try-later", About: "the responder is busy for ever",
		Responder: ResponderState{Answer: Answer{Raw: ocsp.TryLaterErrorResponse}},
		Want:      Want{"undetermined", Result{3, "ocsp-responder-try-later"}, Result{3, "ocsp-responder-try-later"}}, Source: "RFC 6960 2.3",
	},
	{
		Name: "responder-unauthorized", About: "the responder may not speak of the certificate",
		Responder: ResponderState{Answer: Answer{Raw: ocsp.UnauthorizedErrorResponse}},
		Want:      Want{"undetermined", Result{3, "ocsp-responder-unauthorized"}, Result{3, "ocsp-responder-unauthorized"}}, Source: "RFC 5019 2.2.3",
	},
	{
		Name: "responder-redirects-inside", About: "the responder redirects to the metadata service of a cloud",
		Responder: ResponderState{Answer: Answer{HTTPStatus: 307, Redirect: "http://169.254.169.254/latest/meta-data/"}},
		Want:      Want{"undetermined", Result{3, "ocsp-responder-private-address"}, Result{3, "ocsp-responder-private-address"}}, Source: "RFC 3927 2.7: link-local addresses are not forwarded",
	},
	{
		Name: "no-responder", About: "the certificate names no responder and no CRL",
		Certificate: Certificate{NoResponder: true},
		Want:        Want{"not-covered", Result{3, "revocation-not-covered"}, Result{0, "revocation-not-covered"}}, Source: "CA/Browser Forum SC-063v4: OCSP is optional, CRLs are not",
	},
	{
		Name: "crl-good", About: "the certificate names a CRL and no responder: the CRL does not list it",
		CRL:  CRLState{Named: true, Instead: true},
		Want: Want{"good", Result{0, "crl-cert-good"}, Result{0, "crl-cert-good"}}, Source: "RFC 5280 6.3.3",
	},
	{
		Name: "crl-revoked", About: "the CRL lists the certificate (keyCompromise)",
		CRL:  CRLState{Named: true, Instead: true, Listed: true, Reason: ocsp.KeyCompromise},
		Want: Want{"revoked", crlRevoked, crlRevoked}, Source: "RFC 5280 6.3.3 (j)",
	},
	{
		Name: "crl-on-hold", About: "the CRL lists the certificate (certificateHold)",
		CRL:  CRLState{Named: true, Instead: true, Listed: true, Reason: ocsp.CertificateHold},
		Want: Want{"revoked", Result{1, "crl-cert-on-hold"}, Result{1, "crl-cert-on-hold"}}, Source: "RFC 5280 5.3.1",
	},
	{
		Name: "crl-after-responder", About: "nothing listens at the responder's URL, the CRL lists the certificate",
		Responder: ResponderState{Down: true}, CRL: CRLState{Named: true, Listed: true},
		Want: Want{"revoked", crlRevoked, crlRevoked}, Source: "CA/Browser Forum SC-063v4: CRLs are what every CA must publish",
	},
	{
		Name: "crl-expired", About: "the CRL's nextUpdate is past",
		CRL:  CRLState{Named: true, Instead: true, Expired: true},
		Want: Want{"undetermined", Result{1, "crl-expired"}, Result{1, "crl-expired"}}, Source: "RFC 5280 6.3.3 (a)",
	},
	{
		Name: "crl-forged", About: "the CRL is signed by an impostor",
		CRL:  CRLState{Named: true, Instead: true, Forged: true},
		Want: Want{"undetermined", Result{1, "crl-signature-invalid"}, Result{1, "crl-signature-invalid"}}, Source: "RFC 5280 6.3.3 (g)",
	},
	{
		Name: "crl-other-shard", About: "a valid CRL of another shard is served",
		CRL:  CRLState{Named: true, Instead: true, OtherShard: true},
		Want: Want{"undetermined", Result{3, "crl-idp-mismatch"}, Result{3, "crl-idp-mismatch"}}, Source: "RFC 5280 6.3.3 (b)(2)(i)",
	},
	{
		Name: "crl-missing", About: "no CRL is served at its URL",
		CRL:  CRLState{Named: true, Instead: true, Missing: true},
		Want: Want{"undetermined", Result{3, "crl-http-status"}, Result{3, "crl-http-status"}}, Source: "RFC 5280 6.3: no CRL is no \"good\"",
	},
	{
		Name: "forged-staple", About: "the staple is signed by an impostor, the responder says good",
		Staple: StapleState{Answer: &Answer{Status: ocsp.Good}, Forged: true},
		Want:   Want{"good", Result{1, "ocsp-signature-invalid"}, Result{1, "ocsp-signature-invalid"}}, Source: "RFC 6960 3.2 (2)",
	},
	{
		Name: "expired-staple", About: "the staple's nextUpdate is past, the responder says good",
		Staple: StapleState{Answer: &Answer{Status: ocsp.Good}, Expired: true},
		Want:   Want{"good", Result{1, "ocsp-response-expired"}, Result{1, "ocsp-response-expired"}}, Source: "RFC 6960 3.2 (6)",
	},
	{
		Name: "must-staple-missing", About: "the certificate demands a staple, the server sends none",
		Certificate: Certificate{MustStaple: true},
		Want:        Want{"good", Result{1, "must-staple-missing"}, Result{1, "must-staple-missing"}}, Source: "RFC 7633 4.3.3",
	},
	{
		Name: "must-staple-unsatisfiable", About: "the certificate demands a staple and names no responder that could give one",
		Certificate: Certificate{MustStaple: true, NoResponder: true},
		Want:        both("not-covered", 1, "must-staple-unsatisfiable"), Source: "RFC 7633 4.2.2",
	},
	{
		Name: "expired", About: "the certificate expired a day ago",
		Certificate: Certificate{From: -30 * 24 * time.Hour, Until: -24 * time.Hour},
		Want:        Want{"undetermined", Result{1, "expired"}, Result{1, "expired"}}, Source: "RFC 5280 6.1.3 (a)(2); a response produced after notAfter proves nothing (RFC 6960 4.4.4)",
	},
	{
		Name: "not-yet-valid", About: "the certificate is valid from tomorrow",
		Certificate: Certificate{From: 24 * time.Hour, Until: 30 * 24 * time.Hour},
		Want:        Want{"", Result{1, "not-yet-valid"}, Result{1, "not-yet-valid"}}, Source: "RFC 5280 6.1.3 (a)(2)",
	},
	{
		Name: "wrong-host", About: "the certificate is for another name",
		Certificate: Certificate{Name: "cache.example.org"},
		Want:        Want{"good", Result{1, "ip-not-in-san"}, Result{1, "ip-not-in-san"}}, Source: "RFC 9525 6",
	},
	{
		Name: "unknown-ca", About: "the chain ends at a root that is not trusted",
		Certificate: Certificate{ForeignCA: true},
		Want:        Want{"", Result{1, "unknown-ca"}, Result{1, "unknown-ca"}}, Source: "RFC 5280 6.1.1 (d)",
	},
	{
		Name: "missing-intermediate", About: "the server leaves the intermediate out",
		Certificate: Certificate{OmitIntermediate: true},
		Want:        Want{"good", Result{1, "missing-intermediate"}, Result{1, "missing-intermediate"}}, Source: "RFC 8446 4.4.2",
	},
	{
		Name: "demands-client-cert", About: "the server demands a client certificate",
		Certificate: Certificate{DemandsClientCerts: true},
		Want:        Want{"good", Result{0, "client-cert-required"}, Result{1, "client-cert-required"}}, Source: "RFC 8446 4.4.2.4, alert 116",
	},
	{
		Name: "password", About: "the server wants a password, which is: secret",
		Server: Server{Password: "secret"},
		Want:   Want{"good", good, Result{1, "auth-required"}}, Source: "valkey 8.0 src/server.c: NOAUTH",
	},
	{
		Name: "plain", About: "the server speaks plain text",
		Server: Server{Plain: true},
		Want:   Want{"", Result{1, "tls-to-plaintext-port"}, Result{0, ""}}, Source: "valkey 8.0 src/networking.c: the inline parser waits for a newline",
	},
	{
		Name: "nothing", About: "nothing listens on the port",
		Server: Server{Closed: true},
		Want:   Want{"", Result{3, "connection-refused"}, Result{3, "connection-refused"}}, Source: "RFC 9293 3.5.2",
	},
}
