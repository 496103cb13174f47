package conn

import (
	"crypto/tls"
	"net"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// The rows 34 to 36 of what valkey-py's connections do: what the handshake
// offers.

// Row 34: SNI is the host.
func TestRow34SNI(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	names := make(chan string, 1)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		names <- hello.ServerName
		return &tls.Config{Certificates: []tls.Certificate{p.server.TLS()}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).HandshakeContext(testContext(t))
			_ = c.Close()
		}
	}()
	defer func() { _ = l.Close(); <-served }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		host string
		o    TLSOptions
		want string
	}{
		{"localhost", TLSOptions{}, "localhost"},
		{"127.0.0.1", TLSOptions{}, ""},
		{"127.0.0.1", TLSOptions{ServerName: "localhost"}, "localhost"},
		{"localhost", TLSOptions{ServerName: "front.example", VerifyName: "localhost"}, "front.example"},
	} {
		tt.o.CAFile = p.ca
		if _, err := Handshake(testContext(t), Options{Addr: net.JoinHostPort(tt.host, port), TLS: &tt.o}); err != nil {
			t.Fatalf("%+v: %v", tt, err)
		}
		if got := <-names; got != tt.want {
			t.Errorf("%s, %q: sent %q, want %q", tt.host, tt.o.ServerName, got, tt.want)
		}
	}
}

// Row 35: ssl_min_version (TLS 1.2).
func TestRow35Versions(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	for protocols, version := range map[string]uint16{"TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13} {
		t.Run("server with "+protocols, func(t *testing.T) {
			t.Parallel()
			v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, Args: []string{"--tls-protocols", protocols}})
			if peer := pings(t, Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca}}); peer.Version != version {
				t.Errorf("got %s", tls.VersionName(peer.Version))
			}
			miss := TLSOptions{CAFile: p.ca, MinVersion: tls.VersionTLS13}
			if version == tls.VersionTLS13 {
				miss = TLSOptions{CAFile: p.ca, MaxVersion: tls.VersionTLS12}
			}
			refused(t, Options{Addr: v.TLSAddr, TLS: &miss}, PhaseTLS, CodeTLSVersion)
		})
	}
	t.Run("1.2 is the least by default", func(t *testing.T) {
		t.Parallel()
		v := startValkey(t, lab.ValkeyOptions{})
		f, err := lab.StartFront(lab.FrontOptions{Certificate: p.server.TLS(), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, Backend: v.Addr})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		refused(t, Options{Addr: f.Addr(), TLS: &TLSOptions{CAFile: p.ca}}, PhaseTLS, CodeTLSVersion)
		pings(t, Options{Addr: f.Addr(), TLS: &TLSOptions{CAFile: p.ca, MinVersion: tls.VersionTLS10}})
	})
}

// Row 36: ssl_ciphers (TLS 1.2 list).
func TestRow36Ciphers(t *testing.T) {
	t.Parallel()
	p := testPKI(t)
	v := startValkey(t, lab.ValkeyOptions{CertFile: p.serverCert, KeyFile: p.sKey, Args: []string{"--tls-protocols", "TLSv1.2"}})
	with := func(t *testing.T, list string) Options {
		suites, err := ParseCipherSuites(list)
		if err != nil {
			t.Fatal(err)
		}
		return Options{Addr: v.TLSAddr, TLS: &TLSOptions{CAFile: p.ca, CipherSuites: suites}}
	}
	for name, want := range map[string]uint16{
		"ECDHE-ECDSA-AES256-GCM-SHA384":                   tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		"ECDHE-ECDSA-CHACHA20-POLY1305":                   tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256":         tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		"ECDHE-RSA-AES128-SHA,ECDHE-ECDSA-AES128-SHA":     tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
		"TLS_RSA_WITH_RC4_128_SHA:ECDHE-ECDSA-AES256-SHA": tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if peer := pings(t, with(t, name)); peer.CipherSuite != want {
				t.Errorf("got %s", tls.CipherSuiteName(peer.CipherSuite))
			}
		})
	}
	t.Run("none in common", func(t *testing.T) {
		t.Parallel()
		refused(t, with(t, "ECDHE-RSA-AES128-SHA"), PhaseTLS, CodeTLSNoCommonCipher)
	})
	t.Run("of TLS 1.3", func(t *testing.T) {
		t.Parallel()
		o := Options{Addr: v.TLSAddr, TLS: &TLSOptions{CipherSuites: []uint16{tls.TLS_AES_256_GCM_SHA384}}}
		refused(t, o, PhaseConfig, CodeBadOption)
	})
}
