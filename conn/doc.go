// Package conn is the life of one connection to a Valkey or Redis server:
// resolve, connect, TLS, HELLO, AUTH, SETNAME, SETINFO, SELECT, and the pool
// that goroutines share.
//
// Start with [ParseTarget] and [Dial] to talk to a server, or with
// [Handshake] to see only what it shows before any credential is sent. Every
// step is a [Phase]; a [Trace] observes them all, and every failure is an
// [*Error] that names the phase and a stable code, and is of a class
// ([ErrTimeout], [ErrMoved], ...) for errors.Is.
//
// What a server says unasked is an iterator: [Conn.Monitor],
// [Conn.Subscribe]. What other servers there are says [Conn.Nodes].
//
// What belongs here: what one connection can know by itself. What does not:
// second opinions and cures (package probe), revocation (package ocspcheck),
// the bytes on the wire (package conn/resp).
package conn
