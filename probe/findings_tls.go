package probe

// tlsRows are the faults of the handshake, those of chains apart.
var tlsRows = []Row{
	{
		Code: "plaintext-to-tls-port", Severity: Error, Outcome: Failed,
		Sentence: "plain text was spoken to a TLS port",
		Cure:     "add --tls or write valkeys://",
		Long: "The server closed or reset the plain connection without a word, and then answered a TLS ClientHello. " +
			"No client names this: they say EOF, connection reset or broken pipe.",
		Example: "vkcheck probe valkeys://cache-1.example:6380 --cacert ca.pem",
	},
	{
		Code: "tls-to-plaintext-port", Severity: Error, Outcome: Failed,
		Sentence: "TLS was spoken to a plain-text port",
		Cure:     "use the server's tls-port, or probe it in plain text, without --tls",
		Long: "A Valkey server's inline parser waits for a newline that a ClientHello does not have, so the " +
			"handshake hangs until the timeout and no byte is ever read. vkcheck then asks with a plain PING on a " +
			"second connection; an answer that begins like RESP settles it.",
		Example: "valkey-cli -p 6379 CONFIG GET tls-port",
	},
	{
		Code: "timeout-tls", Severity: Error, Outcome: Undetermined,
		Sentence: "the TLS handshake did not end in time",
		Cure:     "see whether the server is stopped or a load balancer is stuck; raise --timeout if the network is slow",
		Long: "The TCP connection stood, and the handshake did not end. A plain PING on a second connection was not " +
			"answered as RESP either, else this were tls-to-plaintext-port, and a small ClientHello did not help, " +
			"else it were tls-clienthello-dropped. A server that is stopped (SIGSTOP, a frozen VM) still has its " +
			"kernel accept connections.",
		Example: "vkcheck probe cache-1.example:6380 --tls --timeout 30s",
	},
	{
		Code: "tls-clienthello-dropped", Severity: Error, Outcome: Failed,
		Sentence: "a large ClientHello gets lost on the way",
		Cure:     "a middlebox drops it: mend that, or run clients with GODEBUG=tlsmlkem=0 until then",
		Long: "The key share of ML-KEM makes a ClientHello about 1.5 kB long, which takes two packets. Some " +
			"firewalls, load balancers and VPNs drop or reset such a handshake. vkcheck sent one with X25519 " +
			"alone, which was answered, and then the large one again, which was not.",
		Example: "GODEBUG=tlsmlkem=0 ./application # until the middlebox is mended",
	},
	{
		Code: "tls-closed-early", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection ended within the TLS handshake",
		Cure:     "look, in this order, for maxclients reached (on a TLS port it is a bare EOF), an IP allow list, a load balancer without a backend, an SNI it does not know; plain text, a small ClientHello and a PROXY line were tried and did not help",
		Long: "The peer closed without an alert before it had sent a byte of TLS, and from outside nobody can tell " +
			"why. A Valkey server does this on its TLS port when maxclients is reached: its \"-ERR max number of " +
			"clients reached\" is plain text, which it sends on plain ports only. INFO clients, asked by a " +
			"connection that stands, settles that. A balancer that puts a PROXY header before our ClientHello " +
			"(send-proxy to a tls-port) looks the same.",
		Example: "valkey-cli -p 6379 INFO stats | grep rejected_connections",
	},
	{
		Code: "tls-version", Severity: Error, Outcome: Failed,
		Sentence: "client and server have no TLS version in common",
		Cure:     "see tls-protocols of the server, --tls-min and --tls-max",
		Long: "The ranges of versions do not meet: an old server that has TLS 1.0 and 1.1 only, one that is set to " +
			"TLSv1.3 against a client that may have 1.2 at most, or the reverse. vkcheck offers 1.2 and 1.3 " +
			"unless told otherwise; Valkey has both by default.",
		Example: `valkey-cli CONFIG SET tls-protocols "TLSv1.2 TLSv1.3"`,
	},
	{
		Code: "tls-no-common-cipher", Severity: Error, Outcome: Failed,
		Sentence: "client and server have no cipher suite in common",
		Cure:     "see --tls-ciphers and tls-ciphers of the server (an RSA-only suite needs an RSA certificate), and its certificate's key and signature: Go's TLS knows no RSA-PSS keys, Ed448 or SHA-224, and no curves but P-256, P-384, P-521 and Ed25519",
		Long: "With TLS 1.2 a suite fits only one kind of key: ECDHE-RSA suites need an RSA certificate, " +
			"ECDHE-ECDSA ones an ECDSA certificate. A server whose tls-ciphers lists one kind and whose " +
			"certificate is of the other refuses everyone. So does one whose certificate has a key or a signature " +
			"that the client does not offer to verify, or whose suites have no ECDHE: Go's TLS has none with DHE, " +
			"and those with RSA key exchange (AES128-SHA) only where --tls-ciphers names them. The same alert " +
			"comes from TLS 1.2 servers that want a client certificate; as none was asked for, that is ruled out " +
			"here.",
		Example: "openssl s_client -connect cache-1.example:6380 -tls1_2 -cipher ALL </dev/null",
	},
	{
		Code: "tls-alpn", Severity: Error, Outcome: Failed,
		Sentence: "the peer expects ALPN",
		Cure:     "look for what ends TLS there in Valkey's stead: a load balancer for HTTP?",
		Long: "The peer sent the alert no_application_protocol (RFC 7301): it wants the client to name a protocol, " +
			"such as h2 or http/1.1. Valkey and Redis know no ALPN, so something else ends TLS there, as a rule a " +
			"balancer or an ingress made for HTTP.",
		Example: "openssl s_client -connect cache-1.example:6380 -alpn h2 </dev/null",
	},
	{
		Code: "tls-unrecognized-name", Severity: Error, Outcome: Failed,
		Sentence: "the peer has no certificate for the name asked for",
		Cure:     "set --sni to a name it serves",
		Long: "The peer has certificates by name (SNI), and none for the one sent (RFC 6066 3). The host of the " +
			"target is sent; for an address nothing is, because SNI has no addresses. Valkey itself has one " +
			"certificate and ignores SNI, so this comes from a balancer or ingress in front.",
		Example: "vkcheck probe 10.0.0.7:6380 --tls --sni cache-1.example",
	},
	{
		Code: "tls-bad-record", Severity: Error, Outcome: Failed,
		Sentence: "the peer sent a record that is not TLS",
		Cure:     "look for another protocol, or a broken proxy, on that port",
		Long: "The handshake had begun, and then bytes came that are no TLS record, or one longer than TLS allows. " +
			"A proxy that mixes its own words into the stream, or a middlebox that changes it, does so. Where " +
			"already the first bytes are no TLS it is tls-to-plaintext-port or one of not-resp.",
		Example: "openssl s_client -connect cache-1.example:6380 -msg </dev/null",
	},
	{
		Code: "tls-alert", Severity: Error, Outcome: Failed,
		Sentence: "the peer ended the handshake with an alert",
		Cure:     "the alert is the peer's complaint about us: see its log",
		Long: "The peer ended the handshake with an alert that has no code of its own; the evidence has its name. " +
			"An alert is the peer's complaint about us, and its log has the reason: OpenSSL, which Valkey uses, " +
			"writes one line for each. An internal error is also how proxies written in Go say that they have no " +
			"certificate for the name: set --sni.",
		Example: "journalctl -u valkey-server | grep 'Error accepting a client connection'",
	},
	{
		Code: "tls-failed", Severity: Error, Outcome: Failed,
		Sentence: "the TLS handshake failed",
		Cure:     "see the evidence",
		Long: "The handshake failed here, for a reason that has no code of its own: the evidence has Go's words. " +
			"RSA keys above 8192 bits, which Go refuses, end here unless GODEBUG allows them. Where the peer sent " +
			"an alert it is tls-alert, where its chain was refused the code of that fault.",
		Example: "GODEBUG=tlsmaxrsasize=16384 vkcheck ocsp cache-1.example:6380",
	},
	{
		Code: "client-cert-required", Severity: Error, Outcome: Failed, In: map[string]Judgement{"ocsp": {Warning, OK}},
		Sentence: "the server demands a client certificate",
		Cure:     "pass --cert and --key (or set tls-auth-clients no on the server)",
		Long: "valkey-server demands one by default (tls-auth-clients yes). With TLS 1.3 the handshake still " +
			"succeeds and the refusal arrives with the first read, which is why clients report a broken pipe or a " +
			"reset. The server's own chain is seen all the same, and reported.",
		Example: "vkcheck probe cache-1.example:6380 --cacert ca.pem --cert client.pem --key client.key",
	},
	{
		Code: "client-cert-unknown-ca", Severity: Error, Outcome: Failed, In: map[string]Judgement{"ocsp": {Warning, OK}},
		Sentence: "the server does not trust the CA of the client certificate",
		Cure:     "the server's tls-ca-cert-file must hold the CA that issued --cert; where that is an intermediate, append it to --cert",
		Long: "The server has a list of authorities for client certificates, tls-ca-cert-file or tls-ca-cert-dir, " +
			"and ours leads to none of them. The CA of clients need not be that of the server. An intermediate " +
			"that --cert does not hold breaks the chain all the same: append it behind the leaf.",
		Example: "openssl verify -CAfile server-tls-ca-cert-file.pem -untrusted client.pem -purpose sslclient client.pem",
	},
	{
		Code: "client-cert-expired", Severity: Error, Outcome: Failed, In: map[string]Judgement{"ocsp": {Warning, OK}},
		Sentence: "the client certificate has expired",
		Cure:     "renew the certificate given to --cert",
		Long: "The server judges our certificate by its own clock, and says that it has expired. The file given to " +
			"--cert is the old one, or the server's clock is ahead. With TLS 1.3 the refusal arrives after the " +
			"handshake, with the first read.",
		Example: "openssl x509 -in client.pem -noout -enddate",
	},
	{
		Code: "client-cert-wrong-usage", Severity: Error, Outcome: Failed, In: map[string]Judgement{"ocsp": {Warning, OK}},
		Sentence: "the client certificate may not be used by clients",
		Cure:     "re-issue it with extendedKeyUsage clientAuth",
		Long: "Its extendedKeyUsage lists serverAuth and not clientAuth. Public authorities have stopped issuing " +
			"for both, so that a server's certificate used for a client, or for replication between servers " +
			"(tls-replication), fails after its renewal.",
		Example: "openssl x509 -in client.pem -noout -ext extendedKeyUsage",
	},
	{
		Code: "client-cert-revoked", Severity: Error, Outcome: Failed, In: map[string]Judgement{"ocsp": {Warning, OK}},
		Sentence: "the server says that the client certificate is revoked",
		Cure:     "get a new client certificate",
		Long: "The peer sent the alert certificate_revoked. Valkey reads no CRL and asks no responder about " +
			"clients, so the check is made by what ends TLS before it.",
		Example: "vkcheck ocsp --cert client.pem --issuer ca.pem --crl ca.crl",
	},
	{
		Code: "client-cert-rejected", Severity: Error, Outcome: Failed, In: map[string]Judgement{"ocsp": {Warning, OK}},
		Sentence: "the server refuses the client certificate",
		Cure:     "see the server's log: it says why",
		Long: "The peer refused our certificate and did not say more (bad_certificate, certificate_unknown, " +
			"access_denied). A signature that is too weak for the server's OpenSSL (SECLEVEL), a chain that is " +
			"not whole, or a rule on names in a proxy are candidates. That the CA is not known there would be " +
			"client-cert-unknown-ca.",
		Example: "journalctl -u valkey-server | grep -i 'certificate verify failed'",
	},
}
