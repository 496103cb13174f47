package probe

// trustRows are the reasons not to trust a chain.
var trustRows = []Row{
	{
		Code: "unknown-ca", Severity: Critical, Outcome: Failed,
		Sentence: "the chain ends at a CA that is not trusted here",
		Cure:     "pass the issuing CA with --cacert; where that is an intermediate, let the server send it (tls-cert-file with the whole chain)",
		Long: "No path leads from what the server sent to a root that is trusted here: with --cacert those in the " +
			"file, without it those of the system. Servers inside a company have a private CA as a rule, which no " +
			"system knows. A leaf that signed itself is self-signed; where its issuer was not sent and the " +
			"certificate says where to fetch it, it is missing-intermediate.",
		Example: "openssl s_client -connect cache-1.example:6380 -showcerts </dev/null | grep -E ' s:| i:'",
	},
	{
		Code: "self-signed", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate is self-signed and not trusted here",
		Cure:     "pin the certificate itself with --cacert, or have a CA issue one",
		Long: "Issuer and subject of the certificate are the same, and it is none of those trusted here. That is " +
			"how test setups begin. Such a certificate can be trusted by itself, as its own root; --insecure " +
			"would trust everybody's.",
		Example: "vkcheck probe cache-1.example:6380 --cacert server.pem",
	},
	{
		Code: "missing-intermediate", Severity: Error, Outcome: Failed,
		Sentence: "the server does not send the intermediate certificate",
		Cure:     "append it to the server's tls-cert-file, behind the leaf",
		Long: "The chain could not be built from what the server sent. Clients that fetch the issuer themselves " +
			"(AIA), or have it in a cache, connect all the same, which makes this fault look like one of the " +
			"client. RFC 8446 4.4.2: the server sends the whole path.",
		Example: "cat leaf.pem intermediate.pem > /etc/valkey/tls/cert.pem && valkey-cli CONFIG SET tls-cert-file /etc/valkey/tls/cert.pem",
	},
	{
		Code: "issuer-not-a-ca", Severity: Critical, Outcome: Failed,
		Sentence: "the issuer is not allowed to issue",
		Cure:     "the issuer lacks CA:TRUE or keyCertSign: re-issue from a proper CA",
		Long: "The certificate above lacks basicConstraints CA:TRUE, or its keyUsage lacks keyCertSign. It happens " +
			"where a leaf was used to sign another one. Old clients that do not look accept it, which lets every " +
			"holder of a leaf issue for any name: RFC 5280 4.2.1.9.",
		Example: "openssl x509 -in issuer.pem -noout -ext basicConstraints,keyUsage",
	},
	{
		Code: "expired", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate has expired",
		Cure:     "renew it; check this machine's clock if that cannot be",
		Long: "The time here is behind notAfter. Valkey reads its certificate when it starts and with CONFIG SET: a " +
			"file that was renewed in place goes unnoticed until then (newer versions can be told to look by " +
			"themselves), so compare what is on disk with what is served. Off by minutes only, a clock is the " +
			"likelier cause; the evidence says so.",
		Example: "valkey-cli CONFIG SET tls-cert-file /etc/valkey/tls/cert.pem # reads the renewed file",
	},
	{
		Code: "intermediate-expired", Severity: Critical, Outcome: Failed,
		Sentence: "an intermediate certificate has expired",
		Cure:     "replace it in the server's tls-cert-file",
		Long: "The leaf is valid, and a certificate above it is not any more. That is what happens when a leaf is " +
			"renewed and the old intermediate is left in the file behind it. The CA has a newer one of the same " +
			"name and key.",
		Example: "openssl s_client -connect cache-1.example:6380 -showcerts </dev/null | grep -E ' s:| v:'",
	},
	{
		Code: "not-yet-valid", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate is not valid yet",
		Cure:     "check the clocks here and where it was issued",
		Long: "The time here is before notBefore. A machine whose clock is wrong after a boot without a network, a " +
			"certificate for a later day, or one that was issued a moment ago by a CA whose clock is ahead look " +
			"like this; public CAs date back by an hour for that reason.",
		Example: "timedatectl; openssl x509 -in server.pem -noout -startdate",
	},
	{
		Code: "name-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate is for another name",
		Cure:     "dial a name it lists, set --sni, or re-issue it; valkey-cli and valkey-py do not check names, so they \"work\"",
		Long: "subjectAltName lists other names than the host that was dialled, or than --verify-name. A wildcard " +
			"stands for one label only. Through a tunnel, by an alias or a node's own address in a cluster the " +
			"name dialled is not the one issued for; clients that do not check names connect and notice nothing, " +
			"nor would they notice an attacker.",
		Example: "vkcheck probe 127.0.0.1:16380 --tls --verify-name cache-1.example # through a tunnel",
	},
	{
		Code: "ip-not-in-san", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate does not list this IP address",
		Cure:     "dial the DNS name, or add an IP subjectAltName",
		Long: "An address was dialled, and the certificate lists no address at all: a DNS name never matches one " +
			"(RFC 9525 6.1). Clusters and Sentinels hand out addresses by default, so that a client which dials " +
			"the name at first gets this for every other node.",
		Example: "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=cache-1 -addext 'subjectAltName=DNS:cache-1.example,IP:10.0.0.7'",
	},
	{
		Code: "cn-only", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate has a common name but no subjectAltName",
		Cure:     "re-issue it with a subjectAltName",
		Long: "The name stands in the common name, where browsers stopped to look in 2017 and Go in 2020; RFC 9525 " +
			"forbids it. OpenSSL still accepts it, and so do clients that are built on it.",
		Example: "openssl req -new -key server.key -subj /CN=cache-1.example -addext 'subjectAltName=DNS:cache-1.example'",
	},
	{
		Code: "wrong-key-usage", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate may not be used by servers",
		Cure:     "re-issue it with extendedKeyUsage serverAuth",
		Long: "extendedKeyUsage is there and does not list serverAuth, on the leaf or on a CA above it. A client's " +
			"certificate was put into tls-cert-file. Without the extension a certificate may serve any purpose.",
		Example: "openssl x509 -in server.pem -noout -ext extendedKeyUsage",
	},
	{
		Code: "name-constraint", Severity: Critical, Outcome: Failed,
		Sentence: "the CA may not issue for this name",
		Cure:     "see the CA's name constraints",
		Long: "A CA of the chain may only issue for names within its nameConstraints (RFC 5280 4.2.1.10), and this " +
			"one is outside: as a rule a company's intermediate that is bound to its own domain, and an alias or " +
			"a cloud's name in the certificate. It is also meant where such a CA issued without subjectAltName.",
		Example: "openssl x509 -in intermediate.pem -noout -ext nameConstraints",
	},
	{
		Code: "path-length", Severity: Critical, Outcome: Failed,
		Sentence: "the chain is longer than a CA in it allows",
		Cure:     "issue from a CA further up",
		Long: "A CA's basicConstraints have a pathLenConstraint, which counts the intermediates that may follow " +
			"below it (RFC 5280 4.2.1.9). Here there are more: someone issued a further CA below one that was " +
			"meant to issue leaves only.",
		Example: "openssl x509 -in intermediate.pem -noout -ext basicConstraints",
	},
	{
		Code: "critical-extension", Severity: Critical, Outcome: Failed,
		Sentence: "the certificate has a critical extension that nobody here understands",
		Cure:     "re-issue it without, or mark the extension as not critical",
		Long: "An extension is marked critical and unknown to the verifier, which must refuse then (RFC 5280 4.2). " +
			"Extensions of smart cards, of governments and of a company's own are marked so by mistake.",
		Example: "openssl x509 -in server.pem -noout -text | grep -A1 critical",
	},
	{
		Code: "sha1-signature", Severity: Critical, Outcome: Failed,
		Sentence: "a certificate of the chain is signed with SHA-1",
		Cure:     "re-issue it with SHA-256",
		Long: "Signatures by SHA-1 and MD5 can be forged for money, so no certificate that bears one is trusted, " +
			"but for a root, which is trusted by itself. OpenSSL refuses the same from security level 1 on (3.0), " +
			"older clients do not.",
		Example: "openssl x509 -in server.pem -noout -text | grep 'Signature Algorithm'",
	},
	{
		Code: "weak-key", Severity: Warning, Outcome: OK,
		Sentence: "a key of the chain is too short",
		Cure:     "use RSA of at least 2048 bits, or ECDSA",
		Long: "RSA below 2048 bits and curves below 224 bits have less strength than NIST SP 800-57 asks for (112 " +
			"bits). Go connects all the same, so the connection goes on and the finding is a warning; --strict " +
			"makes it fail. OpenSSL, and valkey-cli with it, refuses such a key at its security level 2 (\"EE " +
			"certificate key too weak\"), the default since 3.2 and of Debian and Ubuntu. The root is its owner's " +
			"business.",
		Example: "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr",
	},
	{
		Code: "certificate-invalid", Severity: Critical, Outcome: Failed,
		Sentence: "the chain does not verify",
		Cure:     "see the evidence",
		Long: "crypto/x509 refused the chain for a reason that has no code of its own, or the server sent no " +
			"certificate at all. The evidence has its words: \"algorithm unimplemented\" is a signature that Go cannot " +
			"verify, such as RSASSA-PSS with a salt of another length than the hash (openssl's default), or Ed448.",
		Example: "openssl verify -CAfile ca.pem -untrusted intermediate.pem server.pem",
	},
}
