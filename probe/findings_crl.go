package probe

// crlRows are what ocspcheck says of CRLs.
var crlRows = []Row{
	{
		Code: "crl-cert-good", Severity: Info, Outcome: OK,
		Sentence: "not revoked: its CRL does not list it",
		Long: "The CRL is valid, signed by the certificate's issuer, for its distribution point and its kind, and " +
			"does not list it. It is as good as the CRL is new: see its next update. It takes part where no " +
			"response of OCSP was valid, or with --crl.",
		Example: "vkcheck ocsp cache-1.example:6380 --require crl",
	},
	{
		Code: "crl-cert-revoked", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate is revoked: its CRL lists it",
		Cure:     "replace it, and find out why it was revoked",
		Long: "A CRL that the issuer signed has an entry with the serial number. That counts whatever a responder " +
			"says, and also where it stands in a delta CRL, or the CRL has run out. The reason and the time stand " +
			"in the report where the CRL gives them.",
		Example: `openssl crl -in ca.crl -noout -text | grep -A3 "$(openssl x509 -in server.pem -noout -serial | cut -d= -f2)"`,
	},
	{
		Code: "crl-cert-on-hold", Severity: Critical, Outcome: Failed,
		Sentence: "the CRL suspends the certificate (certificateHold)",
		Cure:     "ask its CA why; until it is released, replace it",
		Long: "The entry's reason is certificateHold, the only one that can be taken back, by removeFromCRL in a " +
			"later delta or by leaving it out of the next CRL. Until then the certificate counts as revoked.",
		Example: "openssl crl -in ca.crl -noout -text | grep -B2 -A1 'Certificate Hold'",
	},
	{
		Code: "crl-revoked-in-future", Severity: Critical, Outcome: Failed,
		Sentence: "the revocation in the CRL lies in the future",
		Cure:     "replace the certificate: its revocation is decided, and counts from now on here",
		Long:     "The entry's revocationDate is later than now: an announced revocation, or a wrong clock at the CA.",
		Example:  "openssl crl -in ca.crl -noout -text | grep 'Revocation Date'",
	},
	{
		Code: "crl-reason-invalid", Severity: Warning, Outcome: OK,
		Sentence: "the CRL lists the certificate with a reason that does not exist or has no place there",
		Cure:     "tell the CA",
		Long: "RFC 5280 5.3.1 defines the reasons. removeFromCRL takes a revocation back and belongs in delta CRLs; " +
			"in a complete CRL an entry with it does not revoke (RFC 5280 6.3.3 (l)).",
		Example: "openssl crl -in ca.crl -noout -text | grep -A1 'Reason Code'",
	},
	{
		Code: "crl-url-missing", Severity: Info, Outcome: OK,
		Sentence: "the certificate names no CRL",
		Long: "A CRL was asked for (--crl, or no responder could say), and the certificate has no distribution " +
			"point. OCSP is then its only source.",
		Example: "openssl x509 -in server.pem -noout -ext crlDistributionPoints",
	},
	{
		Code: "crl-scheme-ldap", Severity: Info, Outcome: Undetermined,
		Sentence: "the certificate names its CRL by LDAP or a directory name, which are not asked",
		Cure:     "have the CA name an http URL too, or fetch the CRL yourself: vkcheck ocsp --crl FILE",
		Long: "Directories of companies (Active Directory Certificate Services by default) publish CRLs by LDAP. " +
			"Machines outside cannot ask there, and vkcheck does not: a URL from a certificate is followed by " +
			"http and https alone.",
		Example: "vkcheck ocsp --cert server.pem --issuer ca.pem --crl ca.crl",
	},
	{
		Code: "crl-fetch-failed", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL could not be fetched",
		Cure:     "check the way to it; for a large one raise --timeout",
		Long: "The distribution point did not answer, or broke off in the middle. A CRL of a large public CA has " +
			"tens of megabytes. Behind a company's firewall HTTP_PROXY is obeyed.",
		Example: "curl -v http://crl.example/ca.crl -o ca.crl",
	},
	{
		Code: "crl-http-status", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL of the CRL answers with an HTTP error",
		Cure:     "tell the CA: who names a CRL must publish it",
		Long: "The distribution point answers with an error of HTTP. A 404 means that the CA has moved it, and " +
			"certificates that name the old URL cannot be checked until they are renewed. A redirection that is " +
			"not followed (307 and 308 are) counts, too; the evidence says where it points to.",
		Example: "curl -sI http://crl.example/ca.crl",
	},
	{
		Code: "crl-too-large", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL is larger than 64 MiB",
		Cure:     "use OCSP, or have the CA publish its CRL in shards",
		Long: "More than 64 MiB are not read, which holds well over a million entries. The CRL passes by as a " +
			"stream, so it is not about memory but about a URL that a stranger has chosen.",
		Example: "curl -sI http://crl.example/ca.crl | grep -i content-length",
	},
	{
		Code: "crl-private-address", Severity: Error, Outcome: Undetermined,
		Sentence: "the URL of the CRL leads to a private address, which is not asked",
		Cure:     "pass --allow-private if that is your own server; link-local addresses are never asked",
		Long: "A certificate that a stranger shows may name any URL, and must not make this machine ask addresses " +
			"inside its own network. They are asked only where the target is on such an address itself, or with " +
			"--allow-private. Link-local addresses are never asked.",
		Example: "vkcheck ocsp cache-1.example:6380 --allow-private",
	},
	{
		Code: "crl-malformed", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL is not a CRL, in DER or PEM",
		Cure:     "openssl crl -noout -text shows where it breaks off; a captive portal answers with a web page",
		Long: "The bytes are not the DER, or the PEM, of a CertificateList: cut off, a web page, or another thing. " +
			"Nothing that was read before the fault counts, because nothing counts before the signature is " +
			"verified.",
		Example: "file ca.crl; openssl crl -in ca.crl -inform der -noout -issuer",
	},
	{
		Code: "crl-signature-invalid", Severity: Critical, Outcome: Failed,
		Sentence: "the signature of the CRL does not verify",
		Cure:     "the CRL was forged or damaged, or its CA signs CRLs with another key",
		Long: "The issuer's key does not verify the signature over the CRL. Somebody changed it on the way, which " +
			"plain http does not hinder, or the CA signs CRLs with another key, whose certificate is not in the chain. " +
			"Nothing in it is believed, and the finding stays where another source says good.",
		Example: "openssl crl -in ca.crl -CAfile ca.pem -noout",
	},
	{
		Code: "crl-signature-algorithm-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL is signed with an unknown algorithm",
		Cure:     "have the CA sign with RSA or ECDSA and SHA-256",
		Long:     "The algorithm is none that Go verifies for such a key. Whether the signature holds cannot be told.",
		Example:  "openssl crl -in ca.crl -noout -text | grep 'Signature Algorithm'",
	},
	{
		Code: "crl-signature-md5", Severity: Critical, Outcome: Failed,
		Sentence: "the CRL is signed with MD5",
		Cure:     "have the CA sign with SHA-256",
		Long:     "MD5 signatures can be forged by anyone since 2008, so that the CRL proves nothing.",
		Example:  "openssl crl -in ca.crl -noout -text | grep 'Signature Algorithm'",
	},
	{
		Code: "crl-signature-sha1", Severity: Warning, Outcome: OK,
		Sentence: "the CRL is signed with SHA-1",
		Cure:     "have the CA sign with SHA-256",
		Long: "Two documents with the same SHA-1 can be made for money. A CRL leaves little room for that, and it " +
			"counts; --strict and public authorities do not allow it any more.",
		Example: "openssl ca -gencrl -md sha256 -out ca.crl",
	},
	{
		Code: "crl-issuer-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the CRL was issued by another than the certificate's issuer",
		Cure:     "use the CRL of the certificate's own issuer: its distribution point names it",
		Long: "The issuer's name in the CRL is not that of the certificate's issuer, so its serial numbers are " +
			"another authority's. The CRL of the root was given for a leaf of an intermediate, as a rule.",
		Example: "openssl crl -in ca.crl -noout -issuer; openssl x509 -in server.pem -noout -issuer",
	},
	{
		Code: "crl-signer-key-usage", Severity: Critical, Outcome: Failed,
		Sentence: "the issuer of the CRL may not sign CRLs",
		Cure:     "re-issue the CA's certificate with keyUsage cRLSign: RFC 5280 4.2.1.3",
		Long: "The key that signed is the issuer's, and the issuer's certificate has a keyUsage without cRLSign. " +
			"Private authorities that were made with keyCertSign alone have this. RFC 5280 6.3.3 (f) refuses such " +
			"a CRL.",
		Example: "openssl x509 -in ca.pem -noout -ext keyUsage",
	},
	{
		Code: "crl-idp-mismatch", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL belongs to another distribution point than the certificate names: it says nothing about it",
		Cure:     "use the CRL at the URL in the certificate",
		Long: "Large CAs publish their CRL in shards. Each is signed by the same key and says in its issuing " +
			"distribution point which one it is (RFC 5280 5.2.5): a certificate that is missing in another shard " +
			"may be revoked all the same.",
		Example: "openssl crl -in ca.crl -noout -text | grep -A3 'Issuing Distribution Point'; openssl x509 -in server.pem -noout -ext crlDistributionPoints",
	},
	{
		Code: "crl-scope-mismatch", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL speaks of other kinds of certificates, or of some reasons only",
		Cure:     "use the CRL at the URL in the certificate, and have the CA publish one for all reasons",
		Long: "The issuing distribution point says that the CRL is for CA certificates, for end entities, for " +
			"attribute certificates, or for some reasons only. A certificate of another kind is never listed " +
			"there, revoked or not.",
		Example: "openssl crl -in ca.crl -noout -text | grep -A5 'Issuing Distribution Point'",
	},
	{
		Code: "crl-indirect-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL is indirect, issued for several CAs, which vkcheck does not follow",
		Cure:     "ask the CA for a direct CRL, or use OCSP",
		Long: "An indirect CRL (RFC 5280 5.2.5) lists certificates of several authorities, each entry under the " +
			"issuer last named. It is signed by somebody whom the certificate's issuer appointed. Few exist; " +
			"their rules are a known source of confusion, and they are recognised and left alone.",
		Example: "vkcheck ocsp cache-1.example:6380 --require ocsp",
	},
	{
		Code: "crl-delta-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL is a delta, which says only what is new",
		Cure:     "use the complete CRL that it refers to",
		Long: "A delta CRL (RFC 5280 5.2.4) lists what has changed since a complete one. What it revokes counts; " +
			"that a certificate is not in it says nothing, so it vouches for none.",
		Example: "openssl crl -in delta.crl -noout -text | grep -A1 'Delta CRL Indicator'",
	},
	{
		Code: "crl-critical-extension", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL has a critical extension that nobody here understands",
		Cure:     "tell the CA which extension clients do not know",
		Long: "An extension of the CRL, or of one of its entries, is critical and not understood. It may say that " +
			"the entries mean something else, so that RFC 5280 5.2 and 5.3 forbid to use the CRL to find out that " +
			"a certificate is good.",
		Example: "openssl crl -in ca.crl -noout -text | grep -A1 critical",
	},
	{
		Code: "crl-expired", Severity: Error, Outcome: Failed,
		Sentence: "the CRL has expired",
		Cure:     "its CA did not publish a new one in time",
		Long: "nextUpdate has passed by more than --skew. What was revoked since then is not in it. The CA, or the " +
			"job that copies its CRL to the web server, has stopped; a cache in between serves the old one where " +
			"its time is longer than the CRL's.",
		Example: "openssl ca -gencrl -crldays 7 -out ca.crl",
	},
	{
		Code: "crl-not-yet-valid", Severity: Error, Outcome: Failed,
		Sentence: "the CRL is not valid yet",
		Cure:     "check the clocks here and at the CA",
		Long:     "thisUpdate is later than now by more than --skew (5 min). A clock is wrong, here or at the CA.",
		Example:  "timedatectl; openssl crl -in ca.crl -noout -lastupdate",
	},
	{
		Code: "crl-too-old", Severity: Error, Outcome: Undetermined,
		Sentence: "the CRL is older than allowed",
		Cure:     "one without nextUpdate is believed for 7 days",
		Long:     "thisUpdate is further back than --max-age allows; a CRL without nextUpdate is believed for 7 days.",
		Example:  "vkcheck ocsp cache-1.example:6380 --crl --max-age 240h",
	},
	{
		Code: "crl-next-update-missing", Severity: Warning, Outcome: OK,
		Sentence: "the CRL does not say until when it is good",
		Cure:     "RFC 5280 5.1.2.5 demands nextUpdate",
		Long: "RFC 5280 5.1.2.5 wants nextUpdate in every CRL. Without it nobody can tell an old CRL from a current " +
			"one. It is believed for 7 days after thisUpdate, or --max-age.",
		Example: "openssl ca -gencrl -crldays 7 -out ca.crl",
	},
}
