package conn

import (
	"errors"
	"slices"
	"testing"
)

func TestClasses(t *testing.T) {
	t.Parallel()
	all := []error{
		ErrConnection, ErrTimeout, ErrData, ErrInvalidReply, ErrResponse, ErrCredentials, ErrAuthRequired, ErrWrongPassword,
		ErrAuthArguments, ErrNoPermission, ErrProtectedMode, ErrMaxClients, ErrLoading, ErrBusy, ErrReadOnly, ErrMasterDown,
		ErrNoReplicas, ErrMisconf, ErrOOM, ErrMoved, ErrAsk, ErrRedirect, ErrTryAgain, ErrCrossSlot, ErrClusterDown,
		ErrExecAbort, ErrNoScript, ErrWrongContext, ErrModule, ErrPoolExhausted, ErrCanceled,
	}
	for _, tt := range []struct {
		err  Error
		want []error
	}{
		{Error{Phase: PhaseResolve, Code: CodeDNSNotFound}, []error{ErrConnection}},
		{Error{Phase: PhaseConnect, Code: CodeConnectionRefused}, []error{ErrConnection}},
		{Error{Phase: PhaseConnect, Code: CodeTimeoutConnect}, []error{ErrTimeout}},
		{Error{Phase: PhaseConnect, Code: CodeCanceled}, []error{ErrCanceled}},
		{Error{Phase: PhaseTLS, Code: "expired"}, []error{ErrConnection}},
		{Error{Phase: PhaseHello, Code: CodeNotRespHTTP, Reply: "HTTP/1.1 400 Bad Request"}, []error{ErrInvalidReply}},
		{Error{Phase: PhaseHello, Code: CodePlaintextToTLSPort, Reply: "\x15\x03"}, []error{ErrConnection}},
		{Error{Phase: PhaseHello, Code: CodeMaxClients, Reply: "ERR max number of clients reached"}, []error{ErrMaxClients, ErrConnection}},
		{Error{Phase: PhaseCommand, Code: CodeProtocolError, Reply: "ERR Protocol error: x"}, []error{ErrInvalidReply}},
		{Error{Phase: PhaseAuth, Code: CodeWrongPassword, Reply: "WRONGPASS x"}, []error{ErrWrongPassword, ErrCredentials, ErrResponse}},
		{Error{Phase: PhaseAuth, Code: CodeWrongArguments, Reply: "ERR wrong number of arguments for 'auth' command"}, []error{ErrAuthArguments, ErrResponse}},
		{Error{Phase: PhaseCommand, Code: CodeWrongArguments, Reply: "ERR wrong number of arguments for 'get' command"}, []error{ErrResponse}},
		{Error{Phase: PhaseCommand, Code: CodeServerError, Reply: "ERR something"}, []error{ErrResponse}},
		{Error{Phase: PhaseCommand, Code: CodeConnectionClosed}, []error{ErrConnection}},
		{Error{Phase: PhaseConfig, Code: CodeKeyEncrypted}, []error{ErrData}},
		{Error{Phase: PhaseCommand, Code: CodeBadOption}, []error{ErrData}},
		{Error{Phase: PhaseCheckout, Code: CodePoolExhausted}, []error{ErrPoolExhausted}},
	} {
		for _, class := range all {
			want := slices.Contains(tt.want, class)
			if got := errors.Is(&tt.err, class); got != want {
				t.Errorf("%s: %s: %v is %t, want %t", tt.err.Phase, tt.err.Code, class, got, want)
			}
		}
	}
}
