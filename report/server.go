package report

// Server is what the server said of itself in HELLO, INFO and ROLE. What it
// did not say, or what an ACL keeps from us, is absent.
type Server struct {
	Flavour  string `json:"flavour,omitempty"` // valkey, redis, ...
	Version  string `json:"version,omitempty"`
	Mode     string `json:"mode,omitempty"` // standalone, cluster, sentinel
	Role     string `json:"role,omitempty"` // master, replica
	Protocol int    `json:"protocol"`       // RESP version spoken

	UptimeSeconds *int64       `json:"uptimeSeconds,omitempty"`
	Replication   *Replication `json:"replication,omitempty"`
	Persistence   *Persistence `json:"persistence,omitempty"`
	Memory        *Memory      `json:"memory,omitempty"`
	Clients       *Clients     `json:"clients,omitempty"`
	Keyspace      *Keyspace    `json:"keyspace,omitempty"`
	Slowlog       *int64       `json:"slowlog,omitempty"`       // entries in the slow log
	LatencyEvents *int         `json:"latencyEvents,omitempty"` // kinds of event in LATENCY LATEST
	NotExamined   []string     `json:"notExamined,omitempty"`   // commands that were refused or unknown
}

// Replication is a server's part in it.
type Replication struct {
	Link       string `json:"link,omitempty"`       // of a replica to its primary: up, down
	LagSeconds *int64 `json:"lagSeconds,omitempty"` // since a replica heard of its primary; of a primary, its slowest replica's
	LagBytes   *int64 `json:"lagBytes,omitempty"`   // of a primary: how far its slowest replica is behind
	Replicas   *int   `json:"replicas,omitempty"`   // connected
	Syncing    *int   `json:"syncing,omitempty"`    // of a primary: replicas that still get a full copy, which has no lag
}

// Persistence is how the last ways to disk went.
type Persistence struct {
	Loading        bool   `json:"loading"`
	RDB            string `json:"rdb,omitempty"`            // the last background save: ok, err
	AOF            string `json:"aof,omitempty"`            // off, or the last write: ok, err
	UnsavedChanges *int64 `json:"unsavedChanges,omitempty"` // since the last save
}

// Memory is in bytes.
type Memory struct {
	Used     int64    `json:"used"`
	Max      int64    `json:"max"`                // maxmemory; 0 is no limit
	Policy   string   `json:"policy,omitempty"`   // maxmemory-policy
	Fraction *float64 `json:"fraction,omitempty"` // used of max; absent where there is no limit
	Evicted  int64    `json:"evicted"`            // keys, since the server started
}

// Clients are connections.
type Clients struct {
	Connected int64    `json:"connected"`
	Max       int64    `json:"max,omitempty"` // maxclients
	Fraction  *float64 `json:"fraction,omitempty"`
	Blocked   int64    `json:"blocked"`
	Rejected  int64    `json:"rejected"` // since the server started
}

// Keyspace is how often the server found what it was asked for.
type Keyspace struct {
	Keys     int64    `json:"keys"` // in all databases
	Hits     int64    `json:"hits"`
	Misses   int64    `json:"misses"`
	HitRatio *float64 `json:"hitRatio,omitempty"` // absent before the first lookup
}
