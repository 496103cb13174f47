package report

// Session is what a connection may do, and what it was seen to do.
type Session struct {
	User        string      `json:"user,omitempty"` // by ACL WHOAMI
	Permissions []Permitted `json:"permissions,omitempty"`
	Tracking    *Invalidate `json:"tracking,omitempty"`
	Pool        *Pool       `json:"pool,omitempty"`
}

// Permitted says whether the user may run a command that vkcheck asks.
type Permitted struct {
	Command string `json:"command"`
	Allowed bool   `json:"allowed"`
}

// Invalidate is a round trip of client tracking: a key was read, written by a
// second connection, and the invalidation waited for.
type Invalidate struct {
	Works   bool    `json:"works"`
	Seconds float64 `json:"seconds,omitempty"` // from the write to the invalidation
	Code    string  `json:"code,omitempty"`    // of the fault, where it does not work
}

// Pool is what a pool did under load.
type Pool struct {
	Concurrency int    `json:"concurrency"` // connections at once
	Commands    int    `json:"commands"`
	Failed      int    `json:"failed"`
	Latency     Timing `json:"latency"` // of one command
}

// Timing is how long a step took over several runs, in seconds. Where all of
// them failed, there are no percentiles.
type Timing struct {
	Phase  string  `json:"phase"` // a phase, or total
	Count  int     `json:"count"`
	Failed int     `json:"failed,omitempty"`
	P50    float64 `json:"p50,omitempty"`
	P95    float64 `json:"p95,omitempty"`
	P99    float64 `json:"p99,omitempty"`
}

// Measured is false where every run failed.
func (t Timing) Measured() bool { return t.Count > t.Failed }

// Waiver says why a finding does not count, and until when.
type Waiver struct {
	Reason string `json:"reason"`
	Until  string `json:"until"` // the last day, YYYY-MM-DD
}
