package probe

// crlRows are what ocspcheck says of CRLs.
var crlRows = []Row{
	{Code: "crl-cert-good", Severity: Info, Outcome: OK, Sentence: "not revoked: its CRL does not list it"},
	{Code: "crl-cert-revoked", Severity: Critical, Outcome: Failed, Sentence: "the certificate is revoked: its CRL lists it", Cure: "replace it, and find out why it was revoked"},
	{Code: "crl-cert-on-hold", Severity: Critical, Outcome: Failed, Sentence: "the CRL suspends the certificate (certificateHold)", Cure: "ask its CA why; until it is released, replace it"},
	{Code: "crl-revoked-in-future", Severity: Critical, Outcome: Failed, Sentence: "the revocation in the CRL lies in the future"},
	{Code: "crl-reason-invalid", Severity: Warning, Outcome: OK, Sentence: "the CRL lists the certificate with a reason that does not exist or has no place there", Long: "RFC 5280 5.3.1 defines the reasons. removeFromCRL takes a revocation back and belongs in delta CRLs; in a complete CRL an entry with it does not revoke (RFC 5280 6.3.3 (l))."},

	{Code: "crl-url-missing", Severity: Info, Outcome: OK, Sentence: "the certificate names no CRL"},
	{Code: "crl-scheme-ldap", Severity: Info, Outcome: Undetermined, Sentence: "the certificate names its CRL by LDAP or a directory name, which are not asked", Cure: "have the CA name an http URL too, or fetch the CRL yourself: vkcheck ocsp --crl FILE"},
	{Code: "crl-fetch-failed", Severity: Error, Outcome: Undetermined, Sentence: "the CRL could not be fetched", Cure: "check the way to it; for a large one raise --timeout"},
	{Code: "crl-http-status", Severity: Error, Outcome: Undetermined, Sentence: "the URL of the CRL answers with an HTTP error", Cure: "tell the CA: who names a CRL must publish it"},
	{Code: "crl-too-large", Severity: Error, Outcome: Undetermined, Sentence: "the CRL is larger than 64 MiB"},
	{Code: "crl-private-address", Severity: Error, Outcome: Undetermined, Sentence: "the URL of the CRL leads to a private address, which is not asked", Cure: "pass --allow-private if that is your own server"},

	{Code: "crl-malformed", Severity: Error, Outcome: Undetermined, Sentence: "the CRL is not a CRL, in DER or PEM", Cure: "openssl crl -noout -text shows where it breaks off; a captive portal answers with a web page"},
	{Code: "crl-signature-invalid", Severity: Critical, Outcome: Failed, Sentence: "the signature of the CRL does not verify", Cure: "the CRL was forged or damaged, or its CA signs CRLs with another key"},
	{Code: "crl-signature-algorithm-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the CRL is signed with an unknown algorithm"},
	{Code: "crl-signature-md5", Severity: Critical, Outcome: Failed, Sentence: "the CRL is signed with MD5"},
	{Code: "crl-signature-sha1", Severity: Warning, Outcome: OK, Sentence: "the CRL is signed with SHA-1", Cure: "have the CA sign with SHA-256"},
	{Code: "crl-issuer-mismatch", Severity: Critical, Outcome: Failed, Sentence: "the CRL was issued by another than the certificate's issuer"},
	{Code: "crl-signer-key-usage", Severity: Critical, Outcome: Failed, Sentence: "the issuer of the CRL may not sign CRLs", Cure: "re-issue the CA's certificate with keyUsage cRLSign: RFC 5280 4.2.1.3"},

	{Code: "crl-idp-mismatch", Severity: Error, Outcome: Undetermined, Sentence: "the CRL belongs to another distribution point than the certificate names: it says nothing about it", Cure: "use the CRL at the URL in the certificate", Long: "Large CAs publish their CRL in shards. Each is signed by the same key and says in its issuing distribution point which one it is (RFC 5280 5.2.5): a certificate that is missing in another shard may be revoked all the same."},
	{Code: "crl-scope-mismatch", Severity: Error, Outcome: Undetermined, Sentence: "the CRL speaks of other kinds of certificates, or of some reasons only"},
	{Code: "crl-indirect-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the CRL is indirect, issued for several CAs, which vkcheck does not follow"},
	{Code: "crl-delta-unsupported", Severity: Error, Outcome: Undetermined, Sentence: "the CRL is a delta, which says only what is new", Cure: "use the complete CRL that it refers to"},
	{Code: "crl-critical-extension", Severity: Error, Outcome: Undetermined, Sentence: "the CRL has a critical extension that nobody here understands"},

	{Code: "crl-expired", Severity: Error, Outcome: Failed, Sentence: "the CRL has expired", Cure: "its CA did not publish a new one in time"},
	{Code: "crl-not-yet-valid", Severity: Error, Outcome: Failed, Sentence: "the CRL is not valid yet", Cure: "check the clocks here and at the CA"},
	{Code: "crl-too-old", Severity: Error, Outcome: Undetermined, Sentence: "the CRL is older than allowed", Cure: "one without nextUpdate is believed for 7 days"},
	{Code: "crl-next-update-missing", Severity: Warning, Outcome: OK, Sentence: "the CRL does not say until when it is good", Cure: "RFC 5280 5.1.2.5 demands nextUpdate"},
}
