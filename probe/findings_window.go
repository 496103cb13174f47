package probe

// windowRows are about nonces and times of a response.
var windowRows = []Row{
	{
		Code: "ocsp-nonce-missing", Severity: Info, Outcome: OK,
		Sentence: "the responder does not echo the nonce, so the response may be an older one",
		Cure:     "normal for responders that sign in advance: RFC 5019 4",
		Long: "With --nonce each request has a number of its own, which an answer made for it repeats. Responders " +
			"that sign in advance, as most public ones, cannot. The response was accepted by its times; a replay " +
			"within them would not be noticed.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ -nonce",
	},
	{
		Code: "ocsp-nonce-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the response answers another request: its nonce is not ours",
		Cure:     "a replay, or a cache that ignores nonces",
		Long: "The response repeats a nonce, and it is not that of our request: it was made for somebody else's, or " +
			"at another time. An attacker replays so; a cache before the responder that ignores the request does " +
			"as well.",
		Example: "vkcheck ocsp cache-1.example:6380 --nonce",
	},
	{
		Code: "ocsp-nonce-length", Severity: Warning, Outcome: OK,
		Sentence: "the nonce in the response is not an octet string of 1 to 128 octets",
		Cure:     "RFC 9654 2.1",
		Long: "RFC 9654 2.1 allows 1 to 128 octets, in the form of an octet string. Where a responder takes more, " +
			"the requester chooses a good part of what it signs.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -A2 Nonce",
	},
	{
		Code: "ocsp-response-not-yet-valid", Severity: Critical, Outcome: Failed,
		Sentence: "the response is not valid yet",
		Cure:     "check the clocks here and at the responder",
		Long: "thisUpdate is later than now by more than --skew (5 min). A clock is wrong, here or at the " +
			"responder; compare this machine's first.",
		Example: "timedatectl; vkcheck ocsp cache-1.example:6380 --skew 10m",
	},
	{
		Code: "ocsp-response-expired", Severity: Critical, Outcome: Failed,
		Sentence: "the response has expired",
		Cure:     "the staple or the responder's answer was not renewed",
		Long: "nextUpdate has passed by more than --skew. A stapling server that could not reach the responder goes " +
			"on to show the last response; a responder that makes its answers in advance has stopped. An expired " +
			"\"good\" could be from before a revocation, so it does not count; an expired \"revoked\" does, unless it was a " +
			"hold, which may have been lifted since.",
		Example: "openssl ocsp -respin staple.der -resp_text -noverify | grep Update",
	},
	{
		Code: "ocsp-response-too-old", Severity: Error, Outcome: Undetermined,
		Sentence: "the response does not say until when it is good, and is old",
		Cure:     "tell the CA to set nextUpdate, or raise --max-age",
		Long: "The response has no nextUpdate, or --max-age asks for newer ones than its window allows. Without " +
			"either it is believed for 7 days after thisUpdate.",
		Example: "vkcheck ocsp cache-1.example:6380 --max-age 240h",
	},
	{
		Code: "ocsp-response-expires-soon", Severity: Warning, Outcome: Failed,
		Sentence: "the response is good for less time than --min-remaining asks",
		Cure:     "look why the staple, or the responder's answer, is not renewed",
		Long: "The response is valid, and its nextUpdate is nearer than --min-remaining asks; without that flag, it has " +
			"passed by less than --skew. A server renews its staple in the second half of that window; when the " +
			"responder is down for long, clients that demand a staple turn away at its end.",
		Example: "vkcheck ocsp cache-1.example:6380 --min-remaining 12h",
	},
	{
		Code: "crl-expires-soon", Severity: Warning, Outcome: Failed,
		Sentence: "the CRL is good for less time than --min-remaining asks",
		Cure:     "look why the CA does not publish a new one",
		Long: "The CRL is valid, and its nextUpdate is nearer than --min-remaining asks; without that flag, it has " +
			"passed by less than --skew. CAs publish a new one well before the old one ends; where that is late, " +
			"every certificate of the CA becomes undetermined at once.",
		Example: "openssl crl -in ca.crl -noout -lastupdate -nextupdate",
	},
	{
		Code: "ocsp-clock-skew", Severity: Info, Outcome: OK,
		Sentence: "the response is within its window only thanks to the allowance for clock skew",
		Cure:     "check the clocks here and at the responder",
		Long: "By the clock here the response begins in the future, or has ended, by less than the --skew allowed " +
			"(5 min). It counts.",
		Example: "timedatectl",
	},
	{
		Code: "ocsp-next-update-missing", Severity: Warning, Outcome: OK,
		Sentence: "the response does not say until when it is good",
		Cure:     "tell the CA: without nextUpdate newer news is always there, says RFC 6960 4.2.2.1, and nobody can cache it",
		Long: "No nextUpdate means that the responder has newer information at any time. Such a response is " +
			"believed for 7 days, or --max-age.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep Update",
	},
	{
		Code: "ocsp-next-before-this", Severity: Error, Outcome: Undetermined,
		Sentence: "the response ends before it begins",
		Cure:     "tell the CA",
		Long: "nextUpdate is earlier than thisUpdate: there is no time at which the response is good. A responder " +
			"that computes in local time, or a template with fixed dates, makes that.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep Update",
	},
	{
		Code: "ocsp-produced-at-future", Severity: Error, Outcome: Undetermined,
		Sentence: "the response was produced in the future",
		Cure:     "check the clocks here and at the responder",
		Long:     "producedAt, the time of signing, is later than now by more than --skew. A clock is wrong.",
		Example:  "openssl ocsp -respin response.der -resp_text -noverify | grep 'Produced At'",
	},
	{
		Code: "ocsp-produced-outside-cert", Severity: Error, Outcome: Undetermined,
		Sentence: "the response was produced outside the certificate's lifetime",
		Cure:     "check the clocks at the responder",
		Long: "The response was signed before the certificate began or after it had ended, though it speaks of that " +
			"certificate. Responders drop what has expired, and cannot know what is not issued yet.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep 'Produced At'; openssl x509 -in server.pem -noout -dates",
	},
	{
		Code: "ocsp-validity-too-long", Severity: Warning, Outcome: OK,
		Sentence: "the response is good for more than ten days",
		Cure:     "a revocation takes as long to be noticed: CA/Browser Forum Baseline Requirements 4.9.10 allow ten days",
		Long: "From thisUpdate to nextUpdate there are more than ten days. For as long an attacker with a stolen " +
			"key can show the old \"good\" (as a staple, for instance) after the revocation.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep Update",
	},
	{
		Code: "ocsp-produced-before-this-update", Severity: Warning, Outcome: OK,
		Sentence: "the response was signed before the time for which it speaks",
		Cure:     "check the clocks at the responder",
		Long: "producedAt is earlier than thisUpdate: it was signed before the moment at which its news is said to " +
			"be correct. A response made in advance has it the other way round.",
		Example: "openssl ocsp -respin response.der -resp_text -noverify | grep -E 'Produced|Update'",
	},
	{
		Code: "ocsp-revoked-in-future", Severity: Critical, Outcome: Failed,
		Sentence: "the revocation lies in the future",
		Cure:     "replace the certificate: its revocation is decided, and counts from now on here",
		Long: "revocationTime is later than now. Some CAs announce a revocation; a clock may be wrong. A " +
			"certificate that is to be revoked is not one to trust.",
		Example: "openssl ocsp -issuer ca.pem -cert server.pem -url http://ocsp.example/ | grep -i revo",
	},
	{
		Code: "ocsp-reason-invalid", Severity: Warning, Outcome: OK,
		Sentence: "the reason for the revocation does not exist",
		Cure:     "tell the CA; the revocation counts whatever its reason",
		Long:     "RFC 5280 5.3.1 defines reasons 0 to 10, without 7. Another number was given.",
		Example:  "openssl ocsp -respin response.der -resp_text -noverify | grep -i reason",
	},
}
