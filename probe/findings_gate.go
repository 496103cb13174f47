package probe

// CommandGate is the gate as reports name it.
const CommandGate = "gate"

// gateRows are the thresholds of the user, and the waivers.
var gateRows = []Row{
	{Code: CodeHitRatioLow, Severity: Error, Outcome: Failed, Sentence: "the hit ratio is below the threshold", Cure: "a larger cache, another policy, or no client-side cache for this load"},

	{Code: "gate-days-left", Severity: Error, Outcome: Failed, Sentence: "the certificate is valid for fewer days than the threshold", Cure: "renew it; where that is under way, waive this until it is done"},
	{Code: "gate-source", Severity: Error, Outcome: Failed, Sentence: "the verdict on the certificate comes from a source that the gate does not allow", Cure: "have the server staple, or the certificate name a responder that answers; or add the source to thresholds.sources"},
	{Code: "gate-tls-version", Severity: Error, Outcome: Failed, Sentence: "the connection has an older TLS version than the threshold, or none", Cure: "raise tls-protocols of the server, or connect to its tls-port"},
	{Code: "gate-p99", Severity: Error, Outcome: Failed, Sentence: "a step takes longer than the threshold", Cure: "see which step: connect is the network, tls the server's CPU and its distance, ready its load", Long: "Of several connections (count) it is the 99th percentile by nearest rank, which below a hundred is the slowest. The step total goes from the first to the last."},
	{Code: "gate-role", Severity: Error, Outcome: Failed, Sentence: "the server has another role than it should", Cure: "was there a failover? ROLE and INFO replication say since when; correct the address or the gate"},
	{Code: "gate-memory", Severity: Error, Outcome: Failed, Sentence: "the server uses more of its maxmemory than the threshold", Cure: "raise maxmemory, or find what grew: valkey-cli --bigkeys, MEMORY STATS"},
	{Code: "gate-clients", Severity: Error, Outcome: Failed, Sentence: "the server has more clients than the threshold", Cure: "find the client that leaks connections: CLIENT LIST; or raise maxclients"},
	{Code: "gate-blocked-clients", Severity: Error, Outcome: Failed, Sentence: "more clients are blocked than the threshold", Cure: "CLIENT LIST says who waits (flags=b) and in which command"},
	{Code: "gate-replication-lag", Severity: Error, Outcome: Failed, Sentence: "replication is further behind than the threshold", Cure: "see the network between the two and the load of the replica: INFO replication"},
	{Code: "gate-replicas", Severity: Error, Outcome: Failed, Sentence: "fewer replicas are connected than the threshold", Cure: "see the logs of those that are missing: INFO replication lists those that are there"},
	{Code: "gate-keyspace-hit-ratio", Severity: Error, Outcome: Failed, Sentence: "the server finds less of what it is asked for than the threshold", Cure: "see evicted_keys and expired_keys in INFO stats: a larger maxmemory, or longer lifetimes"},
	{Code: "gate-not-examined", Severity: Error, Outcome: Undetermined, Sentence: "a threshold could not be held against anything", Cure: "see what the server refused to tell, and allow it: ACL SETUSER ... +info; or take the threshold back: null", Long: "The server did not tell, an ACL forbids to ask, or what is asked for does not exist there: a server without maxmemory has no memory fraction."},

	{Code: "gate-waiver-expired", Severity: Error, Outcome: Failed, Sentence: "a waiver has expired", Cure: "cure what it waived and delete it; or give it a new date and a reason to", Long: "What it waived counts again. The waiver itself fails too, so that nobody forgets it in the file."},
	{Code: "gate-waiver-expiring", Severity: Warning, Outcome: OK, Sentence: "a waiver expires soon", Cure: "cure what it waives, or give it a new date"},
	{Code: "gate-waiver-unused", Severity: Warning, Outcome: OK, Sentence: "a waiver waives nothing", Cure: "delete it: what it was for is cured, or its patterns match nothing"},
}
