// Package conn is the life of one connection to a Valkey or Redis server:
// resolve, connect, TLS, HELLO, AUTH, SETNAME, SETINFO, SELECT, CLIENT
// TRACKING, and the ways in which goroutines share it.
//
// Start with [ParseTarget] or [FromEnvironment], and [Dial] to talk to a
// server, or with [Handshake] to see only what it shows before any credential
// is sent. Every option has a name, see [Settings] and docs/options.md. Every
// step is a [Phase]; a [Trace] observes them all, and every failure is an
// [*Error] that names the phase and a stable code, and is of a class
// ([ErrTimeout], [ErrMoved], ...) for errors.Is.
//
// A [Conn] belongs to one goroutine; it dials itself anew where nothing is lost
// by it, checks its health and retries as its options say. What goroutines
// share is a [Pool] of them, or one [Shared] connection that sends what they
// ask for together. [Options.Caching] keeps replies until the server says that
// a key has changed.
//
// What a server says unasked is an iterator: [Conn.Monitor],
// [Conn.Subscribe]. What other servers there are says [Conn.Nodes].
//
// What belongs here: what one connection can know by itself. What does not:
// second opinions and cures (package probe), revocation (package ocspcheck),
// the bytes on the wire (package conn/resp).
package conn
