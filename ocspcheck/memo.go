package ocspcheck

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// DefaultConnections is how many connections a [Memo] holds to one host.
const DefaultConnections = 16

// The bounds of what a [Memo] remembers.
const (
	maxRemembered = 32 << 20 // bytes of answers
	maxSignatures = 1 << 14
	idleTimeout   = 10 * time.Second
)

// crlAge is how long a CRL is taken for what its URL still holds: authorities
// issue them by the hour, and they may have many megabytes.
const crlAge = 15 * time.Minute

// Memo is what the checks of one run share, so that 300 servers behind one
// authority cost it one question: connections to responders are used again,
// no request is sent twice, answered or not, no signature is verified twice,
// and what is settled about an issuer is settled for all. Checkers that share
// a Memo must have the same HTTP client. It is safe for concurrent use and
// bounded in size.
//
// Answers are remembered as long as the Memo lives: make one for each run,
// and keep what shall outlive it in a [Store].
type Memo struct {
	connections int
	replies     *flights[outcome]
	lists       *flights[crlOutcome]
	signatures  signatures
	settled     settled

	mu         sync.Mutex
	transports map[guard]*http.Transport
}

// NewMemo makes a Memo that holds at most so many connections to one host at
// a time; 0 means DefaultConnections. Close it when the run is over.
func NewMemo(connections int) *Memo {
	if connections <= 0 {
		connections = DefaultConnections
	}
	return &Memo{
		connections: connections,
		replies:     newFlights(maxRemembered, cost),
		lists:       newFlights(maxCRLSize, crlCost),
		signatures:  signatures{seen: map[[32]byte]*verification{}},
		settled:     settled{seen: map[settledKey]Status{}},
		transports:  map[guard]*http.Transport{},
	}
}

// Next closes the Memo, as Close does, and gives one for the next run. That has
// the CRLs of the last quarter of an hour whose nextUpdate is to come, and has
// forgotten all else, what went wrong too.
func (m *Memo) Next() *Memo {
	defer m.Close()
	next := NewMemo(m.connections)
	next.lists.inherit(m.lists, func(o crlOutcome, at time.Time) bool {
		return o.err == nil && time.Since(at) < crlAge && time.Now().Before(o.list.nextUpdate)
	})
	return next
}

// Close closes the idle connections. The Memo is of no use afterwards.
func (m *Memo) Close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.transports {
		t.CloseIdleConnections()
	}
}

// verified gives the signatures seen; nil, which remembers none, without a
// Memo.
func (m *Memo) verified() *signatures {
	if m == nil {
		return nil
	}
	return &m.signatures
}

// transport gives the connections that a guard allowed: they are never used
// for a server to which it would have refused them.
func (m *Memo) transport(g guard) *http.Transport {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.transports[g]
	if !ok {
		t = newTransport(&net.Dialer{ControlContext: g.control}, m.connections)
		m.transports[g] = t
	}
	return t
}

func newTransport(dialer *net.Dialer, connections int) *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		MaxConnsPerHost:        connections,
		MaxIdleConnsPerHost:    connections,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxResponseSize,
		DisableCompression:     true, // a small gzip of a large page counts by its real size
	}
}
