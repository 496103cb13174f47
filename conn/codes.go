package conn

// The codes of an [Error]: stable, kebab-case, one per fault. Those of a
// certificate chain (expired, unknown-ca, name-mismatch, ...) arise in
// package ocspcheck and are passed on.
const (
	// Phase config: nothing was sent yet.
	CodeBadAddress         = "bad-address"          // not host:port, or an impossible port
	CodeBadURL             = "bad-url"              // unknown scheme, part or option of a URL
	CodeBadOption          = "bad-option"           // options that contradict each other or are out of range
	CodeCertFileMissing    = "cert-file-missing"    // a certificate, key or CA file does not exist
	CodeCertFileUnreadable = "cert-file-unreadable" // it exists, but cannot be read
	CodeCertNotPEM         = "cert-not-pem"         // no PEM block in it
	CodeCertMalformed      = "cert-malformed"       // PEM, but no certificate or key that can be read
	CodeCertKeySwapped     = "cert-key-swapped"     // the key where the certificate should be, or the reverse
	CodeCertKeyMismatch    = "cert-key-mismatch"    // the key belongs to another certificate
	CodeKeyEncrypted       = "key-encrypted"        // the key is encrypted, and the passphrase missing or wrong
	CodeCABundleEmpty      = "ca-bundle-empty"      // the CA file or directory holds no certificate
	CodeCACertSkipped      = "ca-cert-skipped"      // of several CA certificates one cannot be read
	CodeCredentialsFailed  = "credentials-failed"   // the credentials provider gave an error

	// Phase resolve.
	CodeDNSNotFound      = "dns-not-found"      // NXDOMAIN or no address
	CodeDNSServerFailure = "dns-server-failure" // SERVFAIL, REFUSED
	CodeDNSTimeout       = "dns-timeout"        // the resolver does not answer

	// Phase connect.
	CodeConnectionRefused  = "connection-refused"    // ECONNREFUSED
	CodeTimeoutConnect     = "timeout-connect"       // no answer to the SYN, or a full accept queue
	CodeHostUnreachable    = "host-unreachable"      // EHOSTUNREACH
	CodeNetworkUnreachable = "network-unreachable"   // ENETUNREACH
	CodeConnectForbidden   = "connect-forbidden"     // EACCES or EPERM on TCP
	CodeBlackholeRoute     = "blackhole-route"       // EINVAL on TCP
	CodeOutOfPorts         = "out-of-ports"          // EADDRNOTAVAIL
	CodeOutOfFiles         = "out-of-files"          // EMFILE, ENFILE
	CodeUnixNotFound       = "unix-not-found"        // no such path
	CodeUnixStaleSocket    = "unix-stale-socket"     // a socket nobody listens on
	CodeUnixNotASocket     = "unix-not-a-socket"     // the path is another kind of file
	CodeUnixPermission     = "unix-permission"       // no right to the socket
	CodeUnixPathTooLong    = "unix-path-too-long"    // more bytes than the system's sockaddr_un holds
	CodeConnectFailed      = "connect-failed"        // any other failure to connect
	CodeResetAfterAccept   = "reset-after-accept"    // ECONNRESET before the first byte
	CodeClosedOnAccept     = "closed-on-accept"      // EOF before the first byte
	CodePlaintextToTLSPort = "plaintext-to-tls-port" // a TLS record answers plain text

	// Phases tls and tls-confirm: what is no fault of the server's chain.
	CodeTLSToPlaintextPort   = "tls-to-plaintext-port"   // the first record is no TLS
	CodeTimeoutTLS           = "timeout-tls"             // the handshake did not end in time
	CodeTLSClosedEarly       = "tls-closed-early"        // EOF or reset within the handshake
	CodeTLSVersion           = "tls-version"             // the version ranges do not meet
	CodeTLSNoCommonCipher    = "tls-no-common-cipher"    // handshake failure without a client certificate asked for
	CodeTLSALPN              = "tls-alpn"                // the peer expects ALPN
	CodeTLSUnrecognizedName  = "tls-unrecognized-name"   // the peer has no certificate for the SNI
	CodeTLSBadRecord         = "tls-bad-record"          // a record that cannot be
	CodeTLSAlert             = "tls-alert"               // any other alert of the peer
	CodeTLSFailed            = "tls-failed"              // any other failure of ours
	CodeClientCertRequired   = "client-cert-required"    // the peer wants a client certificate
	CodeClientCertUnknownCA  = "client-cert-unknown-ca"  // the peer does not know the CA of ours
	CodeClientCertExpired    = "client-cert-expired"     // ours has expired
	CodeClientCertWrongUsage = "client-cert-wrong-usage" // ours is not for clients
	CodeClientCertRevoked    = "client-cert-revoked"     // ours is revoked
	CodeClientCertRejected   = "client-cert-rejected"    // ours is refused for another reason

	// Phase ocsp: what package ocspcheck has no word for.
	CodeCertPinMismatch = "cert-pin-mismatch" // the server shows another certificate than the expected one

	// First bytes and broken replies.
	CodeTimeoutHello      = "timeout-hello"       // no first byte in time
	CodeTimeoutMidreply   = "timeout-midreply"    // a reply began and did not end in time
	CodeTimeoutCommand    = "timeout-command"     // a later command was not answered in time
	CodeTruncatedReply    = "truncated-reply"     // the connection ended within a reply
	CodeConnectionClosed  = "connection-closed"   // the connection ended instead of a reply
	CodeNotResp           = "not-resp"            // the first bytes are no RESP and nothing we know
	CodeNotRespHTTP       = "not-resp-http"       // an HTTP server answers
	CodeNotRespSSH        = "not-resp-ssh"        // an SSH server answers
	CodeNotRespSMTP       = "not-resp-smtp"       // an SMTP or FTP server answers
	CodeNotRespMySQL      = "not-resp-mysql"      // a MySQL server answers
	CodeNotRespMemcached  = "not-resp-memcached"  // a memcached server answers
	CodeNotRespPostgreSQL = "not-resp-postgresql" // a PostgreSQL server answers SSLRequest alone
	CodeHTTPToValkey      = "http-to-valkey"      // the server closed on a word of HTTP
	CodeReplyTooLarge     = "reply-too-large"     // a reply exceeds resp.Limits
	CodeProtocolError     = "protocol-error"      // either side saw bytes that break RESP

	// The server's own words.
	CodeAuthRequired        = "auth-required"
	CodeWrongPassword       = "wrong-password"
	CodeAuthNotConfigured   = "auth-not-configured"
	CodeAuthTooLarge        = "auth-too-large"
	CodeACLDeniedCommand    = "acl-denied-command"
	CodeACLDeniedKey        = "acl-denied-key"
	CodeACLDeniedChannel    = "acl-denied-channel"
	CodeProtectedMode       = "protected-mode"
	CodeMaxClients          = "maxclients"
	CodeProxyLineUnknown    = "proxy-line-unknown" // a balancer puts a PROXY line before our first command
	CodeHelloUnsupported    = "hello-unsupported"
	CodeProtocolUnsupported = "protocol-unsupported"
	CodeCommandUnknown      = "command-unknown"
	CodeSubcommandUnknown   = "subcommand-unknown"
	CodeWrongArguments      = "wrong-arguments"
	CodeBadClientName       = "bad-client-name"
	CodeSentinelNoMaster    = "sentinel-no-master"
	CodeDBOutOfRange        = "db-out-of-range"
	CodeDBNotInCluster      = "db-not-in-cluster"
	CodeClusterMoved        = "cluster-moved"
	CodeClusterAsk          = "cluster-ask"
	CodeClusterTryAgain     = "cluster-tryagain"
	CodeClusterCrossSlot    = "cluster-crossslot"
	CodeClusterDown         = "cluster-down"
	CodeClusterDisabled     = "cluster-disabled"
	CodeRedirected          = "redirected"
	CodeReadOnlyReplica     = "readonly-replica"
	CodeMasterDown          = "master-down"
	CodeLoading             = "loading"
	CodeBusyScript          = "busy-script"
	CodeMisconf             = "misconf"
	CodeOOM                 = "oom"
	CodeNoReplicas          = "noreplicas"
	CodeTrackingUseless     = "tracking-useless"
	CodeAborted             = "aborted"
	CodeNoScript            = "no-script"
	CodeModuleRefused       = "module-refused"
	CodeWrongType           = "wrong-type"
	CodeWrongContext        = "wrong-context" // the command does not fit the connection's state (subscribed, MULTI)
	CodeServerError         = "server-error"  // any other error reply

	// A connection used again, and the caller's hook.
	CodeConnectionStateLost = "connection-state-lost" // it ended, and with it a transaction or what commands had set
	CodeConnectHook         = "connect-hook-failed"   // the caller's connect hook gave an error

	// The pool and the caller.
	CodePoolExhausted = "pool-exhausted" // every connection is in use
	CodePoolClosed    = "pool-closed"    // the pool was closed
	CodeCanceled      = "canceled"       // the caller's context ended it
)
