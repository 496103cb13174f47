package lab

import (
	"crypto/tls"
	"time"
)

// serverScenarios are about the server behind a good certificate, and about
// what stands before it.
var serverScenarios = []Scenario{
	{
		Name: "plain", About: "the server speaks plain text, and so shall the client", DialPlain: true,
		Server: Server{Plain: true},
		Want:   Want{"", failed("tls-to-plaintext-port"), nothing}, Source: "valkey 8.0 src/networking.c: the inline parser waits for a newline",
	},
	{
		Name: "plain-for-tls", About: "the server speaks plain text, and the client shall speak TLS", Silent: true,
		Server: Server{Plain: true},
		Want:   both("", failed("tls-to-plaintext-port")), Source: "valkey 8.0 src/networking.c: the inline parser waits for a newline that a ClientHello does not have",
	},
	{
		Name: "tls-for-plain", About: "the server speaks TLS, and the client shall speak plain text", DialPlain: true,
		Want: Want{"good", good, failed("plaintext-to-tls-port")}, Source: "RFC 8446 6.2: unexpected_message; valkey 8.0 src/tls.c closes",
	},
	{
		Name: "nothing", About: "nothing listens on the port",
		Server: Server{Closed: true},
		Want:   both("", unknown("connection-refused")), Source: "RFC 9293 3.5.2",
	},

	// Closes, in the order of a connection's life.
	before("closes-on-accept", "the server closes every connection at once, as valkey-server does on its TLS port when maxclients is reached",
		HangUp, unknown("tls-closed-early"), "valkey 8.0 src/networking.c: acceptCommonHandler writes its words to plain connections only"),
	before("resets-in-handshake", "the server resets the connection after the ClientHello",
		Reset, unknown("tls-closed-early"), "RFC 9293 3.5.3"),
	{
		Name: "closes-in-handshake", About: "the server closes the connection within its ServerHello",
		Server: Server{Before: func(addr string) Plan { return CutReplies(addr, 20, HangUp) }},
		Want:   both("", unknown("tls-closed-early")), Source: "RFC 8446 6.1: an end without close_notify is a truncation",
	},
	behind("closes-after-handshake", "the server closes the connection after the handshake",
		func(string) Plan { return HangUp }, unknown("closed-on-accept"), "RFC 8446 6.1"),
	behind("closes-after-command", "the server closes the connection after the client's first command",
		func(string) Plan { return Say("", HangUp) }, unknown("closed-on-accept"), "the RESP specification: every command has a reply"),
	behind("closes-within-reply", "the server closes the connection within its first reply",
		func(addr string) Plan { return CutReplies(addr, 3, HangUp) }, unknown("truncated-reply"), "the RESP specification: a reply ends with CRLF"),
	{
		Name: "closes-plain", About: "the server closes every connection in plain text at once", DialPlain: true,
		Server: Server{Plain: true, Before: always(HangUp)},
		Want:   Want{"", unknown("tls-closed-early"), unknown("closed-on-accept")}, Source: "RFC 9293 3.6",
	},

	// Silence, in the same order.
	silent(before("silent", "the server takes the connection and says nothing",
		Hush, unknown("timeout-tls"), "RFC 9293 3.8.3: the time to wait is the client's own")),
	silent(Scenario{
		Name: "silent-in-handshake", About: "the server falls silent within its ServerHello",
		Server: Server{Before: func(addr string) Plan { return CutReplies(addr, 20, Hush) }},
		Want:   both("", unknown("timeout-tls")), Source: "RFC 9293 3.8.3: the time to wait is the client's own",
	}),
	silent(behind("silent-after-handshake", "the server falls silent after the handshake, as one that is stopped or busy does",
		func(string) Plan { return Hush }, unknown("timeout-hello"), "RFC 9293 3.8.3: the time to wait is the client's own")),
	silent(behind("silent-within-reply", "the server falls silent within its first reply",
		func(addr string) Plan { return CutReplies(addr, 3, Hush) }, unknown("timeout-midreply"), "RFC 9293 3.8.3: the time to wait is the client's own")),

	// Slowness that must be borne.
	{
		Name: "slow-handshake", About: "all that the server sends comes half a second late",
		Server: Server{Before: func(addr string) Plan {
			return Behind(addr, nil, func([]byte) { time.Sleep(500 * time.Millisecond) })
		}},
		Want: both("good", good), Source: "RFC 9293 3.8.3: the time to wait is the client's own; a second is no fault",
	},
	{
		Name: "byte-by-byte", About: "all that the server sends comes byte by byte",
		Server: Server{Before: func(addr string) Plan { return Dripping(addr, false, true) }},
		Want:   both("good", good), Source: "RFC 9293 3.8: a stream has no packets",
	},
	{
		Name: "slow-reads", About: "the server reads byte by byte",
		Server: Server{Before: func(addr string) Plan { return Dripping(addr, true, false) }},
		Want:   both("good", good), Source: "RFC 9293 3.8: a stream has no packets",
	},

	// Other services, and nonsense.
	before("garbage-for-tls", "the server answers the ClientHello with garbage",
		Say("\x00\x01garbage\r\n", HangUp), failed("not-resp"), "RFC 8446 5.1: an unexpected record ends the connection"),
	before("ssh-for-tls", "an SSH server listens there, which speaks first",
		Greet("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", HangUp), failed("not-resp-ssh"), "RFC 4253 4.2; RFC 8446 5.1"),
	before("http-for-tls", "an HTTP server without TLS listens there",
		Say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", HangUp), failed("not-resp-http"), "RFC 8446 5.1"),
	{
		Name: "broken-record", About: "a proxy breaks the length of the server's first record",
		Server: Server{Before: func(addr string) Plan { return Behind(addr, nil, LongerRecord) }},
		Want:   both("", failed("tls-bad-record")), Source: "RFC 8446 5.1: record_overflow",
	},
	behind("http-in-tls", "an HTTP server with TLS listens there",
		func(string) Plan {
			return Say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", HangUp)
		}, failed("not-resp-http"), "the RESP specification: no reply begins with H"),
	behind("garbage-reply", "the server answers the first command with garbage",
		func(string) Plan { return Say("\x00\x01garbage\r\n", HangUp) }, failed("not-resp"), "the RESP specification: the first byte is the type"),
	behind("absurd-length", "the server announces a reply of 2^62 bytes",
		func(string) Plan { return Say("$4611686018427387904\r\n", HangUp) }, unknown("reply-too-large"), "the RESP specification: 512 MB at most"),

	// TLS that finds no common ground.
	{
		Name: "old-tls", About: "the server speaks TLS 1.1 and older versions alone",
		Server: Server{Version: tls.VersionTLS11},
		Want:   both("", failed("tls-version")), Source: "RFC 8996 5: TLS 1.1 MUST NOT be used",
	},
	before("alert-handshake-failure", "the server ends the handshake with handshake_failure",
		Say(Alert(40), HangUp), failed("tls-no-common-cipher"), "RFC 8446 6.2"),
	before("alert-unrecognized-name", "the server ends the handshake with unrecognized_name",
		Say(Alert(112), HangUp), failed("tls-unrecognized-name"), "RFC 6066 3"),
	{
		Name: "alert-revoked", About: "the server ends the handshake with certificate_revoked, meaning the client's",
		Server: Server{Before: always(Say(Alert(44), HangUp))},
		Want:   Want{"", warned("client-cert-revoked"), failed("client-cert-revoked")}, Source: "RFC 8446 6.2",
	},
	before("alert-internal-error", "the server ends the handshake with internal_error",
		Say(Alert(80), HangUp), failed("tls-alert"), "RFC 8446 6.2"),
	silent(Scenario{
		Name: "large-hello-lost", About: "a middlebox swallows every ClientHello above 1000 bytes", Must: Either,
		Server: Server{Before: func(addr string) Plan { return DropLargeHello(addr, 1000) }},
		Want:   both("", failed("tls-clienthello-dropped")), Source: "RFC 9293 3.7: a segment may be lost; a client without ML-KEM has a small one",
	}),
	{
		Name: "proxy-line", About: "a balancer wants the PROXY protocol first",
		Server: Server{Before: WantProxyLine},
		Want:   both("", failed("proxy-protocol-required")), Source: "HAProxy's PROXY protocol 2: the receiver must not guess",
	},

	// What a server says.
	{
		Name: "password", About: "the server wants a password, which is: secret",
		Server: Server{Password: "secret"},
		Want:   Want{"good", good, failed("auth-required")}, Source: "valkey 8.0 src/server.c: NOAUTH",
	},
	answering("no-hello", "the server does not know HELLO, as before version 6", "", Replies{
		"HELLO": "-ERR unknown command 'HELLO', with args beginning with: '3' \r\n",
	}, good, "valkey 8.0 src/server.c: the error goes to the command alone; RESP2 is what it then speaks"),
	answering("loading", "the server is loading its data", "", Replies{
		"*": "-LOADING Valkey is loading the dataset in memory\r\n", "HELLO": "", "AUTH": "", "CLIENT": "", "SELECT": "", "INFO": "", "COMMAND": "",
	}, failed("loading"), "valkey 8.0 src/server.c: processCommand, CMD_LOADING"),
	answering("primary-down", "the server is a replica that has lost its primary and serves nothing", "", Replies{
		"*": "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n", "HELLO": "", "AUTH": "", "CLIENT": "", "SELECT": "", "INFO": "", "COMMAND": "",
	}, failed("master-down"), "valkey 8.0 src/server.c: processCommand, CMD_STALE"),
	answering("busy-script", "the server is busy with a script that does not end", "", Replies{
		"*": "-BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.\r\n", "HELLO": "", "AUTH": "",
	}, failed("busy-script"), "valkey 8.0 src/server.c: processCommand, CMD_ALLOW_BUSY"),
	answering("cannot-save", "the server cannot save and refuses writes, and PING too", "", Replies{
		"PING": "-MISCONF Valkey is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Valkey logs for details about the RDB error.\r\n",
	}, fatal("misconf"), "valkey 8.0 src/server.c: processCommand refuses PING as it does writes"),
	answering("moved", "the key is on another node, where nothing listens", "GET lab", Replies{
		"GET": "-MOVED 6901 127.0.0.1:1\r\n",
	}, good, "valkey 8.0 src/cluster.c: clusterRedirectClient"),
	answering("read-only", "the server is a read-only replica", "SET lab x", Replies{
		"SET": "-READONLY You can't write against a read only replica.\r\n",
	}, good, "valkey 8.0 src/server.c: processCommand, CMD_WRITE"),
	answering("ask", "the key's slot is moving to another node, where nothing listens", "GET lab", Replies{
		"GET": "-ASK 6901 127.0.0.1:1\r\n",
	}, good, "valkey 8.0 src/cluster.c: clusterRedirectClient"),
	answering("cluster-down", "the cluster does not serve the key's slot", "GET lab", Replies{
		"GET": "-CLUSTERDOWN Hash slot not served\r\n",
	}, good, "valkey 8.0 src/cluster.c: clusterRedirectClient"),
	answering("redirected", "the server sends its clients to the primary, where nothing listens", "GET lab", Replies{
		"GET": "-REDIRECT 127.0.0.1:1\r\n",
	}, good, "valkey 8.0 src/server.c: processCommand, CLIENT CAPA redirect"),
	answering("out-of-memory", "the server has no memory for a write", "SET lab x", Replies{
		"SET": "-OOM command not allowed when used memory > 'maxmemory'.\r\n",
	}, good, "valkey 8.0 src/server.c: processCommand, CMD_DENYOOM"),
	answering("no-replicas", "the server has too few replicas for a write", "SET lab x", Replies{
		"SET": "-NOREPLICAS Not enough good replicas to write.\r\n",
	}, good, "valkey 8.0 src/server.c: processCommand, min-replicas-to-write"),
	answering("acl-denied", "the ACL forbids the command", "GET lab", Replies{
		"GET": "-NOPERM User default has no permissions to run the 'get' command\r\n",
	}, good, "valkey 8.0 src/server.c: processCommand, ACLCheckAllPerm"),
	{
		Name: "maxclients", About: "the server has no place for another client, in plain text", DialPlain: true,
		Server: Server{Plain: true, Before: always(Greet("-ERR max number of clients reached\r\n", HangUp))},
		Want:   Want{"", failed("tls-to-plaintext-port"), failed("maxclients")}, Source: "valkey 8.0 src/networking.c: acceptCommonHandler",
	},
	behind("protected-mode", "the server is in protected mode",
		func(string) Plan { return Greet(protectedMode, HangUp) }, failed("protected-mode"), "valkey 8.0 src/networking.c: clientAcceptHandler"),
}

const protectedMode = "-DENIED Running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface.\r\n"

// always is a plan that needs no address.
func always(p Plan) func(string) Plan { return func(string) Plan { return p } }

// before is a fault that meets the client before TLS.
func before(name, about string, p Plan, r Result, source string) Scenario {
	return Scenario{Name: name, About: about, Server: Server{Before: always(p)}, Want: both("", r), Source: source}
}

// behind is a fault that meets the client when it has verified the chain.
func behind(name, about string, plan func(string) Plan, r Result, source string) Scenario {
	return Scenario{Name: name, About: about, Server: Server{Behind: plan}, Want: Want{"good", good, r}, Source: source}
}

// answering is a server that answers some commands in its own way. Where a
// command is given, the client must tell its error, and the probe, which sends
// another, passes.
func answering(name, about, command string, r Replies, probe Result, source string) Scenario {
	s := behind(name, about, func(addr string) Plan { return Answering(addr, r) }, probe, source)
	if s.Command = command; command != "" {
		s.Must = Refuse
	}
	return s
}
