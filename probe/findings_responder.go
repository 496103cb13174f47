package probe

// responderRows are about asking a responder, and the store of answers.
var responderRows = []Row{
	{
		Code: "store-entry-rejected", Severity: Warning, Outcome: OK,
		Sentence: "what the store held of an earlier run is damaged or does not hold any more",
		Cure:     "nothing: it is replaced by the next valid answer; if it comes again, look who writes to the store's directory",
		Long: "What --cache-dir keeps is judged anew in every run, like a fresh answer. An entry was damaged, or " +
			"does not stand up any more, and was left aside for a new question. An answer that has merely run out " +
			"is no fault and not reported.",
		Example: "rm -r ~/.cache/vkcheck && vkcheck ocsp cache-1.example:6380 --cache-dir ~/.cache/vkcheck",
	},
	{
		Code: "store-not-written", Severity: Warning, Outcome: OK,
		Sentence: "the answer could not be written to the store",
		Cure:     "look at the permissions and the room of the store's directory",
		Long:     "A valid answer could not be put into --cache-dir. The verdict stands; the next run asks again.",
		Example:  "df -h ~/.cache/vkcheck; ls -ld ~/.cache/vkcheck",
	},
	{
		Code: "certificate-changed", Severity: Warning, Outcome: OK,
		Sentence: "a second connection was shown another certificate, about which the responder was asked then",
		Cure:     "several servers answer there: examine each by its own address",
		Long: "The responder was not authorised for the certificate, so the server was asked once more what it " +
			"shows; the second connection showed another one. Several servers with different certificates answer " +
			"behind one name, or it was renewed at this moment. The second one was judged.",
		Example: "vkcheck ocsp 10.0.0.7:6380 10.0.0.8:6380 --verify-name cache.example",
	},
	{
		Code: "ocsp-url-missing", Severity: Info, Outcome: OK,
		Sentence: "the certificate names a CRL and no OCSP responder, so that only the CRL could have told",
		Cure:     "normal since 2025: most public CAs issue without OCSP",
		Long: "Without an OCSP URL there is nothing to staple and nobody to ask; the CRL can tell as much. Let's " +
			"Encrypt and others have issued so since 2025, because OCSP tells the responder who visits whom.",
		Example: "openssl x509 -in server.pem -noout -ocsp_uri -ext crlDistributionPoints",
	},
	{
		Code: "ocsp-url-https", Severity: Info, Outcome: OK,
		Sentence: "the responder's URL is https",
		Cure:     "use http: responses are signed, and TLS needs a certificate whose status must be asked in turn: RFC 5019 and the CA/Browser Forum want http",
		Long: "The responder is asked by TLS, and its certificate has a status of its own, which would have to be " +
			"asked by TLS. A response is signed, so that TLS adds nothing but secrecy. It was asked all the same.",
		Example: "openssl x509 -in server.pem -noout -ocsp_uri",
	},
	{
		Code: "ocsp-responder-retired", Severity: Warning, Outcome: Undetermined,
		Sentence: "the responder that the certificate names was switched off for good, so it was not asked",
		Cure:     "renew the certificate: its CA publishes CRLs instead",
		Long: "The responder in the certificate is known to be gone for good: its CA announced so. To ask would " +
			"cost the timeout on every run. A CRL, where the certificate names one, is read instead.",
		Example: "openssl x509 -in server.pem -noout -ocsp_uri -enddate",
	},
	{
		Code: "ocsp-url-invalid", Severity: Warning, Outcome: Undetermined,
		Sentence: "the certificate names a responder by a URL that cannot be used",
		Cure:     "only http and https are asked",
		Long: "The URL in the certificate cannot be parsed, or is ldap: or the like. The next URL and then the CRL " +
			"are tried.",
		Example: "openssl x509 -in server.pem -noout -ocsp_uri",
	},
	{
		Code: "ocsp-responder-dns", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder's name does not resolve",
		Cure:     "check that this machine resolves the CA's names; some CAs have switched OCSP off",
		Long: "The name in the certificate's OCSP URL does not resolve here. Machines inside a company often " +
			"resolve no outside names and reach the web by a proxy only: HTTP_PROXY is obeyed. A name that " +
			"resolves nowhere belongs to a responder that was switched off.",
		Example: "HTTP_PROXY=http://proxy.example:3128 vkcheck ocsp cache-1.example:6380",
	},
	{
		Code: "ocsp-responder-refused", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder refuses the connection",
		Cure:     "start it, or open the way to it",
		Long: "The responder's machine answered that nothing listens on that port. It is down, or it listens on " +
			"another port than the certificate says, which is fixed until the certificate is renewed.",
		Example: "curl -v http://ocsp.example/ -o /dev/null",
	},
	{
		Code: "ocsp-responder-timeout", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder does not answer in time",
		Cure:     "raise --timeout, or look at the way to it",
		Long: "The connection or the answer took longer than a question may. Where a firewall drops what goes out, " +
			"every certificate costs that time: a proxy or a rule for the responder helps, and so does a staple.",
		Example: "curl -m 5 -v http://ocsp.example/ -o /dev/null",
	},
	{
		Code: "ocsp-responder-unreachable", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder cannot be reached",
		Cure:     "open the way to it, or name a proxy by HTTP_PROXY",
		Long: "No connection could be made, for another reason than a refusal or silence: no route, a reset, or TLS " +
			"that failed at an https URL. The evidence has the words.",
		Example: "curl -v http://ocsp.example/ -o /dev/null",
	},
	{
		Code: "ocsp-responder-http-status", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder answers with an HTTP error",
		Cure:     "tell the CA; behind a proxy, look what that does with requests of OCSP",
		Long: "OCSP says its errors inside of a response with status 200 (RFC 6960 A.2). Another status comes from " +
			"a web server or proxy before the responder: 403 and 407 of a proxy, 404 of a path that has moved, " +
			"5xx of a backend that is down, which are asked again.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ -no_nonce",
	},
	{
		Code: "ocsp-responder-redirect-refused", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder redirects where vkcheck does not follow",
		Cure:     "307 and 308 are followed, at most three times, never from https to http",
		Long: "301 and 302 turn a POST into a GET in most clients, so only 307 and 308 are followed, and never from " +
			"https to http. A captive portal and a web server that moves everything to https redirect so.",
		Example: "curl -sI http://ocsp.example/ | grep -iE '^(HTTP|location)'",
	},
	{
		Code: "ocsp-responder-redirect-loop", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder redirects more than three times",
		Cure:     "mend its redirects; RFC 6960 knows none",
		Long:     "More than three redirections followed each other, in a circle or on to ever new places.",
		Example:  "curl -sIL --max-redirs 5 http://ocsp.example/ | grep -i location",
	},
	{
		Code: "ocsp-get-failed-post-ok", Severity: Warning, Outcome: OK,
		Sentence: "the responder answers POST but not GET",
		Cure:     "RFC 5019 wants GET, which caches can serve",
		Long: "A request of up to 255 bytes is sent by GET, as RFC 5019 and the Baseline Requirements want, and by " +
			"POST when that fails. This responder failed the first. Some treat the slashes and plus signs of " +
			"base64 in the path wrongly.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ # sends POST",
	},
	{
		Code: "ocsp-responder-content-type", Severity: Warning, Outcome: OK,
		Sentence: "the responder's content type is not application/ocsp-response",
		Cure:     "set application/ocsp-response on the responder: RFC 6960 A.2",
		Long: "The answer was taken and judged all the same. Clients that look at the type refuse it, and proxies " +
			"may change what they believe to be text.",
		Example: "curl -sI http://ocsp.example/ | grep -i content-type",
	},
	{
		Code: "ocsp-responder-slow", Severity: Warning, Outcome: OK,
		Sentence: "the responder took two seconds or more",
		Cure:     "clients that wait for it connect as late, or do without its answer",
		Long: "The answer was valid and took two seconds or more. Responders that sign on demand in a hardware " +
			"module, and overloaded ones, do so. A staple or --cache-dir takes it off the way.",
		Example: "vkcheck ocsp cache-1.example:6380 --cache-dir ~/.cache/vkcheck",
	},
	{
		Code: "ocsp-responder-empty", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder's answer is empty",
		Cure:     "tell the CA",
		Long: "Status 200, and not a byte of a body. A cache that kept an error, or a web server that knows nothing " +
			"of the responder behind it.",
		Example: "curl -s http://ocsp.example/ | wc -c",
	},
	{
		Code: "ocsp-responder-too-large", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder's answer is larger than 64 KiB",
		Cure:     "tell the CA: a response has a few kilobytes",
		Long: "A response with its signer's certificate has 500 to 3000 bytes. What is larger than 64 KiB is not " +
			"read, because whoever made the certificate has chosen the URL.",
		Example: "curl -s http://ocsp.example/ | wc -c",
	},
	{
		Code: "ocsp-responder-html", Severity: Error, Outcome: Undetermined,
		Sentence: "a web page answers instead of the responder",
		Cure:     "a captive portal or a proxy stands in between",
		Long: "The answer begins like a web page. A hotel's or company's portal wants a login first, or the CA's " +
			"web server answers for the responder.",
		Example: "curl -s http://ocsp.example/ | head -3",
	},
	{
		Code: "ocsp-responder-private-address", Severity: Error, Outcome: Undetermined,
		Sentence: "the certificate sends us to a private address, which is not asked",
		Cure:     "pass --allow-private if that is your own responder; link-local addresses are never asked",
		Long: "A certificate that a stranger shows may name any URL, and must not make this machine ask addresses " +
			"inside its own network. They are asked only where the target is on such an address itself, or with " +
			"--allow-private. Link-local addresses, where clouds keep credentials, are never asked.",
		Example: "vkcheck ocsp cache-1.example:6380 --allow-private",
	},
	{
		Code: "ocsp-responder-malformed-request", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder says that the request is malformed",
		Cure:     "ask by hand: openssl ocsp; some old responders want SHA-1 and no nonce, which is the default here",
		Long: "The responder did not understand the request. vkcheck asks once more with the certificate named by " +
			"SHA-256, in case that was it. A proxy that changes the request does the same.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ -no_nonce",
	},
	{
		Code: "ocsp-responder-internal-error", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder has an internal error",
		Cure:     "tell the CA, or try again later",
		Long: "The responder itself says internalError (RFC 6960 4.2.1). It is not signed, so anybody on the way " +
			"could say so; it is no verdict, and another source may have one.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/",
	},
	{
		Code: "ocsp-responder-try-later", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder says to try later",
		Cure:     "try again later; --cache-dir keeps an answer for as long as it is good",
		Long: "The responder is there and has no answer for now (tryLater). It was asked again and said so again. " +
			"It is not signed: an attacker who wants no answer to come can send it.",
		Example: "vkcheck ocsp cache-1.example:6380 --cache-dir ~/.cache/vkcheck",
	},
	{
		Code: "ocsp-responder-sig-required", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder wants signed requests",
		Cure:     "ask the CA for another responder: vkcheck does not sign requests",
		Long: "The responder wants requests signed by the client (sigRequired), as some do inside companies where " +
			"each question is paid for. Its CRL, where there is one, can be read by everybody.",
		Example: "vkcheck ocsp cache-1.example:6380 --require crl",
	},
	{
		Code: "ocsp-responder-unauthorized", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder has no answer for this certificate",
		Cure:     "it serves another CA, or has dropped the certificate: RFC 5019 2.2.3",
		Long: "RFC 5019 2.2.3: a responder that only has answers made in advance says unauthorized for every " +
			"certificate that it has none for. It serves another CA, the certificate is too new or has expired, " +
			"or its entry was dropped. It is not the \"unknown\" of a signed answer, and no verdict.",
		Example: "openssl x509 -in server.pem -noout -issuer -serial -dates -ocsp_uri",
	},
	{
		Code: "ocsp-responder-status-undefined", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder answers with a status that does not exist",
		Cure:     "tell the CA",
		Long:     "The responseStatus is none of those of RFC 6960 4.2.1: 4 is not used, and above 6 there is nothing.",
		Example:  "openssl ocsp -respin response.der -resp_text -noverify",
	},
}
