package ocspcheck

// The codes of CRLs.
const (
	// Getting one.
	CodeCRLURLMissing     = "crl-url-missing"     // remark: asked for, and the certificate names none
	CodeCRLSchemeLDAP     = "crl-scheme-ldap"     // named by LDAP or another scheme that is not asked
	CodeCRLFetchFailed    = "crl-fetch-failed"    // no answer
	CodeCRLHTTPStatus     = "crl-http-status"     // not 200
	CodeCRLTooLarge       = "crl-too-large"       // above 64 MiB
	CodeCRLPrivateAddress = "crl-private-address" // refused before dialling

	// Reading it, and who signed it.
	CodeCRLMalformed                     = "crl-malformed"
	CodeCRLSignatureInvalid              = "crl-signature-invalid"
	CodeCRLSignatureAlgorithmUnsupported = "crl-signature-algorithm-unsupported"
	CodeCRLSignatureMD5                  = "crl-signature-md5"
	CodeCRLSignatureSHA1                 = "crl-signature-sha1" // remark
	CodeCRLIssuerMismatch                = "crl-issuer-mismatch"
	CodeCRLSignerKeyUsage                = "crl-signer-key-usage" // no cRLSign

	// Whether it speaks of the certificate.
	CodeCRLIDPMismatch         = "crl-idp-mismatch"         // another shard
	CodeCRLScopeMismatch       = "crl-scope-mismatch"       // other kinds of certificates, or some reasons only
	CodeCRLIndirectUnsupported = "crl-indirect-unsupported" // for several issuers
	CodeCRLDeltaUnsupported    = "crl-delta-unsupported"    // what is new since another CRL
	CodeCRLCriticalExtension   = "crl-critical-extension"   // unknown and critical, of the CRL or an entry

	// Its window of time.
	CodeCRLExpired           = "crl-expired"
	CodeCRLNotYetValid       = "crl-not-yet-valid"
	CodeCRLTooOld            = "crl-too-old"             // thisUpdate before the maximum age
	CodeCRLNextUpdateMissing = "crl-next-update-missing" // remark

	// What a valid CRL says.
	CodeCRLCertGood        = "crl-cert-good"
	CodeCRLCertRevoked     = "crl-cert-revoked"
	CodeCRLCertOnHold      = "crl-cert-on-hold"      // remark: revoked with certificateHold
	CodeCRLRevokedInFuture = "crl-revoked-in-future" // remark
	CodeCRLReasonInvalid   = "crl-reason-invalid"    // remark: none of RFC 5280, or removeFromCRL outside a delta
)
