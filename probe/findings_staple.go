package probe

// stapleRows are about staples, and the certificate that was expected.
var stapleRows = []Row{
	{
		Code: "must-staple-unsatisfiable", Severity: Error, Outcome: Failed,
		Sentence: "the certificate demands a staple and names no responder that could give one",
		Cure:     "re-issue it without must-staple, or with a responder's URL",
		Long: "The certificate has the TLS feature extension (RFC 7633) and no OCSP URL: whoever staples would not " +
			"know where to get a response. A client that obeys the extension can never accept it.",
		Example: "openssl x509 -in server.pem -noout -text | grep -A1 -E 'TLS Feature|OCSP'",
	},
	{
		Code: "staple-conflicts-with-responder", Severity: Critical, Outcome: Failed,
		Sentence: "the staple says good of a certificate that another source says is revoked",
		Cure:     "the staple is older than the revocation, or was kept on purpose",
		Long: "The staple is valid and says good, and the responder or the CRL says revoked. A staple is good for " +
			"days, in which a revocation is not seen by clients that ask nobody else; a server's owner who knows " +
			"of it can hold on to the old one. Revoked counts.",
		Example: "vkcheck ocsp cache-1.example:6380 --max-age 4h",
	},
	{
		Code: "must-staple-missing", Severity: Critical, Outcome: Failed,
		Sentence: "a staple is demanded, by the certificate or by an option, and the server sent none that counts",
		Cure:     "staple at a TLS proxy, or re-issue without must-staple: Valkey and Redis cannot staple",
		Long: "The certificate has the TLS feature extension of RFC 7633 with status_request. Go, OpenSSL's tools " +
			"and Python connect all the same; clients that follow the RFC refuse.",
		Example: "ssl_stapling on; ssl_stapling_verify on; # nginx, as a TLS proxy before the server",
	},
	{
		Code: "cert-pin-mismatch", Severity: Critical, Outcome: Failed,
		Sentence: "the server shows another certificate than the expected one",
		Cure:     "if it was renewed, expect the new one; if not, find out who answers there",
		Long: "A file names the one certificate that the server must show (ssl_ocsp_expected_cert), and it shows " +
			"another. A renewal does that, and so does somebody in between; whether the new one is trusted by its " +
			"chain is judged apart.",
		Example: "openssl s_client -connect cache-1.example:6380 </dev/null | openssl x509 -noout -fingerprint -sha256",
	},
	{
		Code: "staple-only-leaf", Severity: Info, Outcome: OK,
		Sentence: "the staple is for the leaf; the certificates above it were asked about otherwise",
		Cure:     "normal: TLS 1.2 has no other staples, and Go's TLS drops those that TLS 1.3 allows",
		Long: "A handshake staples a response for the leaf. RFC 8446 4.4.2.1 lets a server staple one for each " +
			"certificate, and few do; so for the intermediates, whose revocation counts as much, responders or " +
			"CRLs were asked.",
		Example: "vkcheck ocsp cache-1.example:6380 --leaf-only",
	},
	{
		Code: "staple-missing", Severity: Info, Outcome: OK,
		Sentence: "the server sent no staple",
		Cure:     "normal for Valkey and Redis, which do not staple",
		Long: "No response came with the handshake. Valkey and Redis have no stapling; a TLS proxy before them may. " +
			"Where the certificate demands one it is must-staple-missing. The responders and CRLs are asked " +
			"instead.",
		Example: "vkcheck ocsp cache-1.example:6380 --require any",
	},
}
