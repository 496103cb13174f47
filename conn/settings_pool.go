package conn

import "time"

func poolSettings() []Setting {
	settings := []Setting{
		{
			Name: "max_connections", Usage: "how many connections the pool holds at most", Default: "50",
			set: to(func(p *PoolOptions) *int { return &p.Max }, positive),
		},
		{
			Name: "timeout", Usage: "how long to wait for a connection when all are in use", Default: "do not wait",
			set: to(func(p *PoolOptions) *time.Duration { return &p.Wait }, secondsOrNone),
		},
		{
			Name: "cache_shared", Usage: "one cache for all connections of the pool, where cache_enabled is true", Default: "false",
			set: to(func(p *PoolOptions) *bool { return &p.SharedCache }, boolean),
		},
	}
	for i := range settings {
		settings[i].Group, settings[i].Library = GroupPool, true
	}
	return settings
}
