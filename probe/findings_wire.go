package probe

// wireRows are about bytes that are no RESP, or do not come.
var wireRows = []Row{
	{
		Code: "timeout-hello", Severity: Error, Outcome: Undetermined,
		Sentence: "connected, but no first byte came in time",
		Cure:     "see whether the server is stopped, paused (CLIENT PAUSE) or busy with a slow command, or wants TLS and was asked in plain text",
		Long: "The kernel of the server took the connection, and its process did not answer: stopped, frozen with " +
			"its VM, paused for all clients (CLIENT PAUSE), or held by one slow command, because commands run one " +
			"after the other. A port that wants TLS and keeps silent is ruled out by a ClientHello on a second " +
			"connection; a proxy that speaks TLS to a plain port of the server (ssl on the server's line in HAProxy) is not. After " +
			"a first reply the same silence is timeout-command.",
		Example: "valkey-cli --latency -h cache-1.example; valkey-cli CLIENT UNPAUSE",
	},
	{
		Code: "timeout-midreply", Severity: Error, Outcome: Undetermined,
		Sentence: "a reply began and did not end in time",
		Cure:     "look for a proxy, or for a smaller MTU on the way, that holds the rest back",
		Long: "Some bytes of a reply came and the rest did not. A server writes what it has, so the rest is held " +
			"back on the way: a path whose MTU is smaller than both ends believe (a VPN that drops ICMP), or a " +
			"proxy that waits for more. The connection cannot be used any more, because what comes next would be " +
			"taken for another reply.",
		Example: "ping -M do -s 1472 cache-1.example",
	},
	{
		Code: "timeout-command", Severity: Error, Outcome: Undetermined,
		Sentence: "a command was not answered in time",
		Cure:     "see SLOWLOG GET and LATENCY DOCTOR on the server",
		Long: "The server had answered before and did not answer this in time. It carries out one command at a " +
			"time: a KEYS, a large SMEMBERS or DEL, a script, a fork with much memory, or swapping delay " +
			"everyone. The time is --timeout-command; what the server did in it may have been done.",
		Example: "valkey-cli SLOWLOG GET 10; valkey-cli LATENCY DOCTOR",
	},
	{
		Code: "truncated-reply", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection ended within a reply",
		Cure:     "the server was killed, or a proxy cut it off",
		Long: "A reply had begun when the connection ended. The server was killed (the kernel's out-of-memory " +
			"killer writes to dmesg), a failover closed its clients, or a proxy ended the connection at its own " +
			"limit of time. Before the first byte of a reply it is connection-closed.",
		Example: "dmesg | grep -i 'killed process'; journalctl -u valkey-server -n 50",
	},
	{
		Code: "connection-closed", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection ended instead of a reply",
		Cure:     "the server was stopped, CLIENT KILL was used, or its timeout setting closed an idle connection",
		Long: "The connection ended where a reply was due. Servers close what exceeds client-output-buffer-limit or " +
			"maxmemory-clients, what CLIENT KILL names, what was idle for longer than their timeout, and everyone " +
			"when they shut down or fail over. A proxy that does not know a command closes too.",
		Example: "valkey-cli INFO stats | grep -E 'disconnections|evicted_clients'; valkey-cli CONFIG GET timeout",
	},
	{
		Code: CodeClosesOnCommand, Severity: Error, Outcome: Failed,
		Sentence: "the server closes the connection on commands that others answer or refuse",
		Cure:     "a proxy stands there, as a rule: have clients do without them (RESP2, no CLIENT), and probe the server behind it for what was not examined",
		Long: "The server answers PING and ends the connection when it reads the command: twemproxy and other proxies do " +
			"so on all that they do not pass on, which is HELLO, CLIENT, SELECT, INFO, CONFIG and more. Clients that " +
			"begin with HELLO and do not fall back cannot connect there. vkcheck connects again without HELLO and CLIENT, " +
			"and makes a warning of it; what the server would have told by the other commands is not examined. Where the " +
			"command was asked for (--resp 3, --db), the failure stands.",
		Example: "vkcheck probe proxy.example:22121 --resp 2 --lib-name -",
	},
	{
		Code: "not-resp", Severity: Error, Outcome: Failed,
		Sentence: "the peer does not speak RESP",
		Cure:     "check the port: another service owns this one",
		Long: "The first bytes belong to no protocol that vkcheck knows by its greeting. What the peer said is in " +
			"the evidence.",
		Example: "nc -w 2 cache-1.example 6379 </dev/null | xxd | head",
	},
	{
		Code: "not-resp-http", Severity: Error, Outcome: Failed,
		Sentence: "an HTTP server answers there",
		Cure:     "check the port: another service owns this one",
		Long: "A line \"HTTP/...\" came back, or the first frame of HTTP/2. A web server, a REST proxy of a managed cache, or a balancer that was " +
			"set up for HTTP owns the port. The metrics port of an exporter (9121) is a usual mistake.",
		Example: "curl -si http://cache-1.example:6379/ | head -1",
	},
	{
		Code: "not-resp-ssh", Severity: Error, Outcome: Failed,
		Sentence: "an SSH server answers there",
		Cure:     "check the port: another service owns this one",
		Long: "The peer greeted with \"SSH-\": port 22, or a port forwarded to it. A tunnel is used the other way " +
			"round: ssh forwards a local port, and that is the one to dial.",
		Example: "ssh -L 6379:localhost:6379 cache-1.example # then vkcheck probe localhost:6379",
	},
	{
		Code: "not-resp-smtp", Severity: Error, Outcome: Failed,
		Sentence: "a mail or FTP server answers there",
		Cure:     "check the port: another service owns this one",
		Long:     "The peer greeted as mail and FTP servers do, with \"220\" (SMTP, FTP), \"+OK\" (POP3) or \"* OK\" (IMAP).",
		Example:  "nc -w 2 cache-1.example 6379 </dev/null",
	},
	{
		Code: "not-resp-mysql", Severity: Error, Outcome: Failed,
		Sentence: "a MySQL server answers there",
		Cure:     "check the port: another service owns this one",
		Long: "The peer sent a packet of the MySQL protocol, its greeting or its refusal. MariaDB and MySQL listen " +
			"on 3306; a configuration that mixes up the data stores of an application dials it.",
		Example: "ss -ltnp | grep -E ':(3306|6379)'",
	},
	{
		Code: "not-resp-memcached", Severity: Error, Outcome: Failed,
		Sentence: "a memcached server answers there",
		Cure:     "check the port: another service owns this one",
		Long: "The peer answered HELLO with ERROR, as memcached does to what it does not know. It listens on 11211. " +
			"A managed cache comes as either of the two, which its console calls the engine.",
		Example: `printf 'version\r\n' | nc -w 2 cache-1.example 11211`,
	},
	{
		Code: "not-resp-postgresql", Severity: Error, Outcome: Failed,
		Sentence: "a PostgreSQL server answers there",
		Cure:     "check the port: another service owns this one",
		Long: "The connection was closed without a word, and the question with which clients of PostgreSQL begin (SSLRequest) " +
			"was answered with the one byte that its server, or pgbouncer, gives. It listens on 5432; a configuration that " +
			"mixes up the data stores of an application dials it.",
		Example: "pg_isready -h cache-1.example -p 6379",
	},
	{
		Code: "http-to-valkey", Severity: Error, Outcome: Failed,
		Sentence: "HTTP was spoken to a Valkey server, which closed",
		Cure:     "let the health check or the proxy there speak RESP, or open a TCP connection and no more",
		Long: "A server closes without a reply when it reads POST or Host: as a command, so that no web page can " +
			"make a browser talk to it. Its log says \"Possible SECURITY ATTACK detected\".",
		Example: "option tcp-check # HAProxy: in place of option httpchk",
	},
	{
		Code: "reply-too-large", Severity: Error, Outcome: Undetermined,
		Sentence: "a reply is larger than vkcheck accepts",
		Cure:     "no command that vkcheck sends has such a reply: is this a Valkey server?",
		Long: "A reply is larger than the bounds of vkcheck, or nested deeper, which keep a hostile peer from " +
			"filling its memory. Before the connection is ready they are 1 MiB and 8 levels, after that 64 MiB; " +
			"no server sends that much to the commands of a probe.",
		Example: "valkey-cli INFO everything | wc -c",
	},
	{
		Code: "protocol-error", Severity: Error, Outcome: Failed,
		Sentence: "the bytes break the protocol",
		Cure:     "look for a proxy between here and the server that mangles them",
		Long: "Either we read bytes that are no RESP, or the server says so of ours (\"Protocol error: ...\"), and " +
			"closes. Neither happens between a client and a server: something in between mangles the stream, or " +
			"two programs write to one connection. From the first byte of a peer it is rather not-resp.",
		Example: "vkcheck probe 10.0.0.7:6379 # past the proxy",
	},
}
