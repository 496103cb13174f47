package probe

// signerRows are about who signed a response, and how.
var signerRows = []Row{
	{
		Code: "ocsp-signature-invalid", Severity: Critical, Outcome: Failed,
		Sentence: "the signature of the response does not verify",
		Cure:     "the response was forged or damaged",
		Long: "The key of the signer does not verify the signature over these bytes. Somebody changed the response, " +
			"or made it up, or it was damaged on the way, which https or another network would show. What it says " +
			"is not believed, and the finding stays even where another source says good.",
		Example: "openssl ocsp -respin response.der -issuer ca.pem -cert server.pem -CAfile ca.pem -no_nonce",
	},
	{
		Code: "ocsp-signature-algorithm-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the response is signed with an unknown algorithm",
		Cure:     "have the responder sign with RSA or ECDSA and SHA-256",
		Long: "The algorithm is none that Go verifies for such a key: RSASSA-PSS with odd parameters, DSA, GOST, " +
			"SM2 or a new one. Whether the signature holds cannot be told.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep 'Signature Algorithm'",
	},
	{
		Code: "ocsp-signature-md5", Severity: Critical, Outcome: Failed,
		Sentence: "the response is signed with MD5",
		Cure:     "have the responder sign with SHA-256",
		Long:     "MD5 signatures can be forged by anyone since 2008, so that the response proves nothing.",
		Example:  "openssl ocsp -respin response.der -resp_text -noverify | grep 'Signature Algorithm'",
	},
	{
		Code: "ocsp-signature-sha1", Severity: Warning, Outcome: OK,
		Sentence: "the response is signed with SHA-1",
		Cure:     "have the responder sign with SHA-256",
		Long: "Two documents with the same SHA-1 can be made for money, and the responder signs parts that others " +
			"choose (a nonce). The response counts; --strict and public authorities do not allow it any more.",
		Example: "vkcheck ocsp cache-1.example:6380 --strict",
	},
	{
		Code: "ocsp-signature-missing", Severity: Critical, Outcome: Failed,
		Sentence: "the response is not signed",
		Cure:     "the response was forged, or its maker does not sign",
		Long: "There is a response with an answer, and the field of the signature is empty. Anybody can write such " +
			"a thing.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify",
	},
	{
		Code: "ocsp-signer-not-found", Severity: Error, Outcome: Undetermined,
		Sentence: "the certificate that signed the response is not there",
		Cure:     "have the responder enclose its certificate",
		Long: "The response names its signer by name or by the hash of its key (ResponderID). That is not the " +
			"issuer, and no certificate enclosed fits. Responders that leave their certificate out expect clients " +
			"to have it already, which RFC 6960 allows and no client does.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -E 'Responder Id|Subject'",
	},
	{
		Code: "ocsp-responder-id-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the response names a signer that did not sign it",
		Cure:     "the response was forged, or the responder is set up with another's name",
		Long: "The response verifies by a key, and says by its ResponderID that it was another who signed it. The " +
			"name is part of what is signed: RFC 6960 4.2.2.3.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep 'Responder Id'",
	},
	{
		Code: "ocsp-delegate-missing-eku", Severity: Critical, Outcome: Failed,
		Sentence: "the signer of the response may not sign responses",
		Cure:     "re-issue the responder's certificate with extendedKeyUsage OCSPSigning: RFC 6960 4.2.2.2",
		Long: "The response is signed by a certificate of the right CA that is no responder's: it lacks " +
			"id-kp-OCSPSigning. If that were accepted, every server with a certificate of the CA could vouch for " +
			"any other.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | openssl x509 -noout -ext extendedKeyUsage",
	},
	{
		Code: "ocsp-delegate-not-issued-by-issuer", Severity: Critical, Outcome: Failed,
		Sentence: "the responder's certificate was not signed by the issuer whose name it bears",
		Cure:     "the response was forged",
		Long: "The responder's certificate bears the issuer's name as its own issuer, and the issuer's key did not " +
			"sign it. A CA with the same name and another key is not the same CA.",
		Example: "openssl verify -partial_chain -trusted issuer.pem responder.pem",
	},
	{
		Code: "ocsp-delegate-wrong-issuer", Severity: Critical, Outcome: Failed,
		Sentence: "the responder's certificate comes from another CA",
		Cure:     "a delegate must be issued by the CA that issued the certificate itself: RFC 6960 4.2.2.2",
		Long: "A responder signs for those whose issuer has appointed it by a certificate of its own. This one was " +
			"appointed by another authority, be it the root above: only the issuer's own word counts here, unlike " +
			"with a responder that is trusted locally.",
		Example: "openssl x509 -in responder.pem -noout -issuer; openssl x509 -in server.pem -noout -issuer",
	},
	{
		Code: "ocsp-delegate-expired", Severity: Critical, Outcome: Failed,
		Sentence: "the responder's certificate has expired",
		Cure:     "renew the responder's certificate",
		Long: "The certificate of the responder has passed its end. Responders' certificates live for weeks as a " +
			"rule, and one that is renewed late makes every certificate of the CA unverifiable. The response " +
			"itself may still be in its window.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep 'Not After'",
	},
	{
		Code: "ocsp-delegate-not-yet-valid", Severity: Critical, Outcome: Failed,
		Sentence: "the responder's certificate is not valid yet",
		Cure:     "check the clocks here and at the CA",
		Long: "The certificate of the responder is for a later time. It was renewed a moment ago by a CA whose " +
			"clock is ahead, or the clock here is behind.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep 'Not Before'",
	},
	{
		Code: "ocsp-delegate-key-usage", Severity: Critical, Outcome: Failed,
		Sentence: "the responder's certificate may not sign",
		Cure:     "re-issue the responder's certificate with keyUsage digitalSignature",
		Long: "The responder's certificate has a keyUsage that includes neither digitalSignature nor " +
			"nonRepudiation, so it was not meant to sign anything: RFC 5280 4.2.1.12.",
		Example: "openssl x509 -in responder.pem -noout -ext keyUsage",
	},
	{
		Code: "ocsp-delegate-critical-extension", Severity: Error, Outcome: Undetermined,
		Sentence: "the responder's certificate has a critical extension that nobody here understands",
		Cure:     "re-issue the responder's certificate without it, or mark the extension as not critical",
		Long: "A critical extension of the responder's certificate is not understood, so that nobody can say " +
			"whether it restricts the certificate (RFC 5280 4.2).",
		Example: "openssl x509 -in responder.pem -noout -text | grep -A1 critical",
	},
	{
		Code: "ocsp-delegate-revoked", Severity: Critical, Outcome: Failed,
		Sentence: "the responder's certificate is revoked",
		Cure:     "give the responder a new key and certificate: whoever has the old one can say what they like",
		Long: "The responder's certificate has no ocsp-nocheck, so it was looked up in the CRL that it names, which " +
			"lists it. Its key may be in other hands, and with it the power to call any certificate of the CA " +
			"good.",
		Example: `openssl crl -in ca.crl -noout -text | grep -A1 "$(openssl x509 -in responder.pem -noout -serial | cut -d= -f2)"`,
	},
	{
		Code: "ocsp-delegate-nocheck-missing", Severity: Info, Outcome: OK,
		Sentence: "nothing in the responder's certificate says that it needs no revocation check of its own",
		Cure:     "issue it with id-pkix-ocsp-nocheck and a short life: RFC 6960 4.2.2.2.1",
		Long: "A responder cannot vouch for itself. Its certificate says by id-pkix-ocsp-nocheck that none is " +
			"needed for its short life, or names a CRL. This one does not say so, and clients do as they like.",
		Example: "openssl x509 -in responder.pem -noout -ext noCheck",
	},
	{
		Code: "ocsp-delegate-ca-cert", Severity: Warning, Outcome: OK,
		Sentence: "the responder's certificate is a CA's",
		Cure:     "a key that signs responses on line should not be able to issue certificates",
		Long: "The signer of the response is an authority itself, below the issuer. A responder's key is on line " +
			"all day; one that can also issue certificates is the more dangerous in a thief's hands.",
		Example: "openssl x509 -in responder.pem -noout -ext basicConstraints",
	},
	{
		Code: "ocsp-delegate-expires-before-response", Severity: Warning, Outcome: OK,
		Sentence: "the responder's certificate expires before the response does",
		Cure:     "renew it in time: the response is worth nothing after that",
		Long: "nextUpdate of the response is later than the end of the responder's certificate. A cache or a " +
			"stapling server that keeps it until nextUpdate serves one that nobody accepts any more.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -E 'Next Update|Not After'",
	},
}
