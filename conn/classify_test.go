package conn

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
)

func TestReplyCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"NOAUTH Authentication required.":                                                  CodeAuthRequired,
		"NOAUTH HELLO must be called with the client already authenticated, otherwise ...": CodeAuthRequired,
		"WRONGPASS invalid username-password pair or user is disabled.":                    CodeWrongPassword,
		"ERR invalid password": CodeWrongPassword,
		"ERR AUTH <password> called without any password configured for the default user. Are you ...": CodeAuthNotConfigured,
		"ERR operation not permitted": CodeAuthRequired,
		"ERR Syntax error, try CLIENT (LIST | KILL ip:port | GETNAME | SETNAME connection-name)":         CodeSubcommandUnknown,
		"ERR Client sent AUTH, but no password is set":                                                   CodeAuthNotConfigured,
		"ERR Protocol error: unauthenticated bulk length":                                                CodeAuthTooLarge,
		"ERR Protocol error: unauthenticated multibulk length":                                           CodeAuthTooLarge,
		"ERR Protocol error: invalid multibulk length":                                                   CodeProtocolError,
		"NOPERM User u has no permissions to run the 'get' command":                                      CodeACLDeniedCommand,
		"NOPERM No permissions to access a key":                                                          CodeACLDeniedKey,
		"NOPERM No permissions to access a channel":                                                      CodeACLDeniedChannel,
		"DENIED Running in protected mode because":                                                       CodeProtectedMode,
		"ERR max number of clients reached":                                                              CodeMaxClients,
		"ERR unknown command 'HELLO', with args beginning with: '3' ":                                    CodeHelloUnsupported,
		"ERR unknown command `HELLO`, with args beginning with: `3`, ":                                   CodeHelloUnsupported,
		"ERR unknown command 'PROXY', with args beginning with: 'TCP4' '127.0.0.1' '127.0.0.1' '40000' ": CodeProxyLineUnknown,
		"ERR unknown command 'X', with args beginning with: ":                                            CodeCommandUnknown,
		"ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.":                                             CodeSubcommandUnknown,
		"ERR wrong number of arguments for 'auth' command":                                               CodeWrongArguments,
		"NOPROTO unsupported protocol version":                                                           CodeProtocolUnsupported,
		"ERR Client names cannot contain spaces, newlines or special characters.":                        CodeBadClientName,
		"ERR No such master with that name":                                                              CodeSentinelNoMaster,
		"ERR DB index is out of range":                                                                   CodeDBOutOfRange,
		"ERR SELECT is not allowed in cluster mode":                                                      CodeDBNotInCluster,
		"MOVED 15495 127.0.0.1:7314":                                                                     CodeClusterMoved,
		"ASK 15495 127.0.0.1:7314":                                                                       CodeClusterAsk,
		"TRYAGAIN Multiple keys request during rehashing of slot":                                        CodeClusterTryAgain,
		"CROSSSLOT Keys in request don't hash to the same slot":                                          CodeClusterCrossSlot,
		"CLUSTERDOWN Hash slot not served":                                                               CodeClusterDown,
		"ERR This instance has cluster support disabled":                                                 CodeClusterDisabled,
		"REDIRECT 127.0.0.1:7502":                                                                        CodeRedirected,
		"READONLY You can't write against a read only replica.":                                          CodeReadOnlyReplica,
		"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.":               CodeMasterDown,
		"LOADING Valkey is loading the dataset in memory":                                                CodeLoading,
		"BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.":        CodeBusyScript,
		"MISCONF Valkey is configured to save RDB snapshots, but ...":                                    CodeMisconf,
		"OOM command not allowed when used memory > 'maxmemory'.":                                        CodeOOM,
		"NOREPLICAS Not enough good replicas to write.":                                                  CodeNoReplicas,
		"EXECABORT Transaction discarded because of previous errors.":                                    CodeAborted,
		"NOSCRIPT No matching script.":                                                                   CodeNoScript,
		"WRONGTYPE Operation against a key holding the wrong kind of value":                              CodeWrongType,
		"ERR Can't execute 'get': only (P|S)SUBSCRIBE / ... are allowed in this context":                 CodeWrongContext,
		"ERR The client ID you want redirect to does not exist":                                          CodeTrackingUseless,
		"ERR OPTIN and OPTOUT are not compatible with BCAST":                                             CodeTrackingUseless,
		"BUSYGROUP Consumer Group name already exists":                                                   CodeServerError,
		"ERR something else": CodeServerError,
		"":                   CodeServerError,

		// Older servers, other servers and proxies.
		"ERR Unknown subcommand or wrong number of arguments for 'SHARDS'. Try CLUSTER HELP.": CodeSubcommandUnknown,
		"ERR Wrong CLUSTER subcommand or number of arguments":                                 CodeSubcommandUnknown,
		"ERR Command is not available: 'ROLE'. See https://upstash.com/docs/...":              CodeCommandUnknown,
		"ERR command 'CONFIG' not support for normal user":                                    CodeCommandUnknown,
		"unsupported command 'CLIENT'":                                                        CodeCommandUnknown,
		"ERR Cluster is disabled. Use --cluster_mode=yes to enable.":                          CodeClusterDisabled,
	} {
		if got := ReplyCode(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

// dialError is what net gives for a failed connect.
func dialError(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", errno)}
}

func TestConnectCodes(t *testing.T) {
	t.Parallel()
	for errno, want := range map[syscall.Errno]string{
		syscall.ECONNREFUSED: CodeConnectionRefused, syscall.ETIMEDOUT: CodeTimeoutConnect,
		syscall.EHOSTUNREACH: CodeHostUnreachable, syscall.ENETUNREACH: CodeNetworkUnreachable,
		syscall.EACCES: CodeConnectForbidden, syscall.EPERM: CodeConnectForbidden,
		syscall.EINVAL: CodeBlackholeRoute, syscall.EADDRNOTAVAIL: CodeOutOfPorts,
		syscall.EMFILE: CodeOutOfFiles, syscall.ENFILE: CodeOutOfFiles, syscall.ENOTTY: CodeConnectFailed,
	} {
		if got := tcpCode(dialError(errno), "192.0.2.1:6379"); got != want {
			t.Errorf("tcp %v: got %s, want %s", errno, got, want)
		}
	}
	if got := tcpCode(&net.OpError{Op: "dial", Err: context.DeadlineExceeded}, "192.0.2.1:6379"); got != CodeTimeoutConnect {
		t.Errorf("deadline: %s", got)
	}
	for errno, want := range map[syscall.Errno]string{
		syscall.EACCES: CodeUnixPermission, syscall.ENOENT: CodeUnixNotFound, syscall.EMFILE: CodeOutOfFiles,
		syscall.EAGAIN: CodeTimeoutConnect, syscall.ENOTTY: CodeConnectFailed,
	} {
		if got := unixCode(dialError(errno), "/x"); got != want {
			t.Errorf("unix %v: got %s, want %s", errno, got, want)
		}
	}
}

func TestReadCodes(t *testing.T) {
	t.Parallel()
	reset := &net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	for _, tt := range []struct {
		name          string
		err           error
		first, within bool
		want          string
	}{
		{"reset first", reset, true, false, CodeResetAfterAccept},
		{"end first", io.EOF, true, false, CodeClosedOnAccept},
		{"reset later", reset, false, false, CodeConnectionClosed},
		{"end later", io.EOF, false, false, CodeConnectionClosed},
		{"end within", io.ErrUnexpectedEOF, false, true, CodeTruncatedReply},
		{"reset within", reset, true, true, CodeTruncatedReply},
		{"late first", os.ErrDeadlineExceeded, true, false, CodeTimeoutHello},
		{"late later", os.ErrDeadlineExceeded, false, false, CodeTimeoutCommand},
		{"late within", os.ErrDeadlineExceeded, false, true, CodeTimeoutMidreply},
		{"end, wrapped", errors.Join(io.EOF), true, false, CodeClosedOnAccept},
	} {
		if got, _ := readCode(tt.err, tt.first, tt.within); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
