package probe

// serverRows are what a server says of itself.
var serverRows = []Row{
	{Code: CodeUnstable, Severity: Error, Outcome: Failed, Sentence: "some of the connections failed", Cure: "look for one address, backend or node of several that is ill, a limit on connections, or a network that loses packets"},
	{Code: CodeNodesUnknown, Severity: Error, Outcome: Undetermined, Sentence: "not all nodes of the deployment are known, so not all were examined", Cure: "allow what tells of them: ACL SETUSER USER +cluster|shards +role, and on a Sentinel +sentinel; a node without an address needs cluster-announce-ip, or the hostname that its endpoint type wants"},
	{Code: CodePoolFailed, Severity: Error, Outcome: Failed, Sentence: "connections of a pool failed", Cure: "see whether maxclients, a balancer or a firewall limits the connections of one client, and how busy the server is"},
	{Code: CodeTrackingSilent, Severity: Error, Outcome: Failed, Sentence: "client tracking is on, a key was written, and no invalidation came", Cure: "do not cache behind this address: look for a proxy that drops pushes or spreads one client over several servers"},
	{Code: CodeTrackingNotExamined, Severity: Info, Outcome: OK, Sentence: "client tracking could not be tried", Cure: "try it on a primary, as a user that may: ACL SETUSER USER ~vkcheck:tracking:* +get +set +del +client|tracking +client|id"},
	{Code: CodeNotExamined, Severity: Info, Outcome: OK, Sentence: "the server refused some of what was asked of it, which was not examined", Cure: "allow it: ACL SETUSER USER +info +slowlog|len +latency|latest +config|get +acl|whoami +acl|dryrun"},
	{Code: CodeReplicaLinkDown, Severity: Warning, Outcome: Failed, Sentence: "the replica has lost its primary", Cure: "see its log and INFO replication: is the primary up, do masteruser and masterauth fit, does tls-replication"},
	{Code: CodeReplicationLag, Severity: Warning, Outcome: Failed, Sentence: "replication lags behind", Cure: "look for a slow network or disk, or a load too heavy for the replica; raise repl-backlog-size"},
	{Code: CodeRDBSaveFailed, Severity: Warning, Outcome: Failed, Sentence: "the last save to disk failed", Cure: "see the server's log: a full disk, a directory that cannot be written, or no memory to fork"},
	{Code: CodeAOFWriteFailed, Severity: Error, Outcome: Failed, Sentence: "the append-only file could not be written: the server refuses writes", Cure: "free the disk; the server goes on by itself"},
	{Code: CodeAOFRewriteFailed, Severity: Warning, Outcome: Failed, Sentence: "the last rewrite of the append-only file failed", Cure: "see the server's log: a full disk, or no memory to fork; the file grows until a rewrite succeeds"},
	{Code: CodeMemoryNearLimit, Severity: Warning, Outcome: Failed, Sentence: "memory is nearly full and no key may be evicted", Cure: "raise maxmemory, set a maxmemory-policy that evicts, or delete keys"},
	{Code: CodeClientsNearLimit, Severity: Warning, Outcome: Failed, Sentence: "the server has nearly as many clients as it takes", Cure: "find the client that leaks connections (CLIENT LIST), or raise maxclients"},
	{Code: CodeClientsRejected, Severity: Warning, Outcome: OK, Sentence: "the server has turned clients away since it started, because maxclients was reached", Cure: "raise maxclients, or find what connected so often; CONFIG RESETSTAT starts counting anew"},
	{Code: CodeSlotsUncovered, Severity: Warning, Outcome: Failed, Sentence: "some slots of the cluster are served by nobody", Cure: "valkey-cli --cluster check HOST:PORT names them, --cluster fix assigns them"},
	{Code: CodeSentinelMaster, Severity: Warning, Outcome: Failed, Sentence: "the Sentinel says that a master is down", Cure: "SENTINEL MASTER NAME says since when; SENTINEL CKQUORUM NAME whether a failover can be voted for"},
}
