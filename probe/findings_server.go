package probe

// serverRows are what a server says of itself, and what several connections show.
var serverRows = []Row{
	{
		Code: CodeUnstable, Severity: Error, Outcome: Failed,
		Sentence: "some of the connections failed",
		Cure:     "look for one address, backend or node of several that is ill, a limit on connections, or a network that loses packets",
		Long: "Of several connections to the same target some failed and some did not, which one connection cannot " +
			"show. The message counts them by code; the timings show in which step. A name with several addresses " +
			"or a balancer with one ill backend fails in a fixed share, a limit on connections in bursts, a " +
			"network by chance.",
		Example: "vkcheck probe cache-1.example:6379 --count 100 -o json | jq '.targets[0].timings'",
	},
	{
		Code: CodeNodesUnknown, Severity: Error, Outcome: Undetermined,
		Sentence: "not all nodes of the deployment are known, so not all were examined",
		Cure:     "allow what tells of them: ACL SETUSER USER +cluster|shards +role, and on a Sentinel +sentinel; a node without an address needs cluster-announce-ip, or the hostname that its endpoint type wants",
		Long: "--all-nodes was to examine all nodes and cannot tell which there are: the ACL forbids CLUSTER " +
			"SHARDS, ROLE or SENTINEL, or the server itself does not know a node's address and lists \"?\" or " +
			"nothing. So nothing can be said of the whole deployment, although this node may be well. Nodes that " +
			"are known and cannot be reached have findings of their own.",
		Example: "valkey-cli CONFIG SET cluster-announce-hostname cache-1.example",
	},
	{
		Code: CodePoolFailed, Severity: Error, Outcome: Failed,
		Sentence: "connections of a pool failed",
		Cure:     "see whether maxclients, a balancer or a firewall limits the connections of one client, and how busy the server is",
		Long: "Single connections work, and so many at once do not. maxclients is named by its code where the port " +
			"is plain, and is tls-closed-early on a TLS port. Other limits: connections by client in a balancer, " +
			"conntrack in a firewall, files of this machine (out-of-files), and CPU for as many TLS handshakes at " +
			"once (timeout-tls).",
		Example: "vkcheck probe cache-1.example:6379 --concurrency 200 --count 10",
	},
	{
		Code: CodeTrackingSilent, Severity: Error, Outcome: Failed,
		Sentence: "client tracking is on, a key was written, and no invalidation came",
		Cure:     "do not cache behind this address: look for a proxy that drops pushes or spreads one client over several servers",
		Long: "The server took CLIENT TRACKING, a key was read by one connection and written by another, and the " +
			"push did not come within the time of a command. A server always sends it, so what lies between does " +
			"not pass it on: proxies that share a few connections among many clients lose tracking. A client-side " +
			"cache there serves old values until their time to live.",
		Example: "vkcheck probe 10.0.0.7:6379 --tracking # past the proxy",
	},
	{
		Code: CodeTrackingNotExamined, Severity: Info, Outcome: OK,
		Sentence: "client tracking could not be tried",
		Cure:     "try it on a primary, as a user that may: ACL SETUSER USER ~vkcheck:tracking:* +get +set +del +client|tracking +client|id",
		Long: "The proof needs a write of a key of its own: the target is a replica or a Sentinel, the user may not " +
			"write it or may not track, the server refuses writes for now, or it does not know tracking (before " +
			"version 6, or the embedded server). That says nothing about whether tracking works.",
		Example: "valkey-cli ACL SETUSER probe '~vkcheck:tracking:*' +get +set +del '+client|tracking' '+client|id'",
	},
	{
		Code: CodeNotExamined, Severity: Info, Outcome: OK,
		Sentence: "the server refused some of what was asked of it, which was not examined",
		Cure:     "allow it, unless it was renamed: ACL SETUSER USER +info +slowlog|len +latency|latest +config|get +acl|whoami +acl|dryrun",
		Long: "Commands that tell about the server were refused by its ACL, or renamed, or it does not know them, " +
			"as proxies and managed services do. What they would have told is absent from the report rather than " +
			"0. Each refusal by an ACL has an entry in the server's ACL LOG.",
		Example: "valkey-cli ACL SETUSER probe +info '+slowlog|len' '+latency|latest' '+config|get' '+acl|whoami' '+acl|dryrun'",
	},
	{
		Code: CodeReplicaLinkDown, Severity: Warning, Outcome: Failed,
		Sentence: "the replica has lost its primary",
		Cure:     "see its log and INFO replication: is the primary up, do masteruser and masterauth fit, does tls-replication",
		Long: "master_link_status is down: the replica serves what it had (replica-serve-stale-data yes), older by " +
			"the second, and is no good for a failover. A password or TLS that does not fit the primary shows in " +
			"its log again and again; so does a full synchronisation that never ends, because the primary's " +
			"output buffer for replicas overflows. While it takes over all data it is down as well.",
		Example: "valkey-cli INFO replication | grep master_; valkey-cli CONFIG GET client-output-buffer-limit",
	},
	{
		Code: CodeReplicaSyncing, Severity: Warning, Outcome: OK,
		Sentence: "a replica still gets a full copy of the data",
		Cure:     "wait; where it begins again and again, raise client-output-buffer-limit of replicas and repl-timeout",
		Long: "INFO replication of the primary lists the replica with another state than online: wait_bgsave, " +
			"send_bulk or bg_transfer. It has no lag yet, serves old data or none, and is no good for a failover. " +
			"That is normal after a start or a broken link, for as long as the copy takes. Seen from the replica " +
			"it is replica-link-down.",
		Example: "valkey-cli INFO replication | grep ^slave; valkey-cli CONFIG GET client-output-buffer-limit",
	},
	{
		Code: CodeReplicationLag, Severity: Warning, Outcome: Failed,
		Sentence: "replication lags behind",
		Cure:     "look for a slow network or disk, or a load too heavy for the replica; raise repl-backlog-size",
		Long: "As a primary sees it, a replica has not acknowledged for more than 10 s, though it does so every " +
			"second, or is further behind than the backlog is long, so that a broken link would cost a full copy. " +
			"As a replica sees it, the primary was silent for more than 30 s, though it sends a PING every ten. " +
			"Reads from such a replica are old by as much.",
		Example: "valkey-cli INFO replication | grep -E 'slave|offset'; valkey-cli CONFIG SET repl-backlog-size 256mb",
	},
	{
		Code: CodeRDBSaveFailed, Severity: Warning, Outcome: Failed,
		Sentence: "the last save to disk failed",
		Cure:     "see the server's log: a full disk, a directory that cannot be written, or no memory to fork",
		Long: "rdb_last_bgsave_status is err, and the server goes on to take writes: no save points are set, " +
			"stop-writes-on-bgsave-error is no, it is a replica, or the probe may not read these settings. What " +
			"was written since the last good save is lost with the process. Where writes are refused it is " +
			"misconf.",
		Example: "valkey-cli BGSAVE; valkey-cli INFO persistence | grep rdb_",
	},
	{
		Code: CodeAOFWriteFailed, Severity: Error, Outcome: Failed,
		Sentence: "the append-only file could not be written: the server refuses writes",
		Cure:     "free the disk; the server goes on by itself",
		Long: "The last write to the append-only file failed. Until one succeeds the server refuses commands that " +
			"write, and tries again by itself every second. The disk is full, or a quota is reached.",
		Example: "df -h $(valkey-cli CONFIG GET dir | tail -1); valkey-cli INFO persistence | grep aof_last",
	},
	{
		Code: CodeAOFRewriteFailed, Severity: Warning, Outcome: Failed,
		Sentence: "the last rewrite of the append-only file failed",
		Cure:     "see the server's log: a full disk, or no memory to fork; the file grows until a rewrite succeeds",
		Long: "The append-only file is rewritten from time to time to what is needed for the data as it is now, by " +
			"a child process. That failed, so that the file grows with every write, and a restart reads all of " +
			"it. Writes go on.",
		Example: "valkey-cli BGREWRITEAOF; valkey-cli INFO persistence | grep aof_",
	},
	{
		Code: CodeMemoryNearLimit, Severity: Warning, Outcome: Failed,
		Sentence: "memory is nearly full and no key may be evicted",
		Cure:     "raise maxmemory, set a maxmemory-policy that evicts, or delete keys",
		Long: "used_memory, without what the server does not count, is 90 % of maxmemory or more, and nothing would " +
			"make room: the policy is noeviction, or a volatile one while no key has a time to live. At 100 % it " +
			"refuses writes, which is oom. A cache with an allkeys policy is full as a rule, and has no such " +
			"finding.",
		Example: "valkey-cli CONFIG SET maxmemory 8gb; valkey-cli --bigkeys",
	},
	{
		Code: CodeClientsNearLimit, Severity: Warning, Outcome: Failed,
		Sentence: "the server has nearly as many clients as it takes",
		Cure:     "find the client that leaks connections (CLIENT LIST), or raise maxclients",
		Long: "Clients, replicas and the links of a cluster's bus count against maxclients together, and are 90 % " +
			"of it or more. At 100 % new ones are turned away, the operator's among them. Growth without end is a " +
			"leak: clients that open a connection for each request, or never close.",
		Example: "valkey-cli CLIENT LIST | grep -o 'name=[^ ]*' | sort | uniq -c | sort -rn | head",
	},
	{
		Code: CodeClientsRejected, Severity: Warning, Outcome: OK,
		Sentence: "the server has turned clients away since it started, by maxclients or by its protected mode",
		Cure:     "raise maxclients, or find what connected so often; give the default user a password where that is the protected mode; CONFIG RESETSTAT starts counting anew",
		Long: "rejected_connections counts who was turned away because of maxclients, since the server started or " +
			"CONFIG RESETSTAT, and whom the protected mode refused: from other machines, or gone again before " +
			"the server looked where from, as what checks the port and closes, vkcheck ocsp too. It may be long " +
			"ago; compare two runs. There is room now, or this probe would not have got in.",
		Example: "valkey-cli INFO stats | grep rejected; valkey-cli CONFIG RESETSTAT",
	},
	{
		Code: CodeSlotsUncovered, Severity: Warning, Outcome: Failed,
		Sentence: "some slots of the cluster are served by nobody",
		Cure:     "valkey-cli --cluster check HOST:PORT names them, --cluster fix assigns them",
		Long: "Some of the 16,384 slots have no node, or their node is failing, and cluster-require-full-coverage " +
			"is no, so that the others are served. Keys in these slots get CLUSTERDOWN. With full coverage " +
			"required the whole cluster is down, which is cluster-down.",
		Example: "valkey-cli --cluster check cache-1.example:6379",
	},
	{
		Code: CodeSentinelMaster, Severity: Warning, Outcome: Failed,
		Sentence: "the Sentinel says that a master is down",
		Cure:     "SENTINEL MASTER NAME says since when; SENTINEL CKQUORUM NAME whether a failover can be voted for",
		Long: "This Sentinel cannot reach the master (sdown), or a quorum of Sentinels agrees (odown), and a " +
			"failover is due or under way. Where only one says so, its own network is the likelier fault: ask the " +
			"others.",
		Example: "valkey-cli -p 26379 SENTINEL MASTER mymaster; valkey-cli -p 26379 SENTINEL CKQUORUM mymaster",
	},
}
