package probe

// inProbe has a code that is an error for "ocsp" count as a warning for
// "probe", which asks whether one can connect.
func inProbe(s Severity, o Outcome) map[string]Judgement {
	return map[string]Judgement{"probe": {s, o}}
}

// ocspRows are what ocspcheck says of certificates, responders and responses.
var ocspRows = []Row{
	{Code: "ocsp-cert-good", Severity: Info, Outcome: OK, Sentence: "not revoked"},
	{Code: "ocsp-cert-revoked", Severity: Critical, Outcome: Failed, Sentence: "the certificate is revoked", Cure: "replace it, and find out why it was revoked", Long: "A valid source says so: the staple, a responder or a CRL. One valid \"revoked\" outweighs every \"good\", and a revocation does not expire: an old response that says revoked still counts."},
	{Code: "ocsp-cert-on-hold", Severity: Critical, Outcome: Failed, Sentence: "the certificate is suspended (certificateHold)", Cure: "ask its CA why; until it is released, replace it"},
	{Code: "ocsp-cert-unknown", Severity: Critical, Outcome: Failed, Sentence: "the responder does not know the certificate", Cure: "the CA never issued it, or the responder serves another CA", Long: "RFC 6960 2.2: unknown means that the responder does not know about the certificate being requested. A certificate that its own CA does not know must not be trusted."},
	{Code: "revocation-root-skipped", Severity: Info, Outcome: OK, Sentence: "the root is trusted by itself: nobody can revoke it this way"},
	{Code: "revocation-not-covered", Severity: Error, Outcome: Undetermined, In: inProbe(Warning, OK), Sentence: "the certificate names no OCSP responder and no CRL: nobody can check whether it is revoked", Cure: "issue it with one of them, or pass --allow-not-covered"},
	{Code: "revocation-not-asked", Severity: Info, Outcome: Undetermined, Sentence: "the certificate names a responder, which was not to be asked"},
	{Code: "revocation-short-lived", Severity: Info, Outcome: OK, Sentence: "the certificate lives too short to need revocation"},
	{Code: "crl-not-examined", Severity: Error, Outcome: Undetermined, In: inProbe(Warning, OK), Sentence: "the certificate names a CRL and no OCSP responder, and this version does not read CRLs yet", Cure: "openssl verify -crl_check can"},
	{Code: "revocation-interrupted", Severity: Error, Outcome: Undetermined, Sentence: "the run ended before the certificate was checked"},

	{Code: "must-staple-missing", Severity: Critical, Outcome: Failed, Sentence: "a staple is demanded, by the certificate or by an option, and the server sent none", Cure: "staple at a TLS proxy, or re-issue without must-staple: Valkey and Redis cannot staple", Long: "The certificate has the TLS feature extension of RFC 7633 with status_request. Go, OpenSSL's tools and Python connect all the same; clients that follow the RFC refuse."},
	{Code: "cert-pin-mismatch", Severity: Critical, Outcome: Failed, Sentence: "the server shows another certificate than the expected one", Cure: "if it was renewed, expect the new one; if not, find out who answers there"},
	{Code: "staple-missing", Severity: Info, Outcome: OK, Sentence: "the server sent no staple", Cure: "normal for Valkey and Redis, which do not staple"},

	{Code: "aia-fetched", Severity: Info, Outcome: OK, Sentence: "the issuer was fetched from the URL in the certificate"},
	{Code: "aia-scheme-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the URL for the issuer is neither http nor https"},
	{Code: "aia-http-status", Severity: Error, Outcome: Undetermined, Sentence: "the URL for the issuer answers with an HTTP error"},
	{Code: "aia-too-large", Severity: Error, Outcome: Undetermined, Sentence: "the URL for the issuer serves more than 64 KiB"},
	{Code: "aia-private-address", Severity: Error, Outcome: Undetermined, Sentence: "the URL for the issuer leads to a private address, which is not asked", Cure: "pass --allow-private if that is your own server"},
	{Code: "aia-fetch-failed", Severity: Error, Outcome: Undetermined, Sentence: "the issuer could not be fetched from the URL in the certificate"},
	{Code: "aia-not-a-certificate", Severity: Error, Outcome: Undetermined, Sentence: "the URL for the issuer does not serve a certificate"},
	{Code: "aia-issuer-mismatch", Severity: Critical, Outcome: Failed, Sentence: "the certificate fetched as issuer did not sign this one"},

	{Code: "ocsp-url-invalid", Severity: Warning, Outcome: Undetermined, Sentence: "the certificate names a responder by a URL that cannot be used", Cure: "only http and https are asked"},
	{Code: "ocsp-responder-dns", Severity: Error, Outcome: Undetermined, Sentence: "the responder's name does not resolve", Cure: "check that this machine resolves the CA's names; some CAs have switched OCSP off"},
	{Code: "ocsp-responder-refused", Severity: Error, Outcome: Undetermined, Sentence: "the responder refuses the connection", Cure: "start it, or open the way to it"},
	{Code: "ocsp-responder-timeout", Severity: Error, Outcome: Undetermined, Sentence: "the responder does not answer in time", Cure: "raise --timeout, or look at the way to it"},
	{Code: "ocsp-responder-unreachable", Severity: Error, Outcome: Undetermined, Sentence: "the responder cannot be reached"},
	{Code: "ocsp-responder-http-status", Severity: Error, Outcome: Undetermined, Sentence: "the responder answers with an HTTP error"},
	{Code: "ocsp-responder-redirect-refused", Severity: Error, Outcome: Undetermined, Sentence: "the responder redirects where vkcheck does not follow", Cure: "307 and 308 are followed, at most three times, never from https to http"},
	{Code: "ocsp-responder-redirect-loop", Severity: Error, Outcome: Undetermined, Sentence: "the responder redirects more than three times", Cure: "mend its redirects; RFC 6960 knows none"},
	{Code: "ocsp-get-failed-post-ok", Severity: Warning, Outcome: OK, Sentence: "the responder answers POST but not GET", Cure: "RFC 5019 wants GET, which caches can serve"},
	{Code: "ocsp-responder-content-type", Severity: Warning, Outcome: OK, Sentence: "the responder's content type is not application/ocsp-response"},
	{Code: "ocsp-responder-slow", Severity: Warning, Outcome: OK, Sentence: "the responder took two seconds or more", Cure: "clients that wait for it connect as late, or do without its answer"},
	{Code: "ocsp-responder-empty", Severity: Error, Outcome: Undetermined, Sentence: "the responder's answer is empty"},
	{Code: "ocsp-responder-too-large", Severity: Error, Outcome: Undetermined, Sentence: "the responder's answer is larger than 64 KiB"},
	{Code: "ocsp-responder-html", Severity: Error, Outcome: Undetermined, Sentence: "a web page answers instead of the responder", Cure: "a captive portal or a proxy stands in between"},
	{Code: "ocsp-responder-private-address", Severity: Error, Outcome: Undetermined, Sentence: "the certificate sends us to a private address, which is not asked", Cure: "pass --allow-private if that is your own responder", Long: "A hostile certificate chooses the URLs. Loopback and private addresses are asked only if the target itself is on such an address, or with --allow-private; link-local addresses never. The check happens when the connection is made, so a DNS name that resolves to such an address does not help."},
	{Code: "ocsp-responder-malformed-request", Severity: Error, Outcome: Undetermined, Sentence: "the responder says that the request is malformed"},
	{Code: "ocsp-responder-internal-error", Severity: Error, Outcome: Undetermined, Sentence: "the responder has an internal error"},
	{Code: "ocsp-responder-try-later", Severity: Error, Outcome: Undetermined, Sentence: "the responder says to try later"},
	{Code: "ocsp-responder-sig-required", Severity: Error, Outcome: Undetermined, Sentence: "the responder wants signed requests"},
	{Code: "ocsp-responder-unauthorized", Severity: Error, Outcome: Undetermined, Sentence: "the responder has no answer for this certificate", Cure: "it serves another CA, or has dropped the certificate: RFC 5019 2.2.3"},
	{Code: "ocsp-responder-status-undefined", Severity: Error, Outcome: Undetermined, Sentence: "the responder answers with a status that does not exist"},

	{Code: "ocsp-response-malformed", Severity: Error, Outcome: Undetermined, Sentence: "the response is not an OCSP response"},
	{Code: "ocsp-response-trailing-data", Severity: Error, Outcome: Undetermined, Sentence: "bytes follow the response"},
	{Code: "ocsp-response-type-unknown", Severity: Error, Outcome: Undetermined, Sentence: "the response is of an unknown type"},
	{Code: "ocsp-response-bytes-missing", Severity: Error, Outcome: Undetermined, Sentence: "the response says successful and is empty"},
	{Code: "ocsp-version-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the response has an unknown version"},
	{Code: "ocsp-no-responses", Severity: Error, Outcome: Undetermined, Sentence: "the response answers for no certificate"},
	{Code: "ocsp-time-malformed", Severity: Error, Outcome: Undetermined, Sentence: "a time in the response is malformed"},
	{Code: "ocsp-certstatus-invalid", Severity: Error, Outcome: Undetermined, Sentence: "the status in the response is malformed"},
	{Code: "ocsp-critical-extension", Severity: Error, Outcome: Undetermined, Sentence: "the response has a critical extension that nobody here understands"},
	{Code: "ocsp-duplicate-extension", Severity: Warning, Outcome: OK, Sentence: "the response has an extension twice"},

	{Code: "ocsp-no-matching-response", Severity: Critical, Outcome: Failed, Sentence: "the response is for another certificate", Cure: "a replay, or a staple that was not renewed with the certificate"},
	{Code: "ocsp-certid-issuer-mismatch", Severity: Critical, Outcome: Failed, Sentence: "the response is for a certificate of another issuer"},
	{Code: "ocsp-certid-hash-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the response names the certificate by an unknown hash"},
	{Code: "ocsp-conflicting-responses", Severity: Critical, Outcome: Failed, Sentence: "the response contradicts itself", Cure: "the worst of its answers counts"},

	{Code: "ocsp-signature-invalid", Severity: Critical, Outcome: Failed, Sentence: "the signature of the response does not verify", Cure: "the response was forged or damaged"},
	{Code: "ocsp-signature-algorithm-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the response is signed with an unknown algorithm"},
	{Code: "ocsp-signature-md5", Severity: Critical, Outcome: Failed, Sentence: "the response is signed with MD5"},
	{Code: "ocsp-signature-sha1", Severity: Warning, Outcome: OK, Sentence: "the response is signed with SHA-1", Cure: "have the responder sign with SHA-256"},
	{Code: "ocsp-signature-missing", Severity: Critical, Outcome: Failed, Sentence: "the response is not signed"},
	{Code: "ocsp-signer-not-found", Severity: Error, Outcome: Undetermined, Sentence: "the certificate that signed the response is not there"},
	{Code: "ocsp-responder-id-mismatch", Severity: Critical, Outcome: Failed, Sentence: "the response names a signer that did not sign it"},

	{Code: "ocsp-delegate-missing-eku", Severity: Critical, Outcome: Failed, Sentence: "the signer of the response may not sign responses", Cure: "re-issue the responder's certificate with extendedKeyUsage OCSPSigning: RFC 6960 4.2.2.2"},
	{Code: "ocsp-delegate-not-issued-by-issuer", Severity: Critical, Outcome: Failed, Sentence: "the responder's certificate was not signed by the issuer whose name it bears", Cure: "the response was forged"},
	{Code: "ocsp-delegate-wrong-issuer", Severity: Critical, Outcome: Failed, Sentence: "the responder's certificate comes from another CA", Cure: "a delegate must be issued by the CA that issued the certificate itself: RFC 6960 4.2.2.2"},
	{Code: "ocsp-delegate-expired", Severity: Critical, Outcome: Failed, Sentence: "the responder's certificate has expired"},
	{Code: "ocsp-delegate-not-yet-valid", Severity: Critical, Outcome: Failed, Sentence: "the responder's certificate is not valid yet"},
	{Code: "ocsp-delegate-key-usage", Severity: Critical, Outcome: Failed, Sentence: "the responder's certificate may not sign"},
	{Code: "ocsp-delegate-critical-extension", Severity: Error, Outcome: Undetermined, Sentence: "the responder's certificate has a critical extension that nobody here understands"},

	{Code: "ocsp-response-not-yet-valid", Severity: Critical, Outcome: Failed, Sentence: "the response is not valid yet", Cure: "check the clocks here and at the responder"},
	{Code: "ocsp-response-expired", Severity: Critical, Outcome: Failed, Sentence: "the response has expired", Cure: "the staple or the responder's answer was not renewed"},
	{Code: "ocsp-response-too-old", Severity: Error, Outcome: Undetermined, Sentence: "the response does not say until when it is good, and is old"},
	{Code: "ocsp-clock-skew", Severity: Info, Outcome: OK, Sentence: "the response is within its window only thanks to the allowance for clock skew", Cure: "check the clocks here and at the responder"},
	{Code: "ocsp-next-update-missing", Severity: Warning, Outcome: OK, Sentence: "the response does not say until when it is good"},
	{Code: "ocsp-next-before-this", Severity: Error, Outcome: Undetermined, Sentence: "the response ends before it begins"},
	{Code: "ocsp-produced-at-future", Severity: Error, Outcome: Undetermined, Sentence: "the response was produced in the future"},
	{Code: "ocsp-produced-outside-cert", Severity: Error, Outcome: Undetermined, Sentence: "the response was produced outside the certificate's lifetime"},
	{Code: "ocsp-revoked-in-future", Severity: Critical, Outcome: Failed, Sentence: "the revocation lies in the future"},
	{Code: "ocsp-reason-invalid", Severity: Warning, Outcome: OK, Sentence: "the reason for the revocation does not exist"},
}
