package lab

import (
	"net/http"
	"time"

	"golang.org/x/crypto/ocsp"
)

// responderScenarios are about who is asked whether the leaf is revoked;
// forgeryScenarios has many more.
var responderScenarios = []Scenario{
	{
		Name: "unknown-leaf", About: "the responder does not know the certificate",
		Responder: ResponderState{Answer: Answer{Status: ocsp.Unknown}},
		Want:      both("unknown", fatal("ocsp-cert-unknown")), Source: "RFC 6960 2.2",
	},
	{
		Name: "responder-down", About: "nothing listens at the responder's URL",
		Responder: ResponderState{Down: true},
		Want:      both("undetermined", unknown("ocsp-responder-refused")), Source: "RFC 6960 2.7: no answer is no \"good\"",
	},
	{
		Name: "responder-no-http", About: "the certificate names a responder by a URL of another scheme",
		Responder: ResponderState{URL: "ftp://127.0.0.1/ocsp"},
		Want:      both("undetermined", Result{3, "ocsp-url-invalid", "warning"}), Source: "RFC 6960 A.1: by HTTP",
	},
	{
		Name: "responder-link-local", About: "the certificate names the metadata service of a cloud as its responder",
		Responder: ResponderState{URL: "http://169.254.169.254/latest/meta-data/"},
		Want:      both("undetermined", unknown("ocsp-responder-private-address")), Source: "RFC 3927 2.7: link-local addresses are not forwarded",
	},
	given("responder-slow", "the responder takes more than two seconds",
		Answer{Delivery: Delivery{Delay: 2100 * time.Millisecond}},
		both("good", warned("ocsp-responder-slow")), "RFC 6960 2.2"),
	given("responder-byte-by-byte", "the responder's answer comes byte by byte",
		Answer{Delivery: Delivery{Pace: 100 * time.Microsecond}},
		both("good", good), "RFC 9293 3.8: a stream has no packets"),
	silent(given("responder-hangs", "the responder never answers",
		Answer{Delivery: Delivery{Hang: true}},
		both("undetermined", unknown("ocsp-responder-timeout")), "RFC 6960 2.7: no answer is no \"good\"")),
	silent(given("responder-drips", "the responder's answer comes a byte a second",
		Answer{Delivery: Delivery{Pace: time.Second}},
		both("undetermined", unknown("ocsp-responder-timeout")), "RFC 6960 2.7: no answer is no \"good\"")),
	given("responder-closes", "the responder closes the connection instead of an answer",
		Answer{Delivery: Delivery{Abort: true}},
		both("undetermined", unknown("ocsp-responder-unreachable")), "RFC 9112 9.5"),
	given("responder-broken", "the responder answers with HTTP status 503",
		Answer{Raw: []byte("oops"), Delivery: Delivery{HTTPStatus: http.StatusServiceUnavailable}},
		both("undetermined", unknown("ocsp-responder-http-status")), "RFC 9110 15.6.4"),
	given("responder-500", "the responder answers with HTTP status 500",
		Answer{Raw: []byte("oops"), Delivery: Delivery{HTTPStatus: http.StatusInternalServerError}},
		both("undetermined", unknown("ocsp-responder-http-status")), "RFC 9110 15.6.1"),
	given("responder-404", "the responder answers with HTTP status 404",
		Answer{Raw: []byte("nothing here"), Delivery: Delivery{HTTPStatus: http.StatusNotFound}},
		both("undetermined", unknown("ocsp-responder-http-status")), "RFC 9110 15.5.5"),
	given("responder-no-get", "the responder refuses GET and answers POST",
		Answer{Delivery: Delivery{NoGET: true}},
		both("good", warned("ocsp-get-failed-post-ok")), "RFC 6960 A.1: GET is optional"),
	given("responder-redirect-loop", "the responder redirects in a circle",
		Answer{Delivery: Delivery{HTTPStatus: http.StatusTemporaryRedirect, Redirect: "{uri}"}},
		both("undetermined", unknown("ocsp-responder-redirect-loop")), "RFC 9110 15.4: detect loops"),
	given("responder-redirects-to-file", "the responder redirects to a file of the client's",
		Answer{Delivery: Delivery{HTTPStatus: http.StatusTemporaryRedirect, Redirect: "file:///etc/passwd"}},
		both("undetermined", unknown("ocsp-responder-redirect-refused")), "RFC 9110 17.4: a redirect is no permission"),
	given("responder-redirects-inside", "the responder redirects to the metadata service of a cloud",
		Answer{Delivery: Delivery{HTTPStatus: http.StatusTemporaryRedirect, Redirect: "http://169.254.169.254/latest/meta-data/"}},
		both("undetermined", unknown("ocsp-responder-private-address")), "RFC 3927 2.7: link-local addresses are not forwarded"),
	given("responder-web-page", "a captive portal answers instead of the responder",
		Answer{Raw: []byte("<html>Please log in"), Delivery: Delivery{ContentType: "text/html"}},
		both("undetermined", unknown("ocsp-responder-html")), "RFC 6960 A.2: application/ocsp-response"),
	given("responder-media-type", "the responder gives a good answer another media type",
		Answer{Delivery: Delivery{ContentType: "application/octet-stream"}},
		both("good", warned("ocsp-responder-content-type")), "RFC 6960 A.2; what is signed proves itself"),
	given("responder-empty", "the responder's answer is empty",
		Answer{Raw: []byte{}},
		both("undetermined", unknown("ocsp-responder-empty")), "RFC 6960 4.2.1"),
	given("responder-garbage", "the responder's answer is no DER",
		Answer{Raw: []byte("garbage")},
		both("undetermined", unknown("ocsp-response-malformed")), "RFC 6960 4.2.1"),
	given("responder-huge", "the responder's answer has 16 MiB",
		Answer{Delivery: Delivery{Size: 16 << 20}},
		both("undetermined", unknown("ocsp-responder-too-large")), "RFC 6960 4.2.1: one response, and nobody needs more than it"),
	given("responder-gzip-bomb", "the responder's answer is compressed and unfolds to 16 MiB",
		Answer{Delivery: Delivery{Size: 16 << 20, Gzip: true}},
		both("undetermined", unknown("ocsp-response-malformed")), "RFC 9110 12.5.3: no coding that was not accepted"),
	given("responder-malformed-request", "the responder says that the request is malformed",
		Answer{Raw: ocsp.MalformedRequestErrorResponse},
		both("undetermined", unknown("ocsp-responder-malformed-request")), "RFC 6960 2.3"),
	given("responder-internal-error", "the responder has an internal error",
		Answer{Raw: ocsp.InternalErrorErrorResponse},
		both("undetermined", unknown("ocsp-responder-internal-error")), "RFC 6960 2.3"),
	given("responder-try-later", "the responder is busy for ever",
		Answer{Raw: ocsp.TryLaterErrorResponse},
		both("undetermined", unknown("ocsp-responder-try-later")), "RFC 6960 2.3"),
	given("responder-try-later-once", "the responder is busy, and then says good",
		Answer{First: &Answer{Raw: ocsp.TryLaterErrorResponse}},
		both("good", good), "RFC 6960 2.3: try again later"),
	given("responder-sig-required", "the responder wants signed requests",
		Answer{Raw: ocsp.SigRequredErrorResponse},
		both("undetermined", unknown("ocsp-responder-sig-required")), "RFC 6960 2.3"),
	given("responder-unauthorized", "the responder may not speak of the certificate",
		Answer{Raw: ocsp.UnauthorizedErrorResponse},
		both("undetermined", unknown("ocsp-responder-unauthorized")), "RFC 5019 2.2.3"),
	given("responder-unauthorized-once", "the responder may not speak of the certificate at first, and then says good",
		Answer{First: &Answer{Raw: ocsp.UnauthorizedErrorResponse}},
		both("good", good), "RFC 5019 2.2.3: it had no answer prepared"),
	given("responder-sha256-alone", "the responder knows certificates by SHA-256 alone",
		Answer{BySHA256Alone: true},
		both("good", good), "RFC 6960 4.1.1: any hash names a certificate"),
	given("responder-status-undefined", "the responder answers with a status that does not exist",
		Answer{Raw: []byte{0x30, 3, 0x0a, 1, 4}},
		both("undetermined", unknown("ocsp-responder-status-undefined")), "RFC 6960 4.2.1: 4 is not used"),
}

// given is a responder that gives this answer about a good leaf.
func given(name, about string, a Answer, w Want, source string) Scenario {
	return Scenario{Name: name, About: about, Responder: ResponderState{Answer: a}, Want: w, Source: source}
}

func silent(s Scenario) Scenario {
	s.Silent = true
	return s
}
