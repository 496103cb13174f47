package probe

// accessRows are refusals at the door: user, password, database, protocol.
var accessRows = []Row{
	{
		Code: "auth-required", Severity: Error, Outcome: Failed,
		Sentence: "the server wants a password",
		Cure:     "give it by VKCHECK_PASS, --pass-file or --askpass, and --user for an ACL user",
		Long: "The server has requirepass, or a default user that is not \"nopass\", and no credentials were given. " +
			"With TLS, the chain was accepted before. A server without any password would have answered, one that " +
			"knows the user and not the password says wrong-password.",
		Example: "VKCHECK_PASS=... vkcheck probe cache-1.example:6379 --user probe",
	},
	{
		Code: "wrong-password", Severity: Error, Outcome: Failed,
		Sentence: "the server refuses user and password",
		Cure:     "check user and password, and ACL LIST on the server: it says the same of a wrong pair, an unknown user and one that is off",
		Long: "The server says WRONGPASS and on purpose does not say which is wrong: the password, the user, or " +
			"that the user is switched off. Before version 6 there are no users, so that any --user fails. A " +
			"password in a URL is percent-decoded: write %40 for @. A text alone before the @ is the user, and to " +
			"valkey-cli the password: write :PASSWORD@ for that.",
		Example: "valkey-cli ACL LIST; valkey-cli ACL LOG 5",
	},
	{
		Code: "auth-not-configured", Severity: Error, Outcome: Failed,
		Sentence: "a password was given but the server has none",
		Cure:     "set requirepass on the server (it is open to everyone), or give no password",
		Long: "The default user has no password, so that everyone who reaches the port is let in. AUTH with a " +
			"password alone is refused then, and HELLO with AUTH takes any password: vkcheck connects by HELLO, " +
			"so that with RESP3 this is a warning and with --resp 2 a failure. Probably another server answers " +
			"than the one that you protected.",
		Example: `printf 'CONFIG SET requirepass "%s"\nCONFIG REWRITE\n' "$(cat secret)" | valkey-cli # one connection: the next wants the password`,
	},
	{
		Code: "auth-too-large", Severity: Error, Outcome: Failed,
		Sentence: "the password is longer than the server takes before AUTH",
		Cure:     "at most 16 KiB: use a shorter token",
		Long: "Before a client has authenticated, the server takes arguments of 16 KiB and ten of them at most, " +
			"against abuse. Tokens of a cloud's identity service stay below that as a rule; one that holds many " +
			"groups or a whole file given by mistake does not.",
		Example: "wc -c secret",
	},
	{
		Code: "acl-denied-command", Severity: Error, Outcome: Failed,
		Sentence: "the ACL forbids a command",
		Cure:     "grant it: ACL SETUSER USER +COMMAND; ACL LOG on the server shows what was refused",
		Long: "The user may not run the command, or this subcommand; the evidence names it. It is another fault " +
			"than acl-denied-key, where the command is allowed and the key is not. In the steps of a connection, " +
			"what can be done without (SETINFO, PING) is passed over with a note.",
		Example: "valkey-cli ACL SETUSER app +get '+client|tracking' && valkey-cli ACL SAVE",
	},
	{
		Code: "acl-denied-key", Severity: Error, Outcome: Failed,
		Sentence: "the ACL forbids a key",
		Cure:     "grant it: ACL SETUSER USER ~PATTERN",
		Long: "The command is allowed and the key does not fit any pattern of the user (~, %R~ for reading, %W~ for " +
			"writing). A user without any pattern may touch no key at all.",
		Example: "valkey-cli ACL SETUSER app '~session:*' && valkey-cli ACL SAVE",
	},
	{
		Code: "acl-denied-channel", Severity: Error, Outcome: Failed,
		Sentence: "the ACL forbids a channel",
		Cure:     "grant it: ACL SETUSER USER &PATTERN",
		Long: "The channel fits no pattern of the user. Since version 7 a new user has none (acl-pubsub-default " +
			"resetchannels), so that an ACL file which worked with 6 refuses every SUBSCRIBE and PUBLISH.",
		Example: "valkey-cli ACL SETUSER app '&news:*' && valkey-cli ACL SAVE",
	},
	{
		Code: "protected-mode", Severity: Error, Outcome: Failed,
		Sentence: "the server is in protected mode",
		Cure:     "set a password for the default user; do not just switch protected mode off",
		Long: "With protected-mode yes and no password for the default user, a server serves clients from this " +
			"machine only and refuses all others. It appears after a container was published, or a failover to a " +
			"server with another configuration. Before Redis 7 it ended where bind named an address, too; now it " +
			"does not.",
		Example: `valkey-cli CONFIG SET requirepass "$(cat secret)"`,
	},
	{
		Code: "maxclients", Severity: Error, Outcome: Failed,
		Sentence: "the server has reached its maximum of clients",
		Cure:     "find the client that leaks connections (CLIENT LIST), or raise maxclients",
		Long: "As many clients are connected as the server takes: maxclients (10,000), or fewer where its limit of " +
			"open files is lower, which it writes to its log at the start. On a TLS port the same is " +
			"tls-closed-early. Clients that do not reuse their connections, and a timeout of 0 with clients that " +
			"died without a word, fill it.",
		Example: "valkey-cli CLIENT LIST | grep -o ' addr=[0-9.]*' | sort | uniq -c | sort -rn | head",
	},
	{
		Code: "hello-unsupported", Severity: Error, Outcome: Failed,
		Sentence: "the server does not know HELLO",
		Cure:     "a server before version 6, a proxy, or rename-command: use --resp 2",
		Long: "HELLO came with version 6. An older server, a proxy, or a server where it was renamed does not know " +
			"it. Left to itself vkcheck goes on with RESP2 then and says so; only where RESP3 is asked for " +
			"(--resp 3, caching) is it a failure.",
		Example: "vkcheck probe cache-1.example:6379 --resp 2",
	},
	{
		Code: "protocol-unsupported", Severity: Error, Outcome: Failed,
		Sentence: "the server does not speak this version of RESP",
		Cure:     "use --resp 2",
		Long:     "The server knows HELLO and answered NOPROTO: not this version of RESP. All that do speak version 2.",
		Example:  "vkcheck probe cache-1.example:6379 --resp 2",
	},
	{
		Code: "command-unknown", Severity: Error, Outcome: Failed,
		Sentence: "the server does not know a command",
		Cure:     "see rename-command in its configuration: it was renamed, a proxy filters it, or the server is older",
		Long: "The server does not know the command at all: it was renamed or switched off by rename-command, as " +
			"managed services do with CONFIG and others; a proxy passes on a list of its own; it is a Sentinel " +
			"(sentinel-port); or the command is newer than the server. That a user may not run it would be " +
			"acl-denied-command. A server that answers all but PING is examined, with a warning: no replica can " +
			"follow it, since the first word of one is PING.",
		Example: "valkey-cli COMMAND INFO hello",
	},
	{
		Code: "subcommand-unknown", Severity: Info, Outcome: OK,
		Sentence: "the server does not know a subcommand",
		Cure:     "an older server: nothing to do",
		Long: "The command is known and the subcommand is not: CLIENT SETINFO came with 7.2, CLIENT CAPA with " +
			"Valkey 8. What is told by them is a courtesy, and the connection goes on without.",
		Example: "vkcheck probe cache-1.example:6379 --lib-name - # sends no SETINFO",
	},
	{
		Code: "wrong-arguments", Severity: Error, Outcome: Failed,
		Sentence: "the server does not take these arguments",
		Cure:     "an older server or a proxy",
		Long: "The command is known, but not with so many arguments: AUTH with a user before version 6, or a proxy " +
			"with a grammar of its own. In the steps of a connection vkcheck falls back to the older form where " +
			"there is one.",
		Example: "vkcheck probe cache-1.example:6379 --resp 2",
	},
	{
		Code: "bad-client-name", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the client name is not one that a server takes",
		Cure:     "no spaces, newlines or special characters in --client-name",
		Long: "CLIENT SETNAME takes printable characters without spaces, from \"!\" to \"~\". The same holds for what " +
			"is sent as --lib-name. Servers show the name in CLIENT LIST and their log.",
		Example: "vkcheck probe cache-1.example:6379 --client-name team-a:probe",
	},
	{
		Code: "sentinel-port", Severity: Error, Outcome: Failed,
		Sentence: "a Sentinel answers there, not a server with data",
		Cure:     "ask it for the primary: SENTINEL GET-MASTER-ADDR-BY-NAME; servers listen on 6379 as a rule, Sentinels on 26379",
		Long: "HELLO says mode sentinel, or a Sentinel refused a command of data. It knows which server is the " +
			"primary, and is itself none. For probe this is a warning, because the connection stands; a command " +
			"that it does not know makes it a failure.",
		Example: "valkey-cli -p 26379 SENTINEL GET-MASTER-ADDR-BY-NAME mymaster",
	},
	{
		Code: "sentinel-no-master", Severity: Error, Outcome: Failed,
		Sentence: "the Sentinel does not know this master",
		Cure:     "check the name of the master set",
		Long: "The Sentinel watches no master set of this name. The name is that of its line \"sentinel monitor NAME " +
			"...\", by default mymaster, and has nothing to do with host names. One Sentinel may watch several.",
		Example: "valkey-cli -p 26379 SENTINEL MASTERS | grep -A1 '^name$'",
	},
	{
		Code: "db-out-of-range", Severity: Error, Outcome: Failed,
		Sentence: "the server has no database of this number",
		Cure:     "see its databases setting (16 by default, 0 to 15)",
		Long: "The server has as many databases as its configuration says, 16 unless changed, counted from 0. " +
			"Managed services and clusters have fewer. valkey-cli prints the refusal and then works in database " +
			"0; vkcheck does not go on.",
		Example: "valkey-cli CONFIG GET databases",
	},
	{
		Code: "db-not-in-cluster", Severity: Error, Outcome: Failed,
		Sentence: "a cluster has database 0 only",
		Cure:     "leave -n out",
		Long: "A server in cluster mode has database 0 alone and refuses SELECT of any other. An application that " +
			"told its data apart by database needs prefixes instead. (Valkey 9 has numbered databases in " +
			"clusters, and does not answer so.)",
		Example: "vkcheck probe cache-1.example:6379 -n 0",
	},
}
