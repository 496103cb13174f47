package conn

import (
	"errors"
	"slices"
)

// The classes of an [Error], for errors.Is. A class holds one code or several
// that are treated alike; an error may be of two. In brackets the class of
// valkey-py that it stands for; there, too, everything is a ValkeyError as
// here everything is an [*Error]. Of valkey-py's classes Lock, LockNotOwned,
// Watch and ChildDeadlocked have no counterpart, because this package has no
// locks, no transactions of its own and no forks.
var (
	ErrConnection    = errors.New("no connection")              // it could not be made, or it ended; no timeout [ConnectionError]
	ErrTimeout       = errors.New("timeout")                    // any step took too long [TimeoutError]
	ErrData          = errors.New("not to be sent")             // options or commands that cannot be; nothing was sent [DataError]
	ErrInvalidReply  = errors.New("not RESP")                   // bytes that are no reply, or too many [InvalidResponse]
	ErrResponse      = errors.New("error reply")                // the server's own error reply; the connection goes on [ResponseError]
	ErrCredentials   = errors.New("credentials refused")        // auth-required, wrong-password and their like [AuthenticationError]
	ErrAuthRequired  = errors.New("authentication required")    // NOAUTH
	ErrWrongPassword = errors.New("wrong password")             // WRONGPASS
	ErrAuthArguments = errors.New("AUTH with wrong arguments")  // [AuthenticationWrongNumberOfArgsError]
	ErrNoPermission  = errors.New("no permission")              // NOPERM, whatever it is about [NoPermissionError]
	ErrProtectedMode = errors.New("protected mode")             // DENIED
	ErrMaxClients    = errors.New("too many clients")           // the server's maximum
	ErrLoading       = errors.New("loading")                    // LOADING [BusyLoadingError]
	ErrBusy          = errors.New("busy")                       // BUSY with a script
	ErrReadOnly      = errors.New("read only")                  // READONLY [ReadOnlyError]
	ErrMasterDown    = errors.New("primary is down")            // MASTERDOWN [MasterDownError]
	ErrNoReplicas    = errors.New("too few replicas")           // NOREPLICAS
	ErrMisconf       = errors.New("cannot save")                // MISCONF
	ErrOOM           = errors.New("out of memory")              // OOM [OutOfMemoryError]
	ErrMoved         = errors.New("moved")                      // MOVED; see [Redirection] [MovedError]
	ErrAsk           = errors.New("ask another node")           // ASK; see [Redirection] [AskError]
	ErrRedirect      = errors.New("redirected")                 // REDIRECT; see [Redirection] [RedirectError]
	ErrTryAgain      = errors.New("try again")                  // TRYAGAIN [TryAgainError]
	ErrCrossSlot     = errors.New("different slots")            // CROSSSLOT [ClusterCrossSlotError]
	ErrClusterDown   = errors.New("cluster down")               // CLUSTERDOWN [ClusterDownError, SlotNotCoveredError]
	ErrExecAbort     = errors.New("transaction aborted")        // EXECABORT [ExecAbortError]
	ErrNoScript      = errors.New("no such script")             // NOSCRIPT [NoScriptError]
	ErrWrongContext  = errors.New("not in this state")          // subscribed, in MULTI or out of it [PubSubError]
	ErrModule        = errors.New("module refused")             // MODULE LOAD or UNLOAD failed [ModuleError]
	ErrPoolExhausted = errors.New("every connection is in use") // [MaxConnectionsError]
	ErrCanceled      = errors.New("ended by the caller")        // as errors.Is(err, context.Canceled)
)

// classes are those of each code. What depends on the phase besides is in
// [Error.Is]: all of config is [ErrData], and what fails between there and
// hello without a class of its own is [ErrConnection].
var classes = map[string][]error{
	CodeBadOption: {ErrData},

	CodeDNSTimeout: {ErrTimeout}, CodeTimeoutConnect: {ErrTimeout}, CodeTimeoutTLS: {ErrTimeout},
	CodeTimeoutHello: {ErrTimeout}, CodeTimeoutMidreply: {ErrTimeout}, CodeTimeoutCommand: {ErrTimeout},

	CodeResetAfterAccept: {ErrConnection}, CodeClosedOnAccept: {ErrConnection}, CodePlaintextToTLSPort: {ErrConnection},
	CodeTruncatedReply: {ErrConnection}, CodeConnectionClosed: {ErrConnection},
	CodeHTTPToValkey: {ErrConnection},

	CodeNotResp: {ErrInvalidReply}, CodeNotRespHTTP: {ErrInvalidReply}, CodeNotRespSSH: {ErrInvalidReply},
	CodeNotRespSMTP: {ErrInvalidReply}, CodeNotRespMySQL: {ErrInvalidReply}, CodeNotRespMemcached: {ErrInvalidReply},
	CodeReplyTooLarge: {ErrInvalidReply}, CodeProtocolError: {ErrInvalidReply},

	CodeAuthRequired: {ErrAuthRequired, ErrCredentials}, CodeWrongPassword: {ErrWrongPassword, ErrCredentials},
	CodeAuthNotConfigured: {ErrCredentials}, CodeAuthTooLarge: {ErrCredentials}, CodeCredentialsFailed: {ErrCredentials},
	CodeACLDeniedCommand: {ErrNoPermission}, CodeACLDeniedKey: {ErrNoPermission}, CodeACLDeniedChannel: {ErrNoPermission},
	CodeProtectedMode: {ErrProtectedMode, ErrConnection}, CodeMaxClients: {ErrMaxClients, ErrConnection},

	CodeLoading: {ErrLoading}, CodeBusyScript: {ErrBusy}, CodeReadOnlyReplica: {ErrReadOnly}, CodeMasterDown: {ErrMasterDown},
	CodeNoReplicas: {ErrNoReplicas}, CodeMisconf: {ErrMisconf}, CodeOOM: {ErrOOM},
	CodeClusterMoved: {ErrMoved}, CodeClusterAsk: {ErrAsk}, CodeRedirected: {ErrRedirect}, CodeClusterTryAgain: {ErrTryAgain},
	CodeClusterCrossSlot: {ErrCrossSlot}, CodeClusterDown: {ErrClusterDown},
	CodeAborted: {ErrExecAbort}, CodeNoScript: {ErrNoScript}, CodeWrongContext: {ErrWrongContext}, CodeModuleRefused: {ErrModule},

	CodePoolExhausted: {ErrPoolExhausted}, CodeCanceled: {ErrCanceled},
}

// Is is true for the classes of the error's code.
func (e *Error) Is(target error) bool {
	of := classes[e.Code]
	switch {
	case slices.Contains(of, target):
		return true
	case target == ErrData:
		return e.Phase == PhaseConfig
	case target == ErrAuthArguments:
		return e.Phase == PhaseAuth && e.Code == CodeWrongArguments
	case target == ErrConnection:
		return len(of) == 0 && beforeHello(e.Phase)
	case target == ErrResponse:
		return e.Reply != "" && !endsConnection(e.Code) && !slices.Contains(of, ErrInvalidReply) && !slices.Contains(of, ErrConnection)
	}
	return false
}

// beforeHello is true for the phases in which no command was sent yet.
func beforeHello(p Phase) bool {
	switch p {
	case PhaseResolve, PhaseConnect, PhaseTLS, PhaseTLSConfirm, PhaseOCSP:
		return true
	}
	return false
}
