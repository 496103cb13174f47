package report

// Missed says why the lookups of a cell missed; together they are its misses.
type Missed struct {
	Cold        uint64 `json:"cold"`        // the command had not been seen before
	Capacity    uint64 `json:"capacity"`    // it had been evicted to make room
	Invalidated uint64 `json:"invalidated"` // a write had dropped it
	Expired     uint64 `json:"expired"`     // it had outlived its TTL, or its key had expired
}

// Best is the best policy at one size; the bound, which no cache can have, is
// beside it.
type Best struct {
	Size     int      `json:"size"`
	Policy   string   `json:"policy"`
	HitRatio float64  `json:"hitRatio"`
	Bound    *float64 `json:"bound,omitempty"` // Belady's hit ratio, where it is known and a bound
	Gap      *float64 `json:"gap,omitempty"`   // how much it is higher
	Missed   Missed   `json:"missed"`
}

// Enough is the smallest cache within 1% of the best.
type Enough struct {
	Policy   string  `json:"policy"`
	Size     int     `json:"size"`
	HitRatio float64 `json:"hitRatio"`
	Best     float64 `json:"best"`   // the highest hit ratio of all
	Spared   uint64  `json:"spared"` // lookups that the server is spared
}

// Bytes counts bytes of values.
type Bytes struct {
	Requested uint64   `json:"requested"`
	Spared    uint64   `json:"spared"`             // that the server need not send
	HitRatio  *float64 `json:"hitRatio,omitempty"` // absent where nothing was requested
}

// Lifetimes tell of the keys that expire where the trace says so.
type Lifetimes struct {
	Followed bool   `json:"followed"` // whether keys expire; else only given is known
	Given    uint64 `json:"given"`    // how often a key got a lifetime, or another one
	Keys     uint64 `json:"keys"`     // the most keys that had one at a time
	Expired  uint64 `json:"expired"`  // keys that have outlived theirs

	Partial bool `json:"partial,omitempty"` // of the keys of this part alone: those of all parts add up
}

// Tracking is what a client that hears of writes costs the server.
type Tracking struct {
	Keys          uint64   `json:"keys"`          // the most keys that the server remembers for a client
	Invalidations uint64   `json:"invalidations"` // messages to a client
	PerThousand   float64  `json:"perThousand"`   // of these, by a thousand requests
	PerSecond     *float64 `json:"perSecond,omitempty"`
}

// Detail is one cache at close quarters.
type Detail struct {
	Policy    string     `json:"policy"`
	Size      int        `json:"size"`
	Unit      string     `json:"unit,omitempty"`     // of Size: "entries" or "bytes"
	Keys      []Part     `json:"keys,omitempty"`     // the most requested first, as all
	Prefixes  []Part     `json:"prefixes,omitempty"` // of keys; "" for keys without
	Commands  []Part     `json:"commands,omitempty"`
	Intervals []Interval `json:"intervals,omitempty"`
}

// Part is what is known of some lookups.
type Part struct {
	Name     string  `json:"name"`
	Requests uint64  `json:"requests"`
	Hits     uint64  `json:"hits"`
	HitRatio float64 `json:"hitRatio"`
}

// Interval is a stretch of a trace.
type Interval struct {
	Seconds  *float64 `json:"seconds,omitempty"` // when it begins, since the first request; absent where the trace has no times
	Requests uint64   `json:"requests"`
	Unique   uint64   `json:"unique"` // the working set
	Hits     uint64   `json:"hits"`
	HitRatio *float64 `json:"hitRatio,omitempty"` // absent where there was no lookup
}
