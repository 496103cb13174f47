package probe

// connRows are the faults before the first byte of TLS or RESP: names, routes and
// sockets.
var connRows = []Row{
	{
		Code: "dns-not-found", Severity: Error, Outcome: Undetermined,
		Sentence: "the host name does not exist, or has no address of the kind asked for",
		Cure:     "check the spelling, this machine's search domains, and --ipv4 or --ipv6",
		Long: "The resolver answered that there is no such name, or none with an address. A name that exists only " +
			"inside a cluster or a VPN looks just like that from outside.",
		Example: "getent ahosts cache-1.example",
	},
	{
		Code: "dns-server-failure", Severity: Error, Outcome: Undetermined,
		Sentence: "the resolver failed",
		Cure:     "the fault is in the resolver, not in the server: try again, then look at /etc/resolv.conf",
		Long: "The resolver answered SERVFAIL or REFUSED, or with something malformed: it could not find out, which " +
			"is not the same as that there is no such name (dns-not-found). DNSSEC that fails to validate, a " +
			"delegation whose servers are down, and a resolver that does not serve this client look like this.",
		Example: "dig +short cache-1.example @$(awk '/^nameserver/{print $2; exit}' /etc/resolv.conf)",
	},
	{
		Code: "dns-timeout", Severity: Error, Outcome: Undetermined,
		Sentence: "the resolver does not answer",
		Cure:     "check that this machine reaches its resolver",
		Long: "No answer came from any resolver in /etc/resolv.conf in time. A firewall that drops port 53, a " +
			"resolver that is down, and a VPN that is not up look alike. With a search domain each wrong guess " +
			"takes its own time: a name with a final dot is asked once.",
		Example: "vkcheck probe cache-1.example.:6379 --timeout-connect 10s",
	},
	{
		Code: "connection-refused", Severity: Error, Outcome: Undetermined,
		Sentence: "nothing listens there",
		Cure:     "start the server, or check its port and bind: it may listen on 127.0.0.1 only",
		Long: "The host answered the SYN with a reset: it is up, and no process listens on that port. A server " +
			"whose bind names other addresses, a TLS port configured as tls-port instead of port, and a firewall " +
			"that rejects all look like this.",
		Example: "ss -ltnp | grep -E ':(6379|6380)'",
	},
	{
		Code: "timeout-connect", Severity: Error, Outcome: Undetermined,
		Sentence: "no answer to the connection request",
		Cure:     "see whether a firewall drops it, the host is down, or its accept queue is full",
		Long: "The SYN was answered by nothing. A firewall or security group that drops, a host that is down beyond " +
			"a router, and a listener whose accept queue is full (net.core.somaxconn, tcp-backlog) look alike; " +
			"the last one passes when the server gets to accept again. A firewall that rejects is " +
			"connection-refused or host-unreachable.",
		Example: "traceroute -T -p 6379 cache-1.example",
	},
	{
		Code: "host-unreachable", Severity: Error, Outcome: Undetermined,
		Sentence: "no route to the host",
		Cure:     "check the route and that the host is up",
		Long: "A router, or this machine itself, says that it cannot reach the host: no answer to ARP or neighbour " +
			"discovery on the last link, or a firewall that rejects with icmp-host-unreachable. Where there is no " +
			"route at all it is network-unreachable.",
		Example: "ip route get 192.0.2.10; ip neigh show 192.0.2.10",
	},
	{
		Code: "network-unreachable", Severity: Error, Outcome: Undetermined,
		Sentence: "no route to the network",
		Cure:     "check this machine's routes; an IPv6 address needs IPv6 here",
		Long: "This machine has no route for the address. The usual case is a name with an IPv6 address on a " +
			"machine that has no IPv6: another address of the same name may do, and is tried.",
		Example: "vkcheck probe cache-1.example:6379 -4",
	},
	{
		Code: "connect-forbidden", Severity: Error, Outcome: Undetermined,
		Sentence: "this machine forbids the connection",
		Cure:     "look for a rule of the local firewall, or for a prohibit route: ip route get ADDRESS",
		Long: "The system refused to send: a rule of the local firewall (REJECT with icmp-admin-prohibited, or an " +
			"eBPF or seccomp filter of a container), or a route of kind prohibit. The server never heard of it.",
		Example: "ip route get 192.0.2.10; nft list ruleset | grep -n reject",
	},
	{
		Code: "blackhole-route", Severity: Error, Outcome: Undetermined,
		Sentence: "a local blackhole route swallows the address",
		Cure:     "remove the route that ip route get ADDRESS shows",
		Long: "A route of kind blackhole takes the address, so that connect fails at once with EINVAL. Such routes " +
			"are set on purpose, by fail2ban, a DDoS protection or a routing daemon, and are easily forgotten.",
		Example: "ip route show type blackhole",
	},
	{
		Code: "out-of-ports", Severity: Error, Outcome: Undetermined,
		Sentence: "this machine has no free local port",
		Cure:     "too many connections in TIME_WAIT: widen net.ipv4.ip_local_port_range",
		Long: "Each connection to the same address and port takes a local port, and keeps it in TIME_WAIT for a " +
			"minute after it was closed. A probe in a tight loop, or an application without a pool on the same " +
			"machine, uses up the 28,000 of the default range. This machine is short of ports, not the server.",
		Example: "sysctl net.ipv4.ip_local_port_range; ss -tan state time-wait | wc -l",
	},
	{
		Code: "out-of-files", Severity: Error, Outcome: Undetermined,
		Sentence: "this machine has no free file descriptor",
		Cure:     "raise ulimit -n",
		Long: "The process, or the whole system (ENFILE), has as many open files as it may, and a socket is one. " +
			"vkcheck needs one for each target that it examines at the same time, and some for responders: " +
			"--parallel times two is enough. The server has no part in it.",
		Example: "ulimit -n 65536; vkcheck probe --targets list.txt --parallel 1000",
	},
	{
		Code: "unix-not-found", Severity: Error, Outcome: Undetermined,
		Sentence: "the socket does not exist",
		Cure:     "start the server, or check its unixsocket setting",
		Long: "Nothing is at that path. The server makes the socket when it starts and removes it when it ends, so " +
			"it is not running, has no unixsocket in its configuration, or has another one; in a container the " +
			"path is that of the container.",
		Example: "valkey-cli CONFIG GET unixsocket",
	},
	{
		Code: "unix-stale-socket", Severity: Error, Outcome: Undetermined,
		Sentence: "nobody listens on the socket",
		Cure:     "the server died and left its socket file: start it",
		Long: "The socket's file is there, and no process listens on it: the server was killed, and could not " +
			"remove it. A new server removes it itself when it starts.",
		Example: "ss -xlp | grep valkey",
	},
	{
		Code: "unix-not-a-socket", Severity: Error, Outcome: Failed,
		Sentence: "the path is not a socket",
		Cure:     "give the path of the server's unixsocket",
		Long: "What stands at that path is a regular file, a directory or a device. A path to the configuration, " +
			"the log or the append-only file was given in its place.",
		Example: "file /run/valkey/valkey.sock",
	},
	{
		Code: "unix-permission", Severity: Error, Outcome: Undetermined,
		Sentence: "no permission to connect to the socket",
		Cure:     "see unixsocketperm, or join the group of the socket",
		Long: "To connect one needs the right to write to the socket and to pass through each directory above it. " +
			"The server makes it with unixsocketperm, which by default follows its umask: as a rule only its own " +
			"user and group get in.",
		Example: "namei -l /run/valkey/valkey.sock",
	},
	{
		Code: "unix-path-too-long", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the path is longer than a socket's name may be",
		Cure:     "use a path of at most 107 bytes",
		Long: "The system's sockaddr_un has 108 bytes (104 on BSD and macOS) for the path, its end included. Build " +
			"directories and temporary directories exceed that. A symbolic link in a short place leads there as " +
			"well.",
		Example: "ln -s /very/long/path/valkey.sock /tmp/v.sock && vkcheck probe /tmp/v.sock",
	},
	{
		Code: "connect-failed", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection could not be made",
		Cure:     "see the evidence",
		Long: "The system refused for a reason that has no code of its own. The evidence is its own text; an " +
			"address family that the system does not have, and a sandbox, are candidates.",
		Example: "strace -e trace=connect vkcheck probe cache-1.example:6379",
	},
	{
		Code: "reset-after-accept", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection was accepted and then reset without a word",
		Cure:     "look for a load balancer without a backend, an IP allow list, or maxclients on a TLS port: a PING alone was tried and did not help, nor TLS, and in plain text a PROXY line and PostgreSQL",
		Long: "The connection stood, and was thrown away (RST) before a byte was read. A load balancer with no " +
			"healthy backend, an allow list of addresses and a TCP wrapper do so. A Valkey server itself resets " +
			"only where it has unread bytes: of plain text on a TLS port, which is plaintext-to-tls-port, because " +
			"a second connection asks for that.",
		Example: "vkcheck probe cache-1.example:6379 --count 20",
	},
	{
		Code: "closed-on-accept", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection was accepted and then closed before any reply",
		Cure:     "look for a load balancer without a backend, an IP allow list, or maxclients on a TLS port: a PING alone was tried and did not help, nor TLS, and in plain text a PROXY line and PostgreSQL",
		Long: "The connection stood, with TLS its handshake too, and was ended (FIN) before a byte of a reply was " +
			"read. A load balancer with no backend and an allow list do so; a proxy that does it on some commands alone is " +
			"closes-on-command; Kafka, MongoDB and MQTT brokers close on what is not theirs; and a Valkey server says why before it closes (maxclients, protected-mode), unless it " +
			"listens with TLS: there maxclients is this, and in a handshake tls-closed-early.",
		Example: "vkcheck probe 10.0.0.7:6379 # behind the balancer, directly",
	},
	{
		Code: "proxy-protocol-required", Severity: Error, Outcome: Failed,
		Sentence: "a load balancer there expects the PROXY protocol",
		Cure:     "turn it off on this listener, or connect by a way that sends it: Valkey itself does not speak it",
		Long: "The connection was closed without a word, and the same bytes behind a line \"PROXY UNKNOWN\" were " +
			"answered. A balancer with accept-proxy (HAProxy), proxy_protocol (nginx) or its cloud kin stands " +
			"before the server.",
		Example: "listen cache; mode tcp; bind :6379; server a 10.0.0.7:6379 check # HAProxy: without accept-proxy on bind",
	},
	{
		Code: CodeProxyPlaintextToTLS, Severity: Error, Outcome: Failed,
		Sentence: "a proxy ends our TLS and speaks plain text to a server that wants TLS",
		Cure:     "have the proxy speak TLS to the server (ssl verify required ca-file in HAProxy, proxy_ssl on in nginx), or give it the server's plain port",
		Long: "The handshake stood and the connection was closed on the first command, and a second ClientHello within the TLS " +
			"of another connection was answered: what we said arrived as plain text at a port that wants TLS (tls-port). A proxy " +
			"without a backend closes just so, but answers no ClientHello.",
		Example: "backend cache; mode tcp; server a 10.0.0.7:6380 ssl verify required ca-file ca.pem # HAProxy",
	},
	{
		Code: "proxy-line-unknown", Severity: Error, Outcome: Failed,
		Sentence: "a load balancer sends a line of the PROXY protocol, and the server takes it for a command",
		Cure:     "turn it off where the balancer connects to the server (send-proxy and send-proxy-v2 in HAProxy, proxy_protocol on in nginx): Valkey does not speak it",
		Long: "The first reply was about the command PROXY, which we have not sent: what stands between tells the " +
			"server the client's address in a line that it does not know. From there on each reply is that of the " +
			"command before. With a password the server answers NOAUTH instead. Version 2 is binary and has a NUL, behind " +
			"which the server sees no end of the line and waits: vkcheck then sends empty lines on a second connection, " +
			"until the server says that the line is too long.",
		Example: "backend cache; mode tcp; server a 10.0.0.7:6379 check # HAProxy: without send-proxy",
	},
	{
		Code: "connection-state-lost", Severity: Error, Outcome: Undetermined,
		Sentence: "the connection ended, and with it a transaction or what commands had set on it",
		Cure:     "begin the transaction again on a new connection",
		Long: "A connection is dialled again by itself where nothing is lost by that. MULTI, WATCH, SELECT, AUTH " +
			"and the like by command live on one connection only: sent again on a new one the rest would mean " +
			"something else. Servers close what is idle for longer than their timeout setting.",
		Example: "valkey-cli CONFIG GET timeout",
	},
	{
		Code: "connect-hook-failed", Severity: Error, Outcome: Failed,
		Sentence: "the program's own connect hook failed",
		Cure:     "see the evidence: the fault is in what the hook does",
		Long: "A program that uses package conn has set OnConnect, which makes each connection ready in place of " +
			"HELLO, AUTH and SELECT, and it gave an error or closed the connection. The vkcheck command has no " +
			"such hook.",
		Example: `conn.Options{OnConnect: func(ctx context.Context, c *conn.Conn) error { _, err := c.Do(ctx, "READONLY"); return err }}`,
	},
	{
		Code: "pool-exhausted", Severity: Error, Outcome: Failed,
		Sentence: "every connection of the pool is in use",
		Cure:     "raise its maximum or find the connection that is never given back",
		Long: "All connections that the pool may hold are in use, and none came back within the time to wait. " +
			"Either more goroutines work at once than there are connections, or one took a connection and never " +
			"gave it back. The server has no part in it: its own limit is maxclients.",
		Example: "valkey://cache-1.example:6379?max_connections=200",
	},
	{
		Code: "pool-closed", Severity: Error, Outcome: Failed,
		Sentence: "the pool was closed",
		Cure:     "do not use it afterwards",
		Long: "Something asked a pool for a connection after Close. It is a fault in the order of a program's " +
			"shutdown, not of the server.",
		Example: "pool := conn.NewPool(conn.PoolOptions{Options: o}); defer pool.Close()",
	},
	{
		Code: "canceled", Severity: Error, Outcome: Undetermined,
		Sentence: "the run was ended from outside",
		Cure:     "run it again and let it end",
		Long: "The caller's context was cancelled, by Ctrl-C, SIGTERM or a program that gave up. What was found so " +
			"far is in the report, whose \"complete\" is false. A time that ran out by itself has a timeout code " +
			"instead.",
		Example: "vkcheck probe cache-1.example:6379 --timeout 30s",
	},
}
