package conn

import (
	"errors"
	"net"
	"strings"
	"testing"
)

// Every alert that TLS knows (RFC 8446 6, and those of older versions that Go
// has a text for), sent by the peer instead of its hello.
func TestEveryAlert(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		number byte
		text   string
		code   string
	}{
		{0, "EOF", CodeTLSClosedEarly}, // close_notify
		{10, "unexpected message", CodeTLSAlert},
		{20, "bad record MAC", CodeTLSAlert},
		{21, "decryption failed", CodeTLSAlert},
		{22, "record overflow", CodeTLSAlert},
		{30, "decompression failure", CodeTLSAlert},
		{40, "handshake failure", CodeTLSNoCommonCipher},
		{42, "bad certificate", CodeClientCertRejected},
		{43, "unsupported certificate", CodeClientCertWrongUsage},
		{44, "revoked certificate", CodeClientCertRevoked},
		{45, "expired certificate", CodeClientCertExpired},
		{46, "unknown certificate", CodeClientCertRejected},
		{47, "illegal parameter", CodeTLSAlert},
		{48, "unknown certificate authority", CodeClientCertUnknownCA},
		{49, "access denied", CodeClientCertRejected},
		{50, "error decoding message", CodeTLSAlert},
		{51, "error decrypting message", CodeTLSAlert},
		{60, "export restriction", CodeTLSAlert},
		{70, "protocol version not supported", CodeTLSVersion},
		{71, "insufficient security level", CodeTLSNoCommonCipher},
		{80, "internal error", CodeTLSAlert},
		{86, "inappropriate fallback", CodeTLSAlert},
		{90, "user canceled", CodeTLSAlert},
		{100, "no renegotiation", CodeTLSAlert},
		{109, "missing extension", CodeTLSAlert},
		{110, "unsupported extension", CodeTLSAlert},
		{111, "certificate unobtainable", CodeTLSAlert},
		{112, "unrecognized name", CodeTLSUnrecognizedName},
		{113, "bad certificate status response", CodeTLSAlert},
		{114, "bad certificate hash value", CodeTLSAlert},
		{115, "unknown PSK identity", CodeTLSAlert},
		{116, "certificate required", CodeClientCertRequired},
		{120, "no application protocol", CodeTLSALPN},
		{121, "encrypted client hello required", CodeTLSAlert},
	} {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			addr := startScript(t, func(c *scripted) {
				hello := make([]byte, 1)
				if _, err := c.conn.Read(hello); err != nil || hello[0] != 22 {
					t.Errorf("got %d, %v instead of a ClientHello", hello[0], err)
				}
				c.say(string([]byte{21, 3, 3, 0, 2, 2, tt.number})) // fatal
			})
			_, err := Handshake(testContext(t), Options{Addr: addr, TLS: &TLSOptions{}})
			if e := wantError(t, err, PhaseTLS, tt.code); !strings.HasSuffix(e.Error(), tt.text) {
				t.Errorf("got %v, want the text %q", e, tt.text)
			}
		})
	}
}

// What an alert means where a certificate of ours was asked for.
func TestAlertsAboutOurCertificate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ missing, shown string }{
		"handshake failure":      {CodeClientCertRequired, CodeClientCertRejected},
		"bad certificate":        {CodeClientCertRequired, CodeClientCertRejected},
		"error decoding message": {CodeClientCertRequired, CodeTLSAlert},
		"access denied":          {CodeClientCertRejected, CodeClientCertRejected},
		"internal error":         {CodeTLSAlert, CodeTLSAlert},
	} {
		err := &net.OpError{Op: "remote error", Err: errors.New("tls: " + text)}
		if missing, shown := alertCode(err, true, false), alertCode(err, true, true); missing != want.missing || shown != want.shown {
			t.Errorf("%s: %s and %s, want %+v", text, missing, shown, want)
		}
	}
}
