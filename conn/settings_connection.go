package conn

import (
	"net"
	"time"
)

func connectionSettings() []Setting {
	type o = Options
	return []Setting{
		{
			Name: "db", Session: true, Flag: "db", Short: "n", Group: GroupConnection, Usage: "database `NUMBER`", Default: "0",
			set: option(to(func(o *o) *int { return &o.DB }, database)),
		},
		{
			Name: "protocol", Session: true, Flag: "resp", Group: GroupConnection, Usage: "RESP `VERSION` 2 or 3", Default: "3, else 2",
			set: option(to(func(o *o) *int { return &o.Protocol }, protocol)),
		},
		{
			Name: "client_name", Session: true, Flag: "client-name", Group: GroupConnection, Usage: "`NAME` for CLIENT SETNAME",
			set: option(to(func(o *o) *string { return &o.ClientName }, text[string])),
		},
		{
			Name: "lib_name", Session: true, Flag: "lib-name", Group: GroupConnection, Usage: "`NAME` of the library for CLIENT SETINFO, - for none", Default: DefaultLibName,
			set: option(to(func(o *o) *string { return &o.LibName }, text[string])),
		},
		{
			Name: "lib_version", Session: true, Flag: "lib-version", Group: GroupConnection, Usage: "`VERSION` of the library for CLIENT SETINFO", Default: "vkcheck's",
			set: option(to(func(o *o) *string { return &o.LibVersion }, text[string])),
		},
		{
			Name: "socket_connect_timeout", Flag: "timeout-connect", Group: GroupConnection, Usage: "`TIME` to resolve, and to connect to each address", Default: DefaultConnectTimeout.String(),
			set: option(to(func(o *o) *time.Duration { return &o.ConnectTimeout }, ParseSeconds)),
		},
		{
			Name: "ssl_timeout", Flag: "timeout-tls", Group: GroupConnection, Usage: "`TIME` for the TLS handshake", Default: DefaultTLSTimeout.String(),
			set: option(to(func(o *o) *time.Duration { return &o.TLSTimeout }, ParseSeconds)),
		},
		{
			Name: "socket_timeout", Session: true, Flag: "timeout-command", Group: GroupConnection, Usage: "`TIME` for one round trip", Default: DefaultCommandTimeout.String(),
			set: option(to(func(o *o) *time.Duration { return &o.CommandTimeout }, ParseSeconds)),
		},
		{
			Name: "client_capa_redirect", Session: true, Flag: "capa-redirect", Switch: "true", Group: GroupConnection, Usage: "tell the server that REDIRECT is understood (CLIENT CAPA)", Default: "false",
			set: option(to(func(o *o) *bool { return &o.Redirect }, boolean)),
		},
		{
			Name: "family", Group: GroupConnection, Usage: "which addresses of a host to use: any, ipv4 or ipv6", Default: "any",
			set: option(to(func(o *o) *Family { return &o.Family }, family)),
		},
		{
			Flag: "ipv4", Short: "4", Switch: string(IPv4), Group: GroupConnection, Usage: "use IPv4 addresses only",
			set: option(to(func(o *o) *Family { return &o.Family }, family)),
		},
		{
			Flag: "ipv6", Short: "6", Switch: string(IPv6), Group: GroupConnection, Usage: "use IPv6 addresses only",
			set: option(to(func(o *o) *Family { return &o.Family }, family)),
		},
		{
			Name: "socket_keepalive", Flag: "no-keepalive", Switch: "false", Group: GroupConnection, Usage: "send no TCP keepalive probes", Default: "true",
			set: keepAlive(to(func(k *net.KeepAliveConfig) *bool { return &k.Enable }, boolean)),
		},
		{
			Name: "socket_keepalive_idle", Flag: "keepalive-idle", Group: GroupConnection, Usage: "`TIME` without traffic before the first keepalive probe", Default: "15s",
			set: keepAlive(to(func(k *net.KeepAliveConfig) *time.Duration { return &k.Idle }, ParseSeconds)),
		},
		{
			Name: "socket_keepalive_interval", Flag: "keepalive-interval", Group: GroupConnection, Usage: "`TIME` between keepalive probes", Default: "15s",
			set: keepAlive(to(func(k *net.KeepAliveConfig) *time.Duration { return &k.Interval }, ParseSeconds)),
		},
		{
			Name: "socket_keepalive_count", Flag: "keepalive-count", Group: GroupConnection, Usage: "`NUMBER` of keepalive probes without an answer that end the connection", Default: "9",
			set: keepAlive(to(func(k *net.KeepAliveConfig) *int { return &k.Count }, positive)),
		},
	}
}

// keepAlive is a setting's set for the probes, which are on unless it turns
// them off.
func keepAlive(set func(*net.KeepAliveConfig, string) error) func(*PoolOptions, string) error {
	return option(func(o *Options, value string) error {
		k := net.KeepAliveConfig{Enable: true}
		if o.KeepAlive != nil {
			k = *o.KeepAlive
		}
		err := set(&k, value)
		o.KeepAlive = &k
		return err
	})
}

func protocol(value string) (int, error) {
	err := choice(value, "2", "3")
	if err != nil {
		return 0, err
	}
	return int(value[0] - '0'), nil
}

func database(value string) (int, error) { return whole(value, 0) }

func family(value string) (Family, error) {
	if value == "any" {
		return AnyFamily, nil
	}
	return Family(value), choice(value, "any", string(IPv4), string(IPv6))
}
