package probe

// verdictRows are what is known of a revocation, and what the user's rules say of that.
var verdictRows = []Row{
	{
		Code: "ocsp-cert-good", Severity: Info, Outcome: OK,
		Sentence: "not revoked",
		Long: "A valid OCSP response, stapled, stored or asked for, says good. That means not revoked at its " +
			"thisUpdate and, by most responders, that the certificate was issued; it says nothing of names and " +
			"dates, which the chain is judged by.",
		Example: "vkcheck ocsp cache-1.example:6380 --cacert ca.pem",
	},
	{
		Code: "ocsp-cert-revoked", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate is revoked",
		Cure:     "replace it, and find out why it was revoked",
		Long: "A valid source says so: the staple, a responder or a CRL. One valid \"revoked\" outweighs every " +
			"\"good\", and a revocation does not expire: an old response that says revoked still counts.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ -no_nonce",
	},
	{
		Code: "ocsp-cert-on-hold", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate is suspended (certificateHold)",
		Cure:     "ask its CA why; until it is released, replace it",
		Long: "The reason of the revocation is certificateHold, the only one that can be taken back (RFC 5280 " +
			"5.3.1). Until that is done the certificate counts as revoked. Public authorities may not use it.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ | grep Reason",
	},
	{
		Code: "ocsp-cert-unknown", Severity: Critical, Outcome: Failed,
		Sentence: "the responder does not know the certificate",
		Cure:     "the CA never issued it, or the responder serves another CA",
		Long: "RFC 6960 2.2: unknown means that the responder does not know about the certificate being requested. " +
			"A certificate that its own CA does not know must not be trusted.",
		Example: "openssl x509 -in server.pem -noout -issuer -serial -ocsp_uri",
	},
	{
		Code: "revocation-root-skipped", Severity: Info, Outcome: OK,
		Sentence: "the root is trusted by itself: nobody can revoke it this way",
		Long: "A root is trusted because it is in --cacert or in the system's store, not because somebody vouches " +
			"for it; a revocation that it signed itself would prove nothing. It is removed from the store " +
			"instead.",
		Example: "vkcheck ocsp cache-1.example:6380 --cacert ca.pem -o json | jq '.targets[0].certificates[-1].code'",
	},
	{
		Code: "revocation-not-covered", Severity: Error, Outcome: Undetermined, In: inProbe(Warning, OK),
		Sentence: "the certificate names no OCSP responder and no CRL: nobody can check whether it is revoked",
		Cure:     "issue it with one of them, or pass --allow-not-covered",
		Long: "The certificate has neither an OCSP URL (authorityInfoAccess) nor a CRL distribution point, so that " +
			"it cannot be revoked in any way a client would notice. Private authorities issue so by default. A " +
			"gate must not pass on what nobody can check, hence exit 3 in ocsp; in probe it is a warning. A " +
			"certificate that lives for a few days only is revocation-short-lived.",
		Example: "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy -extfile <(echo 'crlDistributionPoints=URI:http://ca.example/ca.crl') -out server.pem",
	},
	{
		Code: "revocation-not-asked", Severity: Info, Outcome: Undetermined,
		Sentence: "the certificate names a responder, which was not to be asked",
		Cure:     "let it be asked, or have the server staple",
		Long: "A responder is named, and the options wanted no question to it: the check for revocation of a " +
			"connection was told to look at the staple alone. No other source gave an answer.",
		Example: "vkcheck ocsp cache-1.example:6380 # asks every source",
	},
	{
		Code: "revocation-short-lived", Severity: Info, Outcome: OK,
		Sentence: "the certificate lives too short to need revocation",
		Long: "The certificate names no source and lives for at most 7 days (10, if issued before 15 March 2026), " +
			"which the Baseline Requirements call short-lived and excuse from revocation: it would hardly come " +
			"sooner than the end. A longer one without a source is revocation-not-covered.",
		Example: "openssl x509 -in server.pem -noout -dates",
	},
	{
		Code: "revocation-required-missing", Severity: Critical, Outcome: Failed,
		Sentence: "the source that --require names gave no valid answer",
		Cure:     "see the certificate's other findings, or require less",
		Long: "--require asked that a staple, OCSP, a CRL, or any of them gives a valid answer, and the one named " +
			"did not, whatever another source said. Which were tried, and what became of them, stands below the " +
			"certificate. The leaf alone can have a staple.",
		Example: "vkcheck ocsp cache-1.example:6380 --require ocsp",
	},
	{
		Code: "policy-soft-failed", Severity: Warning, Outcome: OK,
		Sentence: "nobody could say whether the certificate is revoked, and --soft-fail lets it pass",
		Cure:     "see the certificate's other findings; without --soft-fail this is exit 3",
		Long: "No source gave a valid answer, and --soft-fail passes that, as browsers do. Who can keep the answers " +
			"away, can keep the revocation away: it protects against broken responders, and not against " +
			"attackers. What was forged, replayed or expired still fails.",
		Example: "vkcheck ocsp cache-1.example:6380 --soft-fail",
	},
	{
		Code: "policy-offline", Severity: Info, Outcome: OK,
		Sentence: "judged from files, nobody was asked",
		Long: "The verdict comes from the files given, at the time given by --at: nobody was asked, and what was " +
			"revoked since is not known.",
		Example: "vkcheck ocsp --cert leaf.pem --issuer ca.pem --response resp.der --at 2026-11-22T22:40:00Z",
	},
	{
		Code: "revocation-leaf-only", Severity: Info, Outcome: OK,
		Sentence: "only the leaf was to be checked",
		Long: "--leaf-only looks at the leaf alone. A revoked intermediate, which makes everything below it " +
			"worthless, goes unnoticed.",
		Example: "vkcheck ocsp cache-1.example:6380 # without --leaf-only",
	},
	{
		Code: "revocation-interrupted", Severity: Error, Outcome: Undetermined,
		Sentence: "the run ended before the certificate was checked",
		Cure:     "run it again and let it end, or raise --timeout",
		Long: "The time of the target was up, or the run was ended from outside, before the sources of this " +
			"certificate had been asked. Nothing is known of it. The time of one question to a responder has " +
			"codes of its own.",
		Example: "vkcheck ocsp cache-1.example:6380 --timeout 30s",
	},
}
