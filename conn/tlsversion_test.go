package conn

import (
	"crypto/tls"
	"strings"
	"testing"
)

func TestParseTLSVersion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]uint16{
		"1.0": tls.VersionTLS10, "TLSv1": tls.VersionTLS10, "1.1": tls.VersionTLS11, "TLSv1.1": tls.VersionTLS11,
		"1.2": tls.VersionTLS12, "TLSv1.2": tls.VersionTLS12, "TLSv1_2": tls.VersionTLS12, "tlsv1.3": tls.VersionTLS13,
		"": 0, "SSLv3": 0, "1.4": 0, "TLS": 0, "12": 0,
	} {
		got, err := ParseTLSVersion(text)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("%q: got %x, %v, want %x", text, got, err, want)
		}
	}
}

// Options of TLS that contradict each other are found before anything is sent.
func TestTLSOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	cache := tls.NewLRUClientSessionCache(1)
	for _, tt := range []struct {
		fault string
		o     TLSOptions
	}{
		{"the lowest version, TLS 1.3, is above the highest, TLS 1.2", TLSOptions{MinVersion: tls.VersionTLS13, MaxVersion: tls.VersionTLS12}},
		{"the lowest version, TLS 1.2, is above the highest, TLS 1.1", TLSOptions{MaxVersion: tls.VersionTLS11}},
		{"0x0300 is no TLS version", TLSOptions{MinVersion: 0x0300}},
		{"0x0305 is no TLS version", TLSOptions{MaxVersion: 0x0305}},
		{"TLS_AES_128_GCM_SHA256 belongs to TLS 1.3", TLSOptions{CipherSuites: []uint16{tls.TLS_AES_128_GCM_SHA256}}},
		{"unknown cipher suite 0x0001", TLSOptions{CipherSuites: []uint16{1}}},
		{"nothing older is allowed", TLSOptions{MinVersion: tls.VersionTLS13, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}}},
		{"no way to verify has the number 3", TLSOptions{Verify: 3}},
		{"cannot be checked where the chain is not verified", TLSOptions{Verify: VerifyNone, Revocation: new(Revocation)}},
		{"a resumed session replays the old staple", TLSOptions{Sessions: cache, Revocation: new(Revocation)}},
	} {
		_, err := Handshake(testContext(t), Options{Addr: "127.0.0.1:1", TLS: &tt.o})
		if e := wantError(t, err, PhaseConfig, CodeBadOption); !strings.Contains(e.Error(), tt.fault) {
			t.Errorf("got %v, want %q", e, tt.fault)
		}
	}
}
