package ocspcheck

// The codes of this package's findings: stable, kebab-case, one for one
// fault. Severities, sentences and cures stand in package probe.
const (
	// The chain (conn's names, so that one fault has one code).
	CodeUnknownCA           = "unknown-ca"           // no path to a trusted root
	CodeSelfSigned          = "self-signed"          // the leaf signed itself and is not trusted
	CodeMissingIntermediate = "missing-intermediate" // the server left out the leaf's issuer
	CodeIssuerNotACA        = "issuer-not-a-ca"      // the issuer sent may not sign certificates
	CodeExpired             = "expired"              // the leaf
	CodeIntermediateExpired = "intermediate-expired" // a certificate above the leaf
	CodeNotYetValid         = "not-yet-valid"        // any certificate of the chain
	CodeNameMismatch        = "name-mismatch"        // subjectAltName lists other names
	CodeIPNotInSAN          = "ip-not-in-san"        // dialled by address, no address listed
	CodeCNOnly              = "cn-only"              // the name stands in the common name alone
	CodeWrongKeyUsage       = "wrong-key-usage"      // not for serverAuth
	CodeNameConstraint      = "name-constraint"      // an authority may not issue this name
	CodePathLength          = "path-length"          // too many intermediates
	CodeCriticalExtension   = "critical-extension"   // an unknown critical extension in a certificate
	CodeSHA1Signature       = "sha1-signature"       // a certificate signed with SHA-1 or MD5
	CodeWeakKey             = "weak-key"             // RSA below 2048 bits, or ECDSA below 224
	CodeCertificateInvalid  = "certificate-invalid"  // any other refusal by crypto/x509

	// Fetching a missing issuer (AIA caIssuers, RFC 5280 4.2.2.1).
	CodeAIAFetched           = "aia-fetched"            // the issuer was fetched and fits
	CodeAIASchemeUnsupported = "aia-scheme-unsupported" // neither http nor https
	CodeAIAFetchFailed       = "aia-fetch-failed"       // no answer
	CodeAIAHTTPStatus        = "aia-http-status"        // not 200
	CodeAIATooLarge          = "aia-too-large"          // above 64 KiB
	CodeAIANotACertificate   = "aia-not-a-certificate"  // neither DER, PEM nor PKCS #7
	CodeAIAIssuerMismatch    = "aia-issuer-mismatch"    // the certificate fetched did not sign
	CodeAIAMissing           = "aia-missing"            // the certificate does not say where its issuer is
	CodeAIALoop              = "aia-loop"               // issuers that issue each other, or more than three
	CodeAIAPrivateAddress    = "aia-private-address"    // refused before dialling

	// Asking the responder over HTTP.
	CodeOCSPURLInvalid               = "ocsp-url-invalid"                // unparsable, or neither http nor https
	CodeOCSPURLMissing               = "ocsp-url-missing"                // remark: only a CRL could have told
	CodeOCSPURLHTTPS                 = "ocsp-url-https"                  // remark: asking needs TLS, whose certificate needs asking
	CodeOCSPResponderRetired         = "ocsp-responder-retired"          // known to be switched off: not asked
	CodeOCSPResponderDNS             = "ocsp-responder-dns"              // its name does not resolve
	CodeOCSPResponderRefused         = "ocsp-responder-refused"          // connection refused
	CodeOCSPResponderTimeout         = "ocsp-responder-timeout"          // no answer in time
	CodeOCSPResponderUnreachable     = "ocsp-responder-unreachable"      // reset, no route, TLS failure
	CodeOCSPResponderHTTPStatus      = "ocsp-responder-http-status"      // not 200
	CodeOCSPResponderRedirectRefused = "ocsp-responder-redirect-refused" // not 307/308, or to another scheme
	CodeOCSPResponderRedirectLoop    = "ocsp-responder-redirect-loop"    // more than three
	CodeOCSPResponderEmpty           = "ocsp-responder-empty"            // no body
	CodeOCSPResponderTooLarge        = "ocsp-responder-too-large"        // above 64 KiB
	CodeOCSPResponderHTML            = "ocsp-responder-html"             // a web page, as of a captive portal
	CodeOCSPResponderPrivateAddress  = "ocsp-responder-private-address"  // refused before dialling
	CodeOCSPGetFailedPostOK          = "ocsp-get-failed-post-ok"         // remark: the responder wants POST
	CodeOCSPContentType              = "ocsp-responder-content-type"     // remark: not application/ocsp-response
	CodeOCSPResponderSlow            = "ocsp-responder-slow"             // remark: two seconds or more
	CodeRevocationInterrupted        = "revocation-interrupted"          // the caller gave up

	// The store of responses, see [Store]. Both are remarks.
	CodeStoreEntryRejected = "store-entry-rejected" // damaged, or judged false
	CodeStoreNotWritten    = "store-not-written"

	// OCSPResponseStatus other than successful (RFC 6960 4.2.1).
	CodeOCSPResponderMalformedRequest = "ocsp-responder-malformed-request"
	CodeOCSPResponderInternalError    = "ocsp-responder-internal-error"
	CodeOCSPResponderTryLater         = "ocsp-responder-try-later"
	CodeOCSPResponderSigRequired      = "ocsp-responder-sig-required"
	CodeOCSPResponderUnauthorized     = "ocsp-responder-unauthorized"
	CodeOCSPResponderStatusUndefined  = "ocsp-responder-status-undefined"

	// Reading the response.
	CodeOCSPResponseMalformed    = "ocsp-response-malformed"
	CodeOCSPResponseTrailingData = "ocsp-response-trailing-data"
	CodeOCSPResponseTypeUnknown  = "ocsp-response-type-unknown"  // not id-pkix-ocsp-basic
	CodeOCSPResponseBytesMissing = "ocsp-response-bytes-missing" // successful, but empty
	CodeOCSPVersionUnsupported   = "ocsp-version-unsupported"
	CodeOCSPNoResponses          = "ocsp-no-responses"
	CodeOCSPTimeMalformed        = "ocsp-time-malformed"      // not GeneralizedTime as in RFC 5280 4.1.2.5.2
	CodeOCSPCertStatusInvalid    = "ocsp-certstatus-invalid"  // none, several or an unknown CHOICE
	CodeOCSPCriticalExtension    = "ocsp-critical-extension"  // unknown and critical
	CodeOCSPDuplicateExtension   = "ocsp-duplicate-extension" // the same extension twice

	// Matching the response to the certificate.
	CodeOCSPNoMatchingResponse    = "ocsp-no-matching-response"    // about another certificate: a replay
	CodeOCSPCertIDIssuerMismatch  = "ocsp-certid-issuer-mismatch"  // this serial, another issuer
	CodeOCSPCertIDHashUnsupported = "ocsp-certid-hash-unsupported" // this serial, an unknown hash
	CodeOCSPConflictingResponses  = "ocsp-conflicting-responses"   // remark: several, of different status

	// The signature and who made it.
	CodeOCSPSignatureInvalid              = "ocsp-signature-invalid"
	CodeOCSPSignatureMissing              = "ocsp-signature-missing"
	CodeOCSPSignatureAlgorithmUnsupported = "ocsp-signature-algorithm-unsupported"
	CodeOCSPSignatureMD5                  = "ocsp-signature-md5"
	CodeOCSPSignatureSHA1                 = "ocsp-signature-sha1"        // remark
	CodeOCSPSignerNotFound                = "ocsp-signer-not-found"      // no certificate for the ResponderID
	CodeOCSPResponderIDMismatch           = "ocsp-responder-id-mismatch" // signed by another than it names
	CodeOCSPDelegateMissingEKU            = "ocsp-delegate-missing-eku"
	CodeOCSPDelegateNotIssuedByIssuer     = "ocsp-delegate-not-issued-by-issuer" // the issuer's name, another key
	CodeOCSPDelegateWrongIssuer           = "ocsp-delegate-wrong-issuer"         // another issuer's name
	CodeOCSPDelegateExpired               = "ocsp-delegate-expired"
	CodeOCSPDelegateNotYetValid           = "ocsp-delegate-not-yet-valid"
	CodeOCSPDelegateKeyUsage              = "ocsp-delegate-key-usage" // neither digitalSignature nor nonRepudiation
	CodeOCSPDelegateCriticalExtension     = "ocsp-delegate-critical-extension"
	CodeOCSPDelegateRevoked               = "ocsp-delegate-revoked" // by its issuer's CRL

	// Its window of time.
	CodeOCSPResponseNotYetValid = "ocsp-response-not-yet-valid" // thisUpdate in the future
	CodeOCSPResponseExpired     = "ocsp-response-expired"       // nextUpdate in the past
	CodeOCSPResponseTooOld      = "ocsp-response-too-old"       // thisUpdate before the maximum age
	CodeOCSPNextUpdateMissing   = "ocsp-next-update-missing"    // remark
	CodeOCSPNextBeforeThis      = "ocsp-next-before-this"
	CodeOCSPProducedAtFuture    = "ocsp-produced-at-future"
	CodeOCSPProducedOutsideCert = "ocsp-produced-outside-cert" // outside the certificate's own validity
	CodeOCSPClockSkew           = "ocsp-clock-skew"            // remark: valid only thanks to the tolerance

	// What a valid response says.
	CodeOCSPCertGood        = "ocsp-cert-good"
	CodeOCSPCertRevoked     = "ocsp-cert-revoked"
	CodeOCSPCertUnknown     = "ocsp-cert-unknown"
	CodeOCSPCertOnHold      = "ocsp-cert-on-hold"      // remark: revoked with certificateHold
	CodeOCSPRevokedInFuture = "ocsp-revoked-in-future" // remark
	CodeOCSPReasonInvalid   = "ocsp-reason-invalid"    // remark: no CRLReason of RFC 5280

	// What the certificate asks for and offers.
	CodeStapleConflicts         = "staple-conflicts-with-responder" // the staple says good, another source revoked
	CodeMustStapleUnsatisfiable = "must-staple-unsatisfiable"       // it names no responder that could give one
	CodeMustStapleMissing       = "must-staple-missing"             // RFC 7633 demands a staple, none came that counts
	CodeRevocationNotCovered    = "revocation-not-covered"          // names no responder and no CRL
	CodeRevocationNotAsked      = "revocation-not-asked"            // names a responder that was not to be asked
	CodeRevocationShortLived    = "revocation-short-lived"          // so short that it needs none
	CodeCertificateChanged      = "certificate-changed"             // a second look at the server showed another certificate
	CodeRevocationRootSkipped   = "revocation-root-skipped"         // a trust anchor
	CodeRevocationLeafOnly      = "revocation-leaf-only"            // [Policy.LeafOnly]

	// How long a good answer still is one ([Policy.MinRemaining]).
	CodeOCSPResponseExpiresSoon = "ocsp-response-expires-soon"
	CodeCRLExpiresSoon          = "crl-expires-soon"
)
