package lab

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"strings"
	"testing"
)

func TestFront(t *testing.T) {
	t.Parallel()
	root, err := NewRoot("front test root")
	if err != nil {
		t.Fatal(err)
	}
	server, err := root.Issue(LeafOptions{Names: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	client, err := root.Issue(LeafOptions{CommonName: "client", ClientAuth: true})
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(root.Cert)
	shown := server.TLS()
	shown.OCSPStaple = []byte("staple")
	for _, tt := range []struct {
		name     string
		o        FrontOptions
		client   []tls.Certificate
		wantFail string // of the handshake or of the first read; empty for PONG
	}{
		{"open", FrontOptions{}, nil, ""},
		{"TLS 1.2", FrontOptions{MaxVersion: tls.VersionTLS12}, nil, ""},
		{"wants a certificate", FrontOptions{ClientCAs: pool, RequireClientCert: true}, nil, "certificate required"},
		{"wants any certificate", FrontOptions{RequireClientCert: true}, []tls.Certificate{client.TLS()}, ""},
		{"gets a certificate", FrontOptions{ClientCAs: pool, RequireClientCert: true}, []tls.Certificate{client.TLS()}, ""},
		{"asks for a certificate", FrontOptions{ClientCAs: pool}, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := StartBackend()
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			tt.o.Certificate, tt.o.Backend = shown, b.Addr()
			f, err := StartFront(tt.o)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			reply, state, err := pingTLS(f.Addr(), &tls.Config{RootCAs: pool, Certificates: tt.client})
			if tt.wantFail != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantFail) {
					t.Errorf("got %q, %v, want %q", reply, err, tt.wantFail)
				}
				return
			}
			if err != nil || reply != "+PONG\r\n" || string(state.OCSPResponse) != "staple" {
				t.Errorf("got %q, staple %q, %v", reply, state.OCSPResponse, err)
			}
			if tt.o.MaxVersion != 0 && state.Version != tt.o.MaxVersion {
				t.Errorf("version %x", state.Version)
			}
		})
	}
}

func pingTLS(addr string, c *tls.Config) (reply string, state tls.ConnectionState, err error) {
	conn, err := tls.Dial("tcp", addr, c)
	if err != nil {
		return "", state, err
	}
	defer conn.Close()
	_, _ = conn.Write([]byte("*1\r\n$4\r\nPING\r\n")) // a refusal shows in the read
	var pong [7]byte
	n, err := io.ReadFull(conn, pong[:])
	return string(pong[:n]), conn.ConnectionState(), err
}
