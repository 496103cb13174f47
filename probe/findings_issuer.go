package probe

// issuerRows are about issuers that had to be fetched (AIA).
var issuerRows = []Row{
	{
		Code: "aia-fetched", Severity: Info, Outcome: OK,
		Sentence: "the issuer was fetched from the URL in the certificate",
		Long: "The server left an issuer out; the certificate says where it can be had (caIssuers), and what was " +
			"there has signed it. Verification went on with that. Clients that fetch nothing, most of those for " +
			"Valkey among them, fail: the fault of the server stands as missing-intermediate.",
		Example: "openssl x509 -in server.pem -noout -ext authorityInfoAccess",
	},
	{
		Code: "aia-scheme-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL for the issuer is neither http nor https",
		Cure:     "append the intermediate to the server's tls-cert-file",
		Long:     "The issuer's URL is ldap: or something else that is not asked. Only http and https are.",
		Example:  "openssl x509 -in server.pem -noout -ext authorityInfoAccess",
	},
	{
		Code: "aia-http-status", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL for the issuer answers with an HTTP error",
		Cure:     "append the intermediate to the server's tls-cert-file, and tell the CA",
		Long: "The issuer was to be fetched from the URL in the certificate, and the answer was an error of HTTP. " +
			"As long as the server sends the issuer itself, nobody needs that URL. A redirection that is not " +
			"followed (307 and 308 are) counts, too; the evidence says where it points to.",
		Example: "curl -sI http://ca.example/intermediate.cer",
	},
	{
		Code: "aia-too-large", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL for the issuer serves more than 64 KiB",
		Cure:     "append the intermediate to the server's tls-cert-file, and tell the CA",
		Long: "A certificate has a few kilobytes. What is larger than 64 KiB is not read, because the URL was " +
			"chosen by whoever made the certificate.",
		Example: "curl -sI http://ca.example/intermediate.cer | grep -i content-length",
	},
	{
		Code: "aia-private-address", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL for the issuer leads to a private address, which is not asked",
		Cure:     "pass --allow-private if that is your own server; link-local addresses are never asked",
		Long: "A certificate that a stranger shows may name any URL, and must not make this machine ask addresses " +
			"inside its own network. They are asked only where the target is on such an address itself, or with " +
			"--allow-private. Link-local addresses, where clouds keep credentials, are never asked.",
		Example: "vkcheck ocsp cache-1.example:6380 --allow-private",
	},
	{
		Code: "aia-fetch-failed", Severity: Error, Outcome: Undetermined,
		Sentence: "the issuer could not be fetched from the URL in the certificate",
		Cure:     "append the intermediate to the server's tls-cert-file, or open the way to the URL",
		Long: "The issuer's URL did not answer: no such name, no route, a firewall or a proxy that is needed " +
			"(HTTP_PROXY). Without the issuer neither the chain nor the signature of a response can be judged.",
		Example: "curl -v http://ca.example/intermediate.cer -o /dev/null",
	},
	{
		Code: "aia-not-a-certificate", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL for the issuer does not serve a certificate",
		Cure:     "append the intermediate to the server's tls-cert-file, and tell the CA",
		Long: "What the URL serves is neither DER, PEM nor a PKCS #7 bundle of certificates. A captive portal, or a " +
			"page \"not found\" with status 200, does so.",
		Example: "curl -s http://ca.example/intermediate.cer | openssl x509 -inform der -noout -subject",
	},
	{
		Code: "aia-issuer-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate fetched as issuer did not sign this one",
		Cure:     "append the right intermediate to the server's tls-cert-file, and tell the CA",
		Long: "The certificate behind the URL bears the issuer's name or not, but its key did not sign this one. " +
			"The CA replaced the file after it changed its key, or somebody answers in its place; no trust was " +
			"taken from it.",
		Example: "openssl verify -partial_chain -trusted fetched.pem server.pem",
	},
	{
		Code: "aia-missing", Severity: Info, Outcome: OK,
		Sentence: "the certificate does not say where its issuer can be fetched",
		Long: "The certificate has no caIssuers URL, so an issuer that the server does not send cannot be found. " +
			"The server has to send the whole path anyway (RFC 8446 4.4.2).",
		Example: "openssl x509 -in server.pem -noout -ext authorityInfoAccess",
	},
	{
		Code: "aia-loop", Severity: Error, Outcome: Undetermined,
		Sentence: "fetching issuers leads in a circle, or too far",
		Cure:     "have the server send its intermediates, and its CA mend the caIssuers URLs",
		Long: "Each issuer fetched names the next one, and they go round in a circle or on for more than three " +
			"steps. Real hierarchies have one or two intermediates.",
		Example: "cat leaf.pem intermediate.pem > tls-cert.pem",
	},
}
