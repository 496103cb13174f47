package conn

import (
	"errors"
	"strings"

	"github.com/vkcheck/vkcheck/conn/resp"
)

// readCode is the code for a read that gave no reply. first is true where the
// connection had read no reply before, within where this one had begun.
func readCode(err error, first, within bool) (code, line string) {
	var stranger *resp.NotRESPError
	var broken *resp.ProtocolError
	var limit *resp.LimitError
	switch {
	case errors.As(err, &stranger):
		if !first { // it has spoken RESP before
			return CodeProtocolError, stranger.Line
		}
		return strangerCode(stranger.Line), stranger.Line
	case errors.As(err, &broken):
		switch {
		case first && isMySQL(broken.Line):
			return CodeNotRespMySQL, broken.Line
		case first && isMail(broken.Line):
			return CodeNotRespSMTP, broken.Line
		}
		return CodeProtocolError, broken.Line
	case errors.As(err, &limit):
		return CodeReplyTooLarge, ""
	case isTimeout(err) && within:
		return CodeTimeoutMidreply, ""
	case isTimeout(err) && first:
		return CodeTimeoutHello, ""
	case isTimeout(err):
		return CodeTimeoutCommand, ""
	case within:
		return CodeTruncatedReply, ""
	case first && isReset(err):
		return CodeResetAfterAccept, ""
	case first:
		return CodeClosedOnAccept, ""
	}
	return CodeConnectionClosed, ""
}

// StrangerCode names the service that sends such a first line: one of the
// codes not-resp..., or [CodePlaintextToTLSPort] for an alert of TLS. It is
// empty for an empty line and for one that begins as RESP does.
func StrangerCode(line string) string {
	if line == "" || resp.Begins(line[0]) && !isMySQL(line) && !isMail(line) {
		return ""
	}
	return strangerCode(line)
}

func strangerCode(line string) string {
	switch {
	case len(line) >= 2 && line[0] == 0x15 && line[1] == 3: // an alert record of TLS, RFC 8446 5.1
		return CodePlaintextToTLSPort
	case strings.HasPrefix(line, "HTTP/"), strings.HasPrefix(line, "<!DOCTYPE"), isHTTP2(line): // HTTP/0.9 has no first line
		return CodeNotRespHTTP
	case strings.HasPrefix(line, "SSH-"):
		return CodeNotRespSSH
	case strings.HasPrefix(line, "220 "), strings.HasPrefix(line, "220-"), isMail(line):
		return CodeNotRespSMTP
	case line == "ERROR", strings.HasPrefix(line, "CLIENT_ERROR"), strings.HasPrefix(line, "SERVER_ERROR"):
		return CodeNotRespMemcached
	case isMySQL(line):
		return CodeNotRespMySQL
	}
	return CodeNotResp
}

// isMySQL is true for a MySQL greeting: a packet's length in three bytes, its
// number 0, and protocol version 10, which is a line feed, or the mark of an
// error.
func isMySQL(line string) bool {
	if len(line) < 4 || line[2:4] != "\x00\x00" || line[:2] == "\x00\x00" {
		return false
	}
	return len(line) == 4 || line[4] == '\n' || line[4] == 0xff
}

// isHTTP2 is true for a frame SETTINGS, with which a server begins (RFC 9113
// 6.5): its length, the type 4, no flags, stream 0.
func isHTTP2(line string) bool {
	return len(line) >= 9 && line[0] == 0 && line[2]%6 == 0 && line[3:9] == "\x04\x00\x00\x00\x00\x00"
}

// isMail is true for the greetings of IMAP (RFC 9051 7.1) and POP3 (RFC 1939 4),
// which begin as RESP does; the reader may have taken the first byte off.
func isMail(line string) bool {
	imap := strings.TrimPrefix(line, "*")
	pop3 := strings.TrimPrefix(line, "+")
	return strings.HasPrefix(imap, " OK ") || strings.HasPrefix(imap, " PREAUTH ") || strings.HasPrefix(pop3, "OK ")
}
