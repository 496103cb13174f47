package conn

import "strings"

// replyRule gives a code to replies that begin with prefix and contain all of
// words, in any case.
type replyRule struct {
	prefix string
	words  string
	code   string
}

// replyRules are tried in order. The texts are those of valkey 8.0 and redis
// 7.0, most of which are older, and of those named beside them. Where a prefix
// says all, words is empty.
var replyRules = []replyRule{
	{"NOAUTH", "", CodeAuthRequired},
	{"WRONGPASS", "", CodeWrongPassword},
	{"NOPERM", "access a key", CodeACLDeniedKey},
	{"NOPERM", "of the keys", CodeACLDeniedKey}, // redis 6 and 7
	{"NOPERM", "access a channel", CodeACLDeniedChannel},
	{"NOPERM", "of the channels", CodeACLDeniedChannel}, // redis 6 and 7
	{"NOPERM", "", CodeACLDeniedCommand},
	{"DENIED", "", CodeProtectedMode},
	{"NOPROTO", "", CodeProtocolUnsupported},
	{"MOVED", "", CodeClusterMoved},
	{"ASK", "", CodeClusterAsk},
	{"TRYAGAIN", "", CodeClusterTryAgain},
	{"CROSSSLOT", "", CodeClusterCrossSlot},
	{"CLUSTERDOWN", "", CodeClusterDown},
	{"REDIRECT", "", CodeRedirected},
	{"READONLY", "", CodeReadOnlyReplica},
	{"MASTERDOWN", "", CodeMasterDown},
	{"LOADING", "", CodeLoading},
	{"BUSY", "", CodeBusyScript},
	{"MISCONF", "", CodeMisconf},
	{"OOM", "", CodeOOM},
	{"NOREPLICAS", "", CodeNoReplicas},
	{"EXECABORT", "", CodeAborted},
	{"NOSCRIPT", "", CodeNoScript},
	{"WRONGTYPE", "", CodeWrongType},
	{"ERR", "operation not permitted", CodeAuthRequired}, // servers before 2.8
	{"ERR", "max number of clients reached", CodeMaxClients},
	{"ERR", "max clients reached", CodeMaxClients},
	{"ERR", "invalid password", CodeWrongPassword}, // servers before 6
	{"ERR", "without any password configured", CodeAuthNotConfigured},
	{"ERR", "no password is set", CodeAuthNotConfigured}, // servers before 6
	{"ERR", "protocol error: unauthenticated", CodeAuthTooLarge},
	{"ERR", "protocol error", CodeProtocolError},
	{"ERR", "unknown command 'hello'", CodeHelloUnsupported},
	{"ERR", "unknown command `hello`", CodeHelloUnsupported},
	{"ERR", "unknown command 'proxy'", CodeProxyLineUnknown},
	{"ERR", "unknown command `proxy`", CodeProxyLineUnknown},
	{"ERR", "unknown command", CodeCommandUnknown},
	{"ERR", "command is not available", CodeCommandUnknown},    // Upstash
	{"ERR", "not support for normal user", CodeCommandUnknown}, // Alibaba Cloud
	{"unsupported", "command", CodeCommandUnknown},             // Envoy
	{"ERR", "unknown subcommand", CodeSubcommandUnknown},
	{"ERR", "wrong cluster subcommand", CodeSubcommandUnknown}, // servers before 5
	{"ERR", "syntax error, try client", CodeSubcommandUnknown}, // servers before 5
	{"ERR", "wrong number of arguments", CodeWrongArguments},
	{"ERR", "client names cannot contain", CodeBadClientName},
	{"ERR", "no such master with that name", CodeSentinelNoMaster},
	{"ERR", "db index is out of range", CodeDBOutOfRange},
	{"ERR", "invalid db index", CodeDBOutOfRange},
	{"ERR", "select is not allowed in cluster mode", CodeDBNotInCluster},
	{"ERR", "cluster support disabled", CodeClusterDisabled},
	{"ERR", "cluster is disabled", CodeClusterDisabled}, // Dragonfly
	{"ERR", "the client id you want redirect to does not exist", CodeTrackingUseless},
	{"ERR", "optin and optout are not compatible with bcast", CodeTrackingUseless},
	{"ERR", "allowed in this context", CodeWrongContext},
	{"ERR", "without multi", CodeWrongContext},
	{"ERR", "multi calls can not be nested", CodeWrongContext},
	{"ERR", "inside multi is not allowed", CodeWrongContext},
	{"ERR", "not allowed inside a transaction", CodeWrongContext},
	{"ERR", "error loading the extension", CodeModuleRefused},
	{"ERR", "error unloading module", CodeModuleRefused},
}

// ReplyCode is the code for the text of a server's error reply, without the
// leading "-"; [CodeServerError] for words that it does not know.
func ReplyCode(text string) string {
	prefix, rest, _ := strings.Cut(text, " ")
	rest = strings.ToLower(rest)
	for _, rule := range replyRules {
		if prefix == rule.prefix && strings.Contains(rest, rule.words) {
			return rule.code
		}
	}
	return CodeServerError
}

// endsConnection is true for refusals after which the server closes, or each
// reply would be taken for that of the next command.
func endsConnection(code string) bool {
	switch code {
	case CodeMaxClients, CodeProtectedMode, CodeProtocolError, CodeAuthTooLarge, CodeProxyLineUnknown:
		return true
	}
	return false
}
