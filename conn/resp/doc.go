// Package resp is RESP2 and RESP3 on the wire: a [Reader] that parses replies
// from one buffer, a [Value] for what it found, and [Out], which collects
// commands and writes them at once, without copying large arguments.
//
// The parser follows the RESP3 specification of Redis, with the types that
// few servers send (attributes, streamed strings and aggregates, big numbers)
// and the nulls of RESP2. A hostile peer cannot make it allocate without
// sending the bytes, and not beyond [Limits].
//
// What belongs here: bytes. What does not: connections, and what the words of
// an error reply mean (package conn).
package resp
