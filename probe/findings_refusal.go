package probe

// refusalRows are what a server says to a command.
var refusalRows = []Row{
	{
		Code: "cluster-moved", Severity: Error, Outcome: Failed,
		Sentence: "the key lives on another node of the cluster",
		Cure:     "use a cluster client, or the node that it names; if that is a private address, set cluster-announce-ip",
		Long: "In a cluster each of 16,384 slots is served by one shard, and the node asked is not of it. A client " +
			"that knows clusters follows the address in the evidence; a plain one cannot. Where that address is " +
			"private or of a container, clients from outside cannot follow either.",
		Example: "valkey-cli CONFIG SET cluster-announce-ip 203.0.113.7",
	},
	{
		Code: "cluster-ask", Severity: Warning, Outcome: Failed,
		Sentence: "the slot is being moved to another node",
		Cure:     "try again",
		Long: "The slot is on its way to another node, and this key is there already, or new. The next command " +
			"alone is to go there, behind ASKING; the slot still belongs to this node. It ends with the " +
			"migration; where it does not, the migration was broken off.",
		Example: "valkey-cli --cluster check cache-1.example:6379",
	},
	{
		Code: "cluster-tryagain", Severity: Warning, Outcome: Failed,
		Sentence: "the slot is being moved and has only some of the keys",
		Cure:     "try again",
		Long: "A command names several keys of one slot that is on its way, and some of them are here and some " +
			"there. It passes when the migration has moved the rest. One that lasts was broken off: --cluster fix " +
			"ends it.",
		Example: "valkey-cli --cluster fix cache-1.example:6379",
	},
	{
		Code: "cluster-crossslot", Severity: Error, Outcome: Failed,
		Sentence: "the keys live in different slots",
		Cure:     "use hash tags: {user1}:a {user1}:b",
		Long: "A command with several keys is carried out by one node, so in a cluster all of them must be of one " +
			"slot. The slot is that of what stands in the first {...} of a key, or of the whole key.",
		Example: "valkey-cli CLUSTER KEYSLOT '{user1}:cart'",
	},
	{
		Code: "cluster-down", Severity: Critical, Outcome: Failed,
		Sentence: "the cluster is down",
		Cure:     "see CLUSTER INFO: slots that nobody serves, or a majority of primaries that is gone",
		Long: "The node serves nothing because it believes the cluster is not whole: some slot has no node, with " +
			"cluster-require-full-coverage yes (the default), or this node sees no majority of the primaries. A " +
			"split network shows the second on one side only.",
		Example: "valkey-cli CLUSTER INFO | grep -E 'state|slots'; valkey-cli CLUSTER NODES | grep -E 'fail|noaddr'",
	},
	{
		Code: "cluster-disabled", Severity: Error, Outcome: Failed,
		Sentence: "the server is no cluster node",
		Cure:     "use it as a standalone server",
		Long: "A command of clusters was sent to a server with cluster-enabled no, the default. A client set to " +
			"cluster mode asks so of a standalone server, or of a proxy that hides the cluster.",
		Example: "valkey-cli INFO cluster",
	},
	{
		Code: "redirected", Severity: Error, Outcome: Failed,
		Sentence: "the server sends us to its primary",
		Cure:     "connect to the primary it names",
		Long: "The client has told by CLIENT CAPA redirect that it follows redirections, so a replica of Valkey 8 " +
			"answers with the address of its primary, to reads as well. Without that it would serve reads, and " +
			"refuse writes with readonly-replica.",
		Example: "valkey-cli INFO replication | grep master_host",
	},
	{
		Code: "readonly-replica", Severity: Error, Outcome: Failed,
		Sentence: "the server is a read-only replica",
		Cure:     "connect to the primary: this is another node, or the name still leads to the old one after a failover",
		Long: "A write was sent to a replica. After a failover the old primary comes back as a replica, while a DNS " +
			"name, a pooled connection or a balancer still leads there. A client that asks Sentinels or a cluster " +
			"learns of the change.",
		Example: "vkcheck probe cache-1.example:6379 --all-nodes",
	},
	{
		Code: "master-down", Severity: Error, Outcome: Failed,
		Sentence: "the replica has lost its primary and serves nothing",
		Cure:     "mend the replication (INFO replication on both), or let it serve what it has: replica-serve-stale-data yes",
		Long: "The replica has no link to its primary, and replica-serve-stale-data is no, so that it refuses " +
			"almost everything, PING too, but answers HELLO and INFO. With yes, the default, the same state is " +
			"replica-link-down and old data is served.",
		Example: "valkey-cli INFO replication | grep master_; valkey-cli CONFIG SET replica-serve-stale-data yes",
	},
	{
		Code: "loading", Severity: Error, Outcome: Failed,
		Sentence: "the server is still loading its data",
		Cure:     "wait: INFO persistence shows how long (loading_eta_seconds)",
		Long: "The server reads its file into memory, after a start or when a replica takes over a full copy, and " +
			"answers nothing but INFO and a few others until it is done. A readiness check by valkey-cli passes " +
			"meanwhile, because that exits 0 on an error reply.",
		Example: "valkey-cli INFO persistence | grep loading_",
	},
	{
		Code: "busy-script", Severity: Error, Outcome: Failed,
		Sentence: "the server is busy with a script",
		Cure:     "end the script with SCRIPT KILL, or a function with FUNCTION KILL",
		Long: "A script or function has run for longer than busy-reply-threshold (5 s), and nothing else is carried " +
			"out meanwhile. SCRIPT KILL ends one that has written nothing; after a write only SHUTDOWN NOSAVE is " +
			"left, which loses what was not saved.",
		Example: "valkey-cli -e SCRIPT KILL || valkey-cli FUNCTION KILL",
	},
	{
		Code: "misconf", Severity: Critical, Outcome: Failed,
		Sentence: "the server refuses writes because it cannot save",
		Cure:     "free the disk or make the directory writable: INFO persistence and the server's log say what failed",
		Long: "The last background save failed and stop-writes-on-bgsave-error is yes, so the server refuses " +
			"writes, and PING, to be noticed. A full disk, a directory that is gone or not writable, and a fork " +
			"for which there is no memory (vm.overcommit_memory 0) are the causes. Where writes go on all the " +
			"same it is rdb-save-failed.",
		Example: "valkey-cli INFO persistence | grep rdb_last; df -h $(valkey-cli CONFIG GET dir | tail -1)",
	},
	{
		Code: "oom", Severity: Critical, Outcome: Failed,
		Sentence: "the server is out of memory",
		Cure:     "raise maxmemory or choose an eviction policy",
		Long: "used_memory is above maxmemory and nothing can be evicted: the policy is noeviction, or a volatile " +
			"one and no key has a time to live. Reads and deletes go on, and every command that might need memory " +
			"is refused. This is the server's own limit; when the machine runs out, the kernel kills the server.",
		Example: "valkey-cli CONFIG SET maxmemory-policy allkeys-lru",
	},
	{
		Code: "noreplicas", Severity: Error, Outcome: Failed,
		Sentence: "the server has fewer good replicas than it wants",
		Cure:     "bring the replicas back, or lower min-replicas-to-write",
		Long: "min-replicas-to-write wants more replicas that acknowledged within min-replicas-max-lag (10 s) than " +
			"there are, so the primary refuses writes rather than take what might be lost. It protects against a " +
			"primary that was cut off.",
		Example: "valkey-cli INFO replication | grep -E 'slave|min_slaves'",
	},
	{
		Code: "tracking-useless", Severity: Error, Outcome: Failed,
		Sentence: "client tracking is on but nothing would ever be pushed",
		Cure:     "client tracking needs RESP3",
		Long: "With RESP2 a connection gets no pushes, so that CLIENT TRACKING ON answers OK and nothing is ever " +
			"invalidated: a cache behind it would serve old values for good. It needs RESP3, or a second " +
			"connection to redirect to; the same code stands for a redirection to a client that is gone.",
		Example: "vkcheck probe cache-1.example:6379 --resp 3 --tracking",
	},
	{
		Code: "aborted", Severity: Error, Outcome: Failed,
		Sentence: "the transaction was aborted",
		Cure:     "a command in it was refused: see the first error",
		Long: "EXEC was answered with EXECABORT, because a command was refused when it was queued: unknown, with " +
			"wrong arguments, or forbidden. None of the transaction was carried out. A key that WATCH saw change " +
			"gives a null reply instead, which is no error.",
		Example: "valkey-cli ACL LOG 5",
	},
	{
		Code: "no-script", Severity: Error, Outcome: Failed,
		Sentence: "the server does not have this script",
		Cure:     "load it again: EVAL, or SCRIPT LOAD",
		Long: "EVALSHA names a script that this server has not loaded: it was restarted, SCRIPT FLUSH was used, or " +
			"a failover or a cluster led to another node. Scripts are not part of the data since version 7; " +
			"functions are.",
		Example: "valkey-cli SCRIPT EXISTS 4e6d8fc8bb01276962cce5371fa795a7763657ae",
	},
	{
		Code: "module-refused", Severity: Error, Outcome: Failed,
		Sentence: "the server did not load or unload a module",
		Cure:     "see the server's log: the file, its rights, its version",
		Long: "MODULE LOAD or UNLOAD failed; the reason is in the server's log and not in the reply. The file must " +
			"be readable and executable for the server's user and built for its version; modules with data types " +
			"are not unloaded. Since version 7 enable-module-command must allow it.",
		Example: "journalctl -u valkey-server | grep -i module; valkey-cli CONFIG GET enable-module-command",
	},
	{
		Code: "wrong-type", Severity: Error, Outcome: Failed,
		Sentence: "the key holds another type",
		Cure:     "see TYPE KEY; another program may use the same key",
		Long: "The key holds another kind of value than the command is for, LPUSH on a string. Two programs share a " +
			"name, or an old one wrote it in another form.",
		Example: "valkey-cli TYPE session:42; valkey-cli OBJECT ENCODING session:42",
	},
	{
		Code: "wrong-context", Severity: Error, Outcome: Failed,
		Sentence: "the command does not fit the state of the connection",
		Cure:     "use a connection that is not subscribed or in MULTI",
		Long: "The command does not fit what the connection is in: EXEC without MULTI, MULTI within MULTI, or " +
			"another command while a RESP2 connection is subscribed. A connection that was given back to a pool " +
			"in such a state, and two goroutines on one connection, do this.",
		Example: "vkcheck probe cache-1.example:6379 --resp 3 # where a subscribed connection takes other commands",
	},
	{
		Code: "server-error", Severity: Error, Outcome: Failed,
		Sentence: "the server answered with an error",
		Cure:     "see the evidence",
		Long: "The server answered with an error that has no code of its own; the evidence has its words. It begins " +
			"with ERR or with a word in capitals that says what kind it is.",
		Example: "valkey-cli INFO errorstats",
	},
}
