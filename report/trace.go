package report

// Missed says why the lookups of a cell missed; together they are its misses.
type Missed struct {
	Cold        uint64 `json:"cold"`        // the command had not been seen before
	Capacity    uint64 `json:"capacity"`    // it had been evicted to make room
	Invalidated uint64 `json:"invalidated"` // a write had dropped it
	Expired     uint64 `json:"expired"`     // it had outlived its TTL
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
