package probe

// remarkRows are remarks on a chain that is trusted, or has another fault.
var remarkRows = []Row{
	{Code: CodeExpiresSoon, Severity: Warning, Outcome: Failed, Sentence: "the certificate expires soon", Cure: "renew it now: see why that has not happened by itself"},
	{Code: CodeLongLived, Severity: Info, Outcome: OK, Sentence: "the certificate lives longer than public authorities may issue", Cure: "issue for less and renew by a program: what is renewed by hand once in years is forgotten"},
	{Code: CodeChainUnordered, Severity: Warning, Outcome: OK, Sentence: "the server sends its certificates out of order", Cure: "write them into its tls-cert-file in order: the leaf, what issued it, what issued that"},
	{Code: CodeChainSuperfluous, Severity: Info, Outcome: OK, Sentence: "the server sends certificates that no client needs", Cure: "leave them out of its tls-cert-file"},
}
