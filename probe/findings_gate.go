package probe

// CommandGate is the gate as reports name it.
const CommandGate = "gate"

// gateRows are the thresholds of the user, and the waivers.
var gateRows = []Row{
	{
		Code: CodeHitRatioLow, Severity: Error, Outcome: Failed,
		Sentence: "the hit ratio is below the threshold",
		Cure:     "a larger cache, another policy, or no client-side cache for this load",
		Long: "The best of the policies and sizes simulated stays below --min-hit-ratio. Belady's bound, which no " +
			"cache reaches, does not pass the gate. Why lookups missed stands in the columns cold, capacity, " +
			"written and expired: only capacity is cured by a larger cache.",
		Example: "vkcheck cache-sim trace.txt --curve --min-hit-ratio 0.8",
	},
	{
		Code: "gate-days-left", Severity: Error, Outcome: Failed,
		Sentence: "the certificate is valid for fewer days than the threshold",
		Cure:     "renew it; where that is under way, waive this until it is done",
		Long: "The threshold days-left holds for every certificate but for a root above others, which clients trust by a copy of their own: " +
			"an intermediate that expires takes all its leaves along. It is yours, beside the warning that vkcheck gives by itself.",
		Example: "thresholds: {days-left: 21}",
	},
	{
		Code: "gate-source", Severity: Error, Outcome: Failed,
		Sentence: "the verdict on the certificate comes from a source that the gate does not allow",
		Cure:     "have the server staple, or the certificate name a responder that answers; or add the source to the threshold",
		Long: "The threshold sources lists where a verdict may come from: staple, ocsp, crl, store. A verdict is " +
			"that of the first source which gave a valid answer, and the attempts in the report say why the " +
			"others did not. Where there is no verdict at all, that has a finding of its own.",
		Example: "thresholds: {sources: [staple, ocsp]}",
	},
	{
		Code: "gate-tls-version", Severity: Error, Outcome: Failed,
		Sentence: "the connection has an older TLS version than the threshold, or none",
		Cure:     "raise tls-protocols of the server, or connect to its tls-port",
		Long: "The threshold tls-version is held against what the handshake agreed on, the highest that both " +
			"sides know. Plain text is below all versions, so that this threshold is what demands TLS of a " +
			"target.",
		Example: `valkey-cli CONFIG SET tls-protocols "TLSv1.2 TLSv1.3"`,
	},
	{
		Code: "gate-p99", Severity: Error, Outcome: Failed,
		Sentence: "a step takes longer than the threshold",
		Cure:     "see which step: connect is the network, tls the server's CPU and the distance, ready its load",
		Long: "The threshold p99 is held against the 99th percentile over count connections, by nearest rank: " +
			"below a hundred of them that is the slowest, and of one what it took. The step total goes from the " +
			"first to the last. A step that failed is a finding of its own, and took no time that could be " +
			"held.",
		Example: "count: 100\nthresholds: {p99: {tls: 50ms, total: 200ms}}",
	},
	{
		Code: "gate-role", Severity: Error, Outcome: Failed,
		Sentence: "the server has another role than it should",
		Cure:     "was there a failover? ROLE and INFO replication say who is the primary; correct the address or the gate",
		Long: "The server answered HELLO, or INFO, with another role than the threshold names. After a failover " +
			"an address that is not moved along leads to the other of two servers; writes then fail with " +
			"READONLY.",
		Example: "valkey-cli -h cache-1.example ROLE",
	},
	{
		Code: "gate-memory", Severity: Error, Outcome: Failed,
		Sentence: "the server uses more of its maxmemory than the threshold",
		Cure:     "raise maxmemory, or find what grew",
		Long: "The threshold memory-fraction is held against used_memory and maxmemory of INFO. At 1 the server " +
			"evicts by its maxmemory-policy, or refuses writes where that is noeviction. A server without " +
			"maxmemory has no fraction: then the threshold could not be held.",
		Example: "valkey-cli --bigkeys\nvalkey-cli MEMORY STATS",
	},
	{
		Code: "gate-clients", Severity: Error, Outcome: Failed,
		Sentence: "the server has more clients than the threshold",
		Cure:     "find the client that leaks connections, or raise maxclients",
		Long: "The threshold clients-fraction is held against connected_clients and maxclients of INFO. At 1 the " +
			"next client is turned away, and so is whoever wants to see why.",
		Example: "valkey-cli CLIENT LIST",
	},
	{
		Code: "gate-blocked-clients", Severity: Error, Outcome: Failed,
		Sentence: "more clients are blocked than the threshold",
		Cure:     "see who waits and in which command: CLIENT LIST shows flags=b",
		Long: "The threshold blocked-clients is held against blocked_clients of INFO: those that wait in BLPOP, " +
			"XREAD BLOCK, WAIT and the like. Many may be normal for queues; then the threshold is too low.",
		Example: "valkey-cli CLIENT LIST",
	},
	{
		Code: "gate-replication-lag", Severity: Error, Outcome: Failed,
		Sentence: "replication is further behind than the threshold",
		Cure:     "see the network between the two and the load of the replica",
		Long: "The thresholds replication-lag and replication-lag-bytes are held against INFO replication: of a " +
			"replica, when it last heard of its primary; of a primary, its slowest replica. A replica whose " +
			"link is down, or which still gets a full copy, is behind as far as can be. A primary without replicas lags behind nobody: the " +
			"threshold replicas demands some.",
		Example: "valkey-cli INFO replication",
	},
	{
		Code: "gate-replicas", Severity: Error, Outcome: Failed,
		Sentence: "fewer replicas are connected than the threshold",
		Cure:     "see the logs of those that are missing: INFO replication lists those that are there",
		Long: "The threshold replicas is held against connected_slaves of INFO. With too few of them a failover " +
			"has no candidate, and min-replicas-to-write refuses writes.",
		Example: "valkey-cli INFO replication",
	},
	{
		Code: "gate-keyspace-hit-ratio", Severity: Error, Outcome: Failed,
		Sentence: "the server finds less of what it is asked for than the threshold",
		Cure:     "a larger maxmemory, or longer lifetimes: evicted_keys and expired_keys of INFO stats say which",
		Long: "The threshold keyspace-hit-ratio is held against keyspace_hits and keyspace_misses of INFO, which " +
			"count from the start of the server or from CONFIG RESETSTAT. After a start the ratio is low for a " +
			"while.",
		Example: "valkey-cli INFO stats",
	},
	{
		Code: "gate-not-examined", Severity: Error, Outcome: Undetermined,
		Sentence: "a threshold could not be held against anything",
		Cure:     "allow the user what vkcheck asks, give the server the limit that a share is of, or take the threshold back for this target: null",
		Long: "The server did not tell, an ACL forbids to ask, or what is asked for does not exist there, such as " +
			"a fraction of maxmemory where there is none. A gate that passed then would pass what nobody has " +
			"seen.",
		Example: "valkey-cli ACL SETUSER vkcheck +info",
	},
	{
		Code: "gate-waiver-expired", Severity: Error, Outcome: Failed,
		Sentence: "a waiver has expired",
		Cure:     "cure what it waived and delete it, or give it a new date and a reason to",
		Long: "The last day of the waiver, its until, is over in UTC. What it waived counts again. The waiver " +
			"itself fails too, whether or not it still waives something, so that nobody forgets it in the file.",
		Example: "until: 2026-12-31",
	},
	{
		Code: "gate-waiver-expiring", Severity: Warning, Outcome: OK,
		Sentence: "a waiver expires soon",
		Cure:     "cure what it waives, or give it a new date",
		Long:     "The last day of the waiver is within two weeks. From the day after it on the gate fails.",
		Example:  "vkcheck gate --check-config",
	},
	{
		Code: "gate-waiver-unused", Severity: Warning, Outcome: OK,
		Sentence: "a waiver waives nothing",
		Cure:     "delete it: what it was for is cured, or its patterns match nothing",
		Long: "No finding of this run has its code, on a target and about a subject as its patterns say. A waiver " +
			"for nothing hides the next fault of the kind.",
		Example: "vkcheck gate --check-config",
	},
}
