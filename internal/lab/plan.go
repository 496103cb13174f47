package lab

import (
	"io"
	"net"
)

// The plans of a broken peer that has no server behind it.

// Hush reads and never answers, until the client has gone.
func Hush(client *net.TCPConn) { _, _ = io.Copy(io.Discard, client) }

// HangUp closes the connection without a word.
func HangUp(client *net.TCPConn) { hangUp(client) }

// hangUp ends a connection so that what was said before arrives: a close with
// unread bytes would be a reset.
func hangUp(client *net.TCPConn) {
	_ = client.CloseWrite()
	Hush(client)
}

// Reset waits for the client's first bytes and throws the connection away.
func Reset(client *net.TCPConn) {
	_, _ = client.Read(make([]byte, 1))
	_ = client.SetLinger(0)
}

// Say waits for the client's first bytes, says the words, and then goes on by
// the plan.
func Say(words string, then Plan) Plan {
	greet := Greet(words, then)
	return func(client *net.TCPConn) {
		_, _ = client.Read(make([]byte, 4096))
		greet(client)
	}
}

// Greet says the words at once, and then goes on by the plan.
func Greet(words string, then Plan) Plan {
	return func(client *net.TCPConn) {
		_, _ = io.WriteString(client, words)
		then(client)
	}
}

// PostgreSQL closes on what is no SSLRequest of its own, to which it says no.
func PostgreSQL(client *net.TCPConn) {
	first := make([]byte, 8)
	if _, err := io.ReadFull(client, first); err == nil && string(first) == "\x00\x00\x00\x08\x04\xd2\x16\x2f" {
		_, _ = io.WriteString(client, "N")
		Hush(client)
	}
}

// Alert is a fatal alert (RFC 8446 6), for [Say] instead of a ServerHello.
func Alert(code byte) string { return "\x15\x03\x03\x00\x02\x02" + string(rune(code)) }
