package probe

// responseRows are about the form of a response, and whom it speaks of.
var responseRows = []Row{
	{
		Code: "ocsp-response-malformed", Severity: Error, Outcome: Undetermined,
		Sentence: "the response is not an OCSP response",
		Cure:     "look at it: openssl asn1parse -inform der -in response.der; a proxy may have changed it",
		Long: "The bytes are not the DER of an OCSPResponse with a BasicOCSPResponse in it: cut off, changed on the " +
			"way, or another thing altogether. openssl is more lenient and may read it.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify",
	},
	{
		Code: "ocsp-response-trailing-data", Severity: Error, Outcome: Undetermined,
		Sentence: "bytes follow the response",
		Cure:     "tell who makes the response: nothing may follow it",
		Long: "A whole response, and then more bytes, which no signature covers. Tools that join files and " +
			"responders with a buffer too long do so. Lenient clients do not notice, which is a way to smuggle " +
			"things past them.",
		Example: "openssl asn1parse -inform der -in response.der | head -2; wc -c response.der",
	},
	{
		Code: "ocsp-response-type-unknown", Severity: Error, Outcome: Undetermined,
		Sentence: "the response is of an unknown type",
		Cure:     "tell the CA: clients need id-pkix-ocsp-basic",
		Long: "The response is of another type than id-pkix-ocsp-basic, the only one that RFC 6960 4.2.1 defines " +
			"and that every responder must give.",
		Example: "openssl asn1parse -inform der -in response.der | grep OBJECT | head -1",
	},
	{
		Code: "ocsp-response-bytes-missing", Severity: Error, Outcome: Undetermined,
		Sentence: "the response says successful and is empty",
		Cure:     "tell the CA",
		Long: "The status is successful, and the part with the signed answer is missing, which RFC 6960 4.2.1 does " +
			"not allow. So nothing is said, and by nobody in particular.",
		Example: "openssl asn1parse -inform der -in response.der",
	},
	{
		Code: "ocsp-version-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the response has an unknown version",
		Cure:     "tell the CA: there is version 1 only",
		Long: "The response has a version other than v1, which is what all responders send. It was not read " +
			"further, because nobody knows what a later one would mean.",
		Example: "openssl asn1parse -inform der -in response.der | head",
	},
	{
		Code: "ocsp-no-responses", Severity: Error, Outcome: Undetermined,
		Sentence: "the response answers for no certificate",
		Cure:     "tell the CA",
		Long:     "The signed part has an empty list of answers: valid in form, and worth nothing.",
		Example:  "openssl ocsp -respin response.der -resp_text -noverify",
	},
	{
		Code: "ocsp-time-malformed", Severity: Error, Outcome: Undetermined,
		Sentence: "a time in the response is malformed",
		Cure:     "tell the CA: GeneralizedTime in seconds and with Z, RFC 5280 4.1.2.5.2",
		Long: "A time has fractions of a second, another zone, or is none at all. It decides how long the response " +
			"is good, so it is not guessed.",
		Example: "openssl asn1parse -inform der -in response.der | grep TIME",
	},
	{
		Code: "ocsp-certstatus-invalid", Severity: Error, Outcome: Undetermined,
		Sentence: "the status in the response is malformed",
		Cure:     "tell the CA",
		Long: "The status has to be one of good, revoked and unknown, in exactly one form. Here it is none, or more " +
			"than one, or has bytes where there are to be none. Parsers that take such for good are a known " +
			"weakness.",
		Example: "openssl asn1parse -inform der -in response.der",
	},
	{
		Code: "ocsp-critical-extension", Severity: Error, Outcome: Undetermined,
		Sentence: "the response has a critical extension that nobody here understands",
		Cure:     "tell the CA which extension clients do not know, or ask a newer vkcheck",
		Long: "An extension of the response, or of the answer, is marked critical and not understood: what it says " +
			"may change the meaning of the rest, so that it must be refused (RFC 6960 4.4).",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -A1 critical",
	},
	{
		Code: "ocsp-duplicate-extension", Severity: Error, Outcome: Undetermined,
		Sentence: "the response has an extension twice",
		Cure:     "tell the CA",
		Long: "The same extension stands twice (RFC 5280 4.2 forbids it): two clients may take two different ones " +
			"for true.",
		Example: "openssl asn1parse -inform der -in response.der | grep OBJECT | sort | uniq -d",
	},
	{
		Code: "ocsp-non-der", Severity: Warning, Outcome: OK,
		Sentence: "the response writes out what is the default anyway, which DER forbids",
		Cure:     "tell the CA; the response counts all the same",
		Long: "DER leaves out a value that is the default, such as version v1; this response writes it. Old " +
			"responders of companies do so, and no meaning is lost.",
		Example: "openssl asn1parse -inform der -in response.der | head",
	},
	{
		Code: "ocsp-no-matching-response", Severity: Critical, Outcome: Failed,
		Sentence: "the response is for another certificate",
		Cure:     "a replay, or a staple that was not renewed with the certificate",
		Long: "The response is signed by the right one, and every answer in it is about another serial number. Who " +
			"has a \"good\" of any certificate could show it for a revoked one, so this is no mere confusion; " +
			"mostly, though, a proxy still staples what belonged to the certificate before its renewal.",
		Example: "openssl ocsp -respin staple.der -resp_text -noverify | grep Serial; openssl x509 -in server.pem -noout -serial",
	},
	{
		Code: "ocsp-certid-issuer-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the response is for a certificate of another issuer",
		Cure:     "a staple that was not renewed with the certificate, or a response of another CA that has the same serial",
		Long: "The serial number is that of the certificate, and the hashes of the issuer's name and key are of " +
			"another authority. Serials are unique in one CA only.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -E 'Hash|Serial'",
	},
	{
		Code: "ocsp-certid-hash-unsupported", Severity: Error, Outcome: Undetermined,
		Sentence: "the response names the certificate by an unknown hash",
		Cure:     "tell the CA: SHA-1 and SHA-256 are understood everywhere",
		Long: "The serial number fits, and the issuer is named by a hash that vkcheck does not compute, so it " +
			"cannot be told whose serial it is.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep 'Hash Algorithm'",
	},
	{
		Code: "ocsp-extra-responses", Severity: Info, Outcome: OK,
		Sentence: "the response answers more than once about the certificate, and agrees with itself",
		Long: "Several answers of the response are about this certificate, as where one is by SHA-1 and one by " +
			"SHA-256, and say the same. Where they do not it is ocsp-conflicting-responses.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -E 'Serial|Status'",
	},
	{
		Code: "ocsp-conflicting-responses", Severity: Critical, Outcome: Failed,
		Sentence: "the response contradicts itself",
		Cure:     "the worst of its answers counts",
		Long: "Two answers about this certificate in one signed response differ. A client that takes the first may " +
			"see good where the second says revoked; here revoked wins.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -E 'Serial|Status'",
	},
}
