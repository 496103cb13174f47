package ocspcheck

// Remarks on a response that counts, and the nonce's faults.
const (
	CodeOCSPNonDER         = "ocsp-non-der"         // remark: a default value written out
	CodeOCSPExtraResponses = "ocsp-extra-responses" // remark: several answers about the certificate, which agree

	CodeOCSPDelegateNoCheckMissing = "ocsp-delegate-nocheck-missing"         // remark: nothing says that the delegate needs no check
	CodeOCSPDelegateCACert         = "ocsp-delegate-ca-cert"                 // remark: the delegate is an authority itself
	CodeOCSPDelegateExpiresFirst   = "ocsp-delegate-expires-before-response" // remark

	CodeOCSPValidityTooLong          = "ocsp-validity-too-long"           // remark: more than ten days
	CodeOCSPProducedBeforeThisUpdate = "ocsp-produced-before-this-update" // remark: signed before it was known

	CodeOCSPNonceMissing  = "ocsp-nonce-missing"  // remark: asked for, not echoed
	CodeOCSPNonceMismatch = "ocsp-nonce-mismatch" // the answer to another request
	CodeOCSPNonceLength   = "ocsp-nonce-length"   // not 1 to 128 octets
)
