package report

import "time"

// Schema is the name of the JSON contract that [Report] is.
const Schema = "vkcheck/v1"

// Report is what one run found: the JSON contract, as Go structs.
type Report struct {
	Schema   string    `json:"schema"`   // always [Schema]
	Command  string    `json:"command"`  // ocsp, probe, cache-sim, cache-merge, record, gate
	Version  string    `json:"version"`  // of vkcheck
	Time     time.Time `json:"time"`     // when the run began, RFC 3339
	Exit     int       `json:"exit"`     // the process's exit code
	Complete bool      `json:"complete"` // false where the run was interrupted

	Targets  []Target  `json:"targets,omitempty"`
	Traces   []Trace   `json:"traces,omitempty"`
	Findings []Finding `json:"findings"` // of the run as a whole; a target has its own
}

// Target is one server examined.
type Target struct {
	Target   string `json:"target"`         // as the user wrote it, without secrets
	Name     string `json:"name,omitempty"` // the user's name for it
	Exit     int    `json:"exit"`           // what this target alone would give
	Complete bool   `json:"complete"`

	Place        *Place        `json:"place,omitempty"`   // where a file names it: the gate's, or that of --targets
	At           *time.Time    `json:"at,omitempty"`      // the time judged at, where that is not now
	Node         string        `json:"node,omitempty"`    // the target that led to this one, with --all-nodes
	Phases       []Phase       `json:"phases,omitempty"`  // of the first connection
	Timings      []Timing      `json:"timings,omitempty"` // of all, where there was more than one
	TLS          *TLS          `json:"tls,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`
	Server       *Server       `json:"server,omitempty"`
	Session      *Session      `json:"session,omitempty"`
	Recording    *Recording    `json:"recording,omitempty"`
	Findings     []Finding     `json:"findings"`
}

// Place is where something stands in a file, counted from 1.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"` // absent where it is unknown
}

// Phase is one step of the connection and how long it took.
type Phase struct {
	Phase   string  `json:"phase"`
	OK      bool    `json:"ok"`
	Seconds float64 `json:"seconds"`
	Address string  `json:"address,omitempty"` // where a phase tried more than one
	Joined  bool    `json:"joined,omitempty"`  // it shared the round trip of the phase before
	Code    string  `json:"code,omitempty"`    // of the fault, where it failed
	Error   string  `json:"error,omitempty"`
}

// TLS is what the handshake agreed on.
type TLS struct {
	Version             string `json:"version"`
	CipherSuite         string `json:"cipherSuite"`
	KeyExchange         string `json:"keyExchange,omitempty"`
	ServerName          string `json:"serverName,omitempty"` // SNI sent
	Stapled             bool   `json:"stapled"`
	ClientCertRequested bool   `json:"clientCertRequested"`
	ClientCertRequired  *bool  `json:"clientCertRequired,omitempty"` // absent where one was shown: only who has none can tell
}

// Certificate is one certificate of the chain and its revocation status.
type Certificate struct {
	Subject   string     `json:"subject"`
	Issuer    string     `json:"issuer"`
	Serial    string     `json:"serial"` // lower-case hex
	NotBefore *time.Time `json:"notBefore,omitempty"`
	NotAfter  *time.Time `json:"notAfter,omitempty"`
	DaysLeft  *float64   `json:"daysLeft,omitempty"` // to NotAfter, at the time judged at
	Names     []string   `json:"names,omitempty"`    // DNS names and addresses of a leaf
	Key       string     `json:"key,omitempty"`      // RSA 2048, ECDSA P-256, Ed25519
	Signed    string     `json:"signed,omitempty"`   // the signature on the certificate: SHA256-RSA

	Verdict   string   `json:"verdict"`             // good, revoked, unknown, not-covered, undetermined, skipped
	Mechanism string   `json:"mechanism,omitempty"` // staple, ocsp, crl, store, file
	Code      string   `json:"code"`
	Codes     []string `json:"codes,omitempty"` // further codes, rejected sources included

	ThisUpdate *time.Time `json:"thisUpdate,omitempty"`
	NextUpdate *time.Time `json:"nextUpdate,omitempty"`
	ProducedAt *time.Time `json:"producedAt,omitempty"`
	RevokedAt  *time.Time `json:"revokedAt,omitempty"`
	Reason     string     `json:"reason,omitempty"`

	Responder          string `json:"responder,omitempty"`          // who signed the answer: the issuer or its delegate
	SignatureAlgorithm string `json:"signatureAlgorithm,omitempty"` // of the answer

	Attempts []Attempt `json:"attempts,omitempty"`
}

// Attempt is one source tried for a certificate.
type Attempt struct {
	Mechanism string  `json:"mechanism"`
	URL       string  `json:"url,omitempty"`
	Method    string  `json:"method,omitempty"`
	File      string  `json:"file,omitempty"` // read from, or saved to with --save
	Code      string  `json:"code,omitempty"`
	Error     string  `json:"error,omitempty"`
	Seconds   float64 `json:"seconds"`
}

// Recording is a trace that was recorded from a server.
type Recording struct {
	File     string  `json:"file"`
	Requests uint64  `json:"requests"`
	LeftOut  uint64  `json:"leftOut,omitempty"` // lines of the server that were no requests
	Lost     uint64  `json:"lost,omitempty"`    // requests that could not be written
	Seconds  float64 `json:"seconds"`
	Bytes    int64   `json:"bytes"`
	Keys     string  `json:"keys"`  // plain, hashed
	Ended    string  `json:"ended"` // duration, requests, interrupted, or the code of a fault
}

// Finding is one thing worth saying, with its stable code.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"` // info, warning, error, critical
	Outcome  string `json:"outcome"`  // ok, failed, undetermined
	Subject  string `json:"subject,omitempty"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Evidence string `json:"evidence,omitempty"` // the words of the server or the system
	Exit     int    `json:"exit,omitempty"`     // what this finding alone would give

	Place  *Place  `json:"place,omitempty"`  // where the gate's file names what it is about, unless that is the target
	Waived *Waiver `json:"waived,omitempty"` // by the gate: it does not count
}

// Trace is one trace replayed.
type Trace struct {
	Trace            string `json:"trace"`
	Name             string `json:"name,omitempty"` // the user's, in the gate's file
	Format           string `json:"format"`
	Client           string `json:"client,omitempty"` // the profile that decided what is a lookup
	Requests         uint64 `json:"requests"`         // all commands
	Unique           uint64 `json:"unique"`           // distinct cacheable commands
	Reads            uint64 `json:"reads"`
	Lookups          uint64 `json:"lookups,omitempty"` // absent where each read is one
	Writes           uint64 `json:"writes"`
	Bypassed         uint64 `json:"bypassed"`
	CompulsoryMisses uint64 `json:"compulsoryMisses"`
	OneHitWonders    uint64 `json:"oneHitWonders"`     // commands that were looked up once
	Skipped          uint64 `json:"skipped,omitempty"` // malformed lines that were left out

	TTLSeconds float64 `json:"ttlSeconds,omitempty"` // how long an entry may be served; absent: for ever

	Sample *Sample `json:"sample,omitempty"` // absent where everything was replayed

	Cells  []Cell  `json:"cells"`
	Best   []Best  `json:"best,omitempty"` // by size
	Enough *Enough `json:"enough,omitempty"`
	Curve  *Curve  `json:"curve,omitempty"`

	Lifetimes *Lifetimes `json:"lifetimes,omitempty"` // absent where all of the trace was seen, and tells none
	Tracking  *Tracking  `json:"tracking,omitempty"`  // absent where the client does not hear of writes
	Detail    *Detail    `json:"detail,omitempty"`
}

// Sample says of which commands a trace was replayed. What depends on the rest
// is scaled up, and an estimate.
type Sample struct {
	Rate    float64 `json:"rate"`            // the share of the commands
	Part    int     `json:"part,omitempty"`  // of Parts, from 1; absent where there is only one
	Parts   int     `json:"parts,omitempty"` // partitions of the commands
	Seed    uint64  `json:"seed"`
	Lookups uint64  `json:"lookups"` // in the partition
}

// Cell is one policy at one size.
type Cell struct {
	Policy        string   `json:"policy"`
	Size          int      `json:"size"`
	Unit          string   `json:"unit"`     // entries, bytes
	Requests      uint64   `json:"requests"` // lookups
	Hits          uint64   `json:"hits"`
	Misses        uint64   `json:"misses"`
	HitRatio      *float64 `json:"hitRatio,omitempty"` // absent where there was no lookup
	Evictions     uint64   `json:"evictions"`
	Expirations   uint64   `json:"expirations"`
	Invalidations uint64   `json:"invalidations"`
	StaleHits     uint64   `json:"staleHits"`
	Missed        *Missed  `json:"missed,omitempty"` // why
	Bytes         *Bytes   `json:"bytes,omitempty"`  // of values, where asked for

	StandardError *float64 `json:"standardError,omitempty"` // of the hit ratio, where it is an estimate
}

// Curve is a miss ratio curve turned over: the hit ratio for every size.
type Curve struct {
	Policy string       `json:"policy"`
	Points [][2]float64 `json:"points"` // size, hit ratio
}
