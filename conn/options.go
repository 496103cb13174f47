package conn

import (
	"context"
	"net"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// The defaults of [Options].
const (
	DefaultPort           = "6379"
	DefaultConnectTimeout = 5 * time.Second
	DefaultTLSTimeout     = 5 * time.Second
	DefaultCommandTimeout = 5 * time.Second
	DefaultLibName        = "vkcheck"
)

// Options say how to reach a server and as whom. The zero value is a plain
// connection to localhost:6379 without credentials. [ParseTarget] makes
// Options of a text.
type Options struct {
	// Network is "tcp" (default) or "unix".
	Network string
	// Addr is host:port, or the path of a UNIX socket; "localhost:6379" by default.
	Addr string

	// Family narrows the addresses that are tried; all by default.
	Family Family
	// KeepAlive are the probes of an idle TCP connection; nil is Go's: on,
	// after 15 s, every 15 s, up to 9. One that is not enabled sends none.
	KeepAlive *net.KeepAliveConfig

	// TLS turns TLS on; nil is plain text.
	TLS *TLSOptions

	// Username of an ACL user; empty is the default user.
	Username string
	// Password, never printed. AUTH is sent where it or Username is set.
	Password Secret
	// Credentials is asked for user and password on every dial, after the
	// server's certificate was accepted. It excludes Username and Password.
	Credentials Credentials

	// DB is the database to SELECT; 0, the default, sends no SELECT.
	DB int
	// ClientName is what CLIENT LIST shows; empty sends no name.
	ClientName string
	// LibName and LibVersion are sent by CLIENT SETINFO: "vkcheck" and the
	// version of this module by default. "-" as LibName sends neither.
	LibName, LibVersion string
	// Protocol is 2 or 3. 0, the default, is RESP3 where the server knows
	// HELLO and RESP2 elsewhere; set 3 where RESP2 is of no use.
	Protocol int

	// ConnectTimeout bounds resolving, and connecting to each address; 5 s
	// by default.
	ConnectTimeout time.Duration
	// TLSTimeout bounds the handshake, and the wait for what the server says
	// of our certificate; 5 s by default.
	TLSTimeout time.Duration
	// CommandTimeout bounds each round trip, also those of Dial; 5 s by
	// default. Raise it for commands that block.
	CommandTimeout time.Duration

	// Retry says which failures are tried again; none by default.
	Retry Retry

	// HealthInterval is how long a connection may be idle before a PING goes
	// ahead of the next command, and a new connection where it is not answered;
	// 0, the default, sends none.
	HealthInterval time.Duration

	// Caching turns client-side caching on; nil is none. It needs RESP3.
	Caching *Caching
	// Redirect tells the server by CLIENT CAPA that redirections are
	// understood, so that a replica of Valkey 8 answers REDIRECT; servers that
	// do not know it are let be.
	Redirect bool
	// OnConnect makes a new connection ready instead of HELLO, AUTH, SETNAME,
	// SETINFO and SELECT, by commands of its own; it begins with RESP2. An
	// error ends the connection.
	OnConnect func(ctx context.Context, c *Conn) error
	// Connected are told each connection that has become ready, also one that
	// was dialled again. What they set by commands is no reason not to dial it
	// again or not to put it back into a pool, but where there is a cache.
	Connected []func(*Conn)
	// OnPush is told the pushes that answer no command and are no
	// invalidation, by the goroutine that reads: it may neither block nor use
	// nor close the connection or its pool. nil drops them.
	OnPush func(resp.Value)

	// Lookup resolves a host name; [Lookup], the system's resolver, by default.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	// Trace observes the phases; nil for nothing.
	Trace *Trace
	// Limits bound the replies of Do and Pipeline; see package resp for the
	// defaults, except that Total is 64 MiB. Replies before the connection is
	// ready have less: 1 MiB, 8 deep.
	Limits resp.Limits
}

// withDefaults fills what is empty, so that later code need not ask.
func (o Options) withDefaults() Options {
	if o.Network == "" {
		o.Network = "tcp"
	}
	if o.Addr == "" && o.Network == "tcp" {
		o.Addr = "localhost:" + DefaultPort
	}
	if o.LibName == "" {
		o.LibName = DefaultLibName
	}
	if o.LibVersion == "" {
		o.LibVersion = moduleVersion()
	}
	setDefault(&o.ConnectTimeout, DefaultConnectTimeout)
	setDefault(&o.TLSTimeout, DefaultTLSTimeout)
	setDefault(&o.CommandTimeout, DefaultCommandTimeout)
	if o.Limits.Total <= 0 {
		o.Limits.Total = defaultTotal
	}
	if o.Lookup == nil {
		o.Lookup = Lookup
	}
	return o
}

// What a reply may be by default, and before the connection is ready.
const (
	defaultTotal = 64 << 20
	sessionTotal = 1 << 20
	sessionDepth = 8
)

// sessionLimits are those of the replies before the connection is ready, or
// the caller's where they are narrower still.
func sessionLimits(l resp.Limits) resp.Limits {
	narrow := resp.Limits{Depth: sessionDepth, Length: sessionTotal, Total: sessionTotal}
	if l.Depth > 0 {
		narrow.Depth = min(narrow.Depth, l.Depth)
	}
	if l.Length > 0 {
		narrow.Length = min(narrow.Length, l.Length)
	}
	if l.Total > 0 {
		narrow.Total = min(narrow.Total, l.Total)
	}
	return narrow
}

func setDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// moduleVersion is read once: it is a search through the build's text.
var moduleVersion = sync.OnceValue(func() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
})
