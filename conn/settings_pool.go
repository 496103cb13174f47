package conn

import "time"

func poolSettings() []Setting {
	settings := []Setting{
		{
			Name: "max_connections", Usage: "how many connections the pool holds at most", Default: "50",
			set: to(func(p *PoolOptions) *int { return &p.Max }, from(1)),
		},
		{
			Name: "timeout", Usage: "how long to wait for a connection when all are in use", Default: "do not wait",
			set: to(func(p *PoolOptions) *time.Duration { return &p.Wait }, seconds),
		},
	}
	for i := range settings {
		settings[i].Group = GroupPool
	}
	return settings
}
