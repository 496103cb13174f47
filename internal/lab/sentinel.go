package lab

import (
	"net"
	"strings"
)

// StartSentinel starts a real Sentinel that watches primary, with a quorum of
// one, under the name of the master set. It finds the replicas by itself, and
// other Sentinels within seconds.
func StartSentinel(name string, primary *Valkey, o ValkeyOptions) (*Valkey, error) {
	host, port, err := net.SplitHostPort(primary.Addr)
	if err != nil {
		return nil, err
	}
	o.sentinel = strings.Join([]string{"sentinel", "monitor", name, host, port, "1"}, " ")
	return StartValkey(o)
}
