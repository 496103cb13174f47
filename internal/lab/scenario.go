package lab

import (
	"crypto/x509"
	"slices"
	"time"
)

// Scenario is an endpoint with one defect, or none.
type Scenario struct {
	Name        string
	About       string // one line: what is the case
	Kind        Kind
	Certificate Certificate
	Staple      StapleState
	Responder   ResponderState
	CRL         CRLState
	Server      Server
	DialPlain   bool     // the client is told to speak plain text, all others TLS
	Command     string   // what the client asks, in words; [DefaultCommand] if empty
	Silent      bool     // somebody keeps silent: a client without timeouts hangs
	Flags       []string // what vkcheck is told besides; other clients have other ways
	Must        Duty     // of every client; empty where it depends on Flags
	Want        Want
	Source      string // where it is written what a correct client must do
}

// DefaultCommand is what a client asks where a scenario says nothing else.
const DefaultCommand = "PING"

// Kind says where the defect is.
type Kind string

// The kinds, in the order of [Scenarios].
const (
	KindCertificate Kind = "certificate"
	KindStaple      Kind = "staple"
	KindResponder   Kind = "responder"
	KindCRL         Kind = "crl"
	KindServer      Kind = "server"
	KindPolicy      Kind = "policy" // in what the user demands
)

// Kinds lists them.
func Kinds() []Kind {
	return []Kind{KindCertificate, KindStaple, KindResponder, KindCRL, KindServer, KindPolicy}
}

// Duty is what a correct client does.
type Duty string

// The duties. Connect: it gets its reply, and to refuse would be a false
// alarm. Refuse: it ends with an error, within its timeouts. Either: nobody
// can vouch for the certificate, or the sources leave it open; strict clients
// refuse, others connect knowingly.
const (
	Connect Duty = "connect"
	Refuse  Duty = "refuse"
	Either  Duty = "either"
)

// Certificate says how the leaf differs from a good one: issued by the lab's
// intermediate, for localhost and 127.0.0.1, from an hour ago for 90 days,
// with the URLs of the responder and of the issuer.
type Certificate struct {
	Names              []string      // others than localhost and 127.0.0.1
	NoNames            bool          // a common name and no subjectAltName
	AddressAsName      bool          // 127.0.0.1 is a DNS name in its subjectAltName
	From, Until        time.Duration // validity relative to now
	Issuer             string        // the row of [issuers] that signs; the good intermediate if empty
	SelfSigned         bool          // nobody signs but its own key
	Sends              Order         // what the server sends of the chain
	IssuerURL          IssuerURL     // what is at the URL of the issuer
	Key                string        // as [LeafOptions] has it
	SHA1               bool          // signed with SHA-1
	NoServerAuth       bool          // for clients alone
	CriticalExtension  bool          // has one that nobody understands
	NoResponder        bool          // names neither responder nor CRL
	MustStaple         bool          // RFC 7633
	DemandsClientCerts bool          // the server refuses clients without a certificate
}

// Order says what a server sends of its chain.
type Order string

// The orders; the zero value is as RFC 8446 4.4.2 wants it, without the root.
const (
	LeafAlone Order = "leaf alone"
	Unordered Order = "leaf first, the rest upside down"
	WithRoot  Order = "with the root"
)

// IssuerURL says what is found at the URL where the leaf's issuer should be.
type IssuerURL string

// What is found; the zero value is the issuer, DER.
const (
	NoIssuerURL    IssuerURL = "no URL"
	NotFound       IssuerURL = "404"
	WebPage        IssuerURL = "a web page"
	AnotherIssuer  IssuerURL = "another certificate"
	HangingForever IssuerURL = "no answer"
)

// StapleState says what is stapled.
type StapleState struct {
	Answer  *Answer // nil: no staple
	Forged  bool    // signed by an impostor with the issuer's name
	Expired bool    // thisUpdate and nextUpdate are days ago
	Forgery string  // the row of [Forgeries] that is stapled instead
}

// ResponderState says what the responder in the leaf answers; the zero value
// answers good.
type ResponderState struct {
	Answer  Answer
	URL     string // that the leaf names, where it is no responder of the lab
	Down    bool   // nothing listens at its URL
	Forgery string // the row of [Forgeries] that it gives instead
}

// CRLState says what CRL the leaf names; the zero value names none.
type CRLState struct {
	Named      bool         // the leaf names a CRL: good, and served by the responder
	Instead    bool         // and no responder
	URL        string       // that the leaf names, where the lab does not serve it
	Listed     bool         // the leaf stands in it
	Entry      CRLEntry     // as what: all but the serial number
	Tomorrow   bool         // from tomorrow on
	Forged     bool         // signed by an impostor with the issuer's name
	OtherShard bool         // served where the leaf's shard should be
	Point      IssuingPoint // of whom it speaks, but for the URL; of end entities if zero
	Change     func(*CRL)   // what no field above says
	PEM        bool         // served as PEM
	Missing    bool         // nothing is served at its URL
	Answer     Answer       // how it is served, and Raw instead of it
}

// Server says what is behind the port; the zero value is a TLS front before
// the backend.
type Server struct {
	Plain    bool   // no TLS
	Closed   bool   // nothing listens
	Password string // the backend wants it
	Version  uint16 // the newest version of TLS; Go's default if 0

	Before func(addr string) Plan // stands before TLS, or before the plain backend
	Behind func(addr string) Plan // stands between TLS and the backend
}

// Want is what vkcheck must report.
type Want struct {
	Verdict string // for the leaf; empty where no certificate can be seen
	OCSP    Result // of "vkcheck ocsp"
	Probe   Result // of "vkcheck probe", without credentials
}

// Result is an exit code and the finding that explains it.
type Result struct {
	Exit     int
	Code     string // empty where there is nothing to say
	Severity string // of that finding
}

// The results: what is worth knowing, what lets pass, what leaves the question
// open, and what fails.
func noted(code string) Result   { return Result{0, code, "info"} }
func warned(code string) Result  { return Result{0, code, "warning"} }
func settled(code string) Result { return Result{0, code, "error"} } // another source has answered
func unknown(code string) Result { return Result{3, code, "error"} }
func failed(code string) Result  { return Result{1, code, "error"} }
func fatal(code string) Result   { return Result{1, code, "critical"} }

var (
	nothing    = Result{}
	good       = noted("ocsp-cert-good")
	revoked    = fatal("ocsp-cert-revoked")
	crlRevoked = fatal("crl-cert-revoked")
)

// both makes the same demand of both commands.
func both(verdict string, r Result) Want { return Want{verdict, r, r} }

// Scenarios lists all scenarios. Their order is that of the table that people
// read: by where the defect is, the good ones first.
func Scenarios() []Scenario {
	stapled, asked := forgeryScenarios()
	return slices.Concat(
		of(KindCertificate, certificateScenarios), of(KindStaple, stapleScenarios, stapled),
		of(KindResponder, responderScenarios, asked), of(KindCRL, crlScenarios),
		of(KindServer, serverScenarios), of(KindPolicy, policyScenarios),
	)
}

// of gives the scenarios their kind, and their duty where it follows from what
// vkcheck must report.
func of(kind Kind, groups ...[]Scenario) []Scenario {
	all := slices.Concat(groups...)
	for i := range all {
		s := &all[i]
		s.Kind = kind
		if kind == KindServer { // whose certificate is above doubt
			s.Staple.Answer = &Answer{}
		}
		if s.Command == "" {
			s.Command = DefaultCommand
		}
		if s.Must == "" && s.Flags == nil {
			s.Must = s.Want.duty(kind)
		}
	}
	return all
}

// duty is to connect where the probe passes and to refuse where it fails; what
// it cannot determine of a certificate is left to the client, and a server
// that cannot be spoken to is refused.
func (w Want) duty(kind Kind) Duty {
	switch {
	case w.Probe.Exit == 1, w.Probe.Exit == 3 && kind == KindServer:
		return Refuse
	case w.Probe.Exit == 3, w.OCSP.Exit == 3:
		return Either
	}
	return Connect
}

// FindScenario gives the scenario of a name, and false for an unknown one.
func FindScenario(name string) (Scenario, bool) {
	all := Scenarios()
	i := slices.IndexFunc(all, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, false
	}
	return all[i], true
}

// sha1 is how the lab's ECDSA keys sign where SHA-1 is asked for.
const sha1 = x509.ECDSAWithSHA1
