package probe

// remarkRows are remarks on a chain that is trusted, or has another fault.
var remarkRows = []Row{
	{
		Code: CodeExpiresSoon, Severity: Warning, Outcome: Failed,
		Sentence: "the certificate expires soon",
		Cure:     "renew it now: see why that has not happened by itself",
		Long: "The certificate is valid, and will not be in a few days: --min-days, or 14, or a third of its life " +
			"where that is less, because certificates of a week are renewed in their last days. Automatic renewal " +
			"should have happened at a third of the life left, so something has failed or the server still serves " +
			"the old file: it reads a renewed one only when told to. The warning is for intermediates and the " +
			"root as well.",
		Example: "openssl x509 -in /etc/valkey/tls/cert.pem -noout -enddate; valkey-cli CONFIG SET tls-cert-file /etc/valkey/tls/cert.pem",
	},
	{
		Code: CodeLongLived, Severity: Info, Outcome: OK,
		Sentence: "the certificate lives longer than public authorities may issue",
		Cure:     "issue for less and renew by a program: what is renewed by hand once in years is forgotten",
		Long: "The leaf lives for more than 398 days, the most that the Baseline Requirements allowed public " +
			"authorities until March 2026; now it is 200, and 47 from 2029 on. A private CA may do as it likes. A " +
			"key that leaks serves an attacker for as long, and a renewal that comes every few years fails " +
			"because nobody remembers how it is done.",
		Example: "openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 90 -copy_extensions copy -out server.pem",
	},
	{
		Code: CodeChainUnordered, Severity: Warning, Outcome: OK,
		Sentence: "the server sends its certificates out of order",
		Cure:     "write them into its tls-cert-file in order: the leaf, what issued it, what issued that",
		Long: "RFC 8446 4.4.2 wants the leaf first and each certificate after it to have issued the one before; TLS " +
			"1.2 demands it. Go and OpenSSL sort them out by themselves, other implementations build no chain and " +
			"report an unknown CA. The message names the first that is out of place.",
		Example: "cat leaf.pem issuing-ca.pem policy-ca.pem > tls-cert.pem",
	},
	{
		Code: CodeChainSuperfluous, Severity: Info, Outcome: OK,
		Sentence: "the server sends certificates that no client needs",
		Cure:     "leave them out of its tls-cert-file; a root that is not in there comes from its tls-ca-cert-file, and does no harm",
		Long: "Sent and of no use: the root, which a client trusts by itself or not at all; the same certificate " +
			"twice; or one that issued none of the others, as is left over from another chain. It costs bytes in " +
			"every handshake and no more. Where tls-cert-file holds the leaf alone, OpenSSL sends what it finds " +
			"above it in tls-ca-cert-file, up to the root; it adds nothing where intermediates stand behind the " +
			"leaf. A second path to another root is not counted, because some client may need it.",
		Example: "openssl s_client -connect cache-1.example:6380 -showcerts </dev/null | grep -E ' s:| i:'",
	},
}
