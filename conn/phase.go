package conn

import "time"

// Phase is one step in the life of a connection. Phases happen in the order
// of [Phases]; a phase that does not apply is not reported.
type Phase string

// The phases of a connection's life, in order.
const (
	PhaseConfig     Phase = "config"      // options, files, URL
	PhaseResolve    Phase = "resolve"     // host name to addresses
	PhaseConnect    Phase = "connect"     // TCP or UNIX connect, every address
	PhaseTLS        Phase = "tls"         // TLS handshake and chain verification
	PhaseOCSP       Phase = "ocsp"        // revocation, where the options ask for it
	PhaseTLSConfirm Phase = "tls-confirm" // TLS 1.3: what the server says of our certificate arrives with the first read
	PhaseHello      Phase = "hello"       // HELLO, or the first reply of a RESP2 session
	PhaseAuth       Phase = "auth"        // AUTH, or AUTH inside HELLO
	PhaseSetName    Phase = "setname"     // CLIENT SETNAME
	PhaseSetInfo    Phase = "setinfo"     // CLIENT SETINFO; errors are recorded, never fatal
	PhaseSelect     Phase = "select"      // SELECT
	PhaseTracking   Phase = "tracking"    // CLIENT TRACKING
	PhaseReady      Phase = "ready"       // PING answered
	PhaseCommand    Phase = "command"     // a later command
	PhaseCheckout   Phase = "checkout"    // taken from the pool
	PhaseReuse      Phase = "reuse"       // a pooled connection used again
)

// Phases are all of them, in order.
func Phases() []Phase {
	return []Phase{
		PhaseConfig, PhaseResolve, PhaseConnect, PhaseTLS, PhaseOCSP, PhaseTLSConfirm, PhaseHello, PhaseAuth, PhaseSetName,
		PhaseSetInfo, PhaseSelect, PhaseTracking, PhaseReady, PhaseCommand, PhaseCheckout, PhaseReuse,
	}
}

// PhaseResult is what one phase took and how it ended.
type PhaseResult struct {
	Phase    Phase
	Addr     string        // the address of this attempt, where there is one
	Start    time.Time     // when the phase began
	Duration time.Duration // until its reply had arrived
	Joined   bool          // it shared its round trip with the phases before it
	Read     int64         // bytes read in this phase, below TLS
	Written  int64         // bytes written in this phase, below TLS
	Err      error         // nil, or an *Error
}

// Trace is a set of callbacks in the manner of net/http/httptrace. Every
// field may be nil. Callbacks run on the goroutine that dials.
type Trace struct {
	PhaseStart func(Phase)
	PhaseDone  func(PhaseResult)
}
