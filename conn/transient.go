package conn

// Transient is true for the code of a fault that may be gone at the next
// attempt without anybody doing something about it.
func Transient(code string) bool { return transient[code] }

var transient = map[string]bool{
	CodeDNSServerFailure:  true,
	CodeDNSTimeout:        true,
	CodeConnectionRefused: true,
	CodeTimeoutConnect:    true,
	CodeHostUnreachable:   true,
	CodeOutOfPorts:        true,
	CodeOutOfFiles:        true,
	CodeUnixStaleSocket:   true,
	CodeResetAfterAccept:  true,
	CodeClosedOnAccept:    true,
	CodeTimeoutTLS:        true,
	CodeTLSClosedEarly:    true,
	CodeTimeoutHello:      true,
	CodeTimeoutMidreply:   true,
	CodeTimeoutCommand:    true,
	CodeTruncatedReply:    true,
	CodeConnectionClosed:  true,
	CodeClusterAsk:        true,
	CodeClusterTryAgain:   true,
	CodeClusterDown:       true,
	CodeReadOnlyReplica:   true,
	CodeMasterDown:        true,
	CodeLoading:           true,
	CodeBusyScript:        true,
	CodeOOM:               true,
	CodeNoReplicas:        true,
	CodeMaxClients:        true,
	CodePoolExhausted:     true,
}
