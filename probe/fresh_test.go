package probe

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// turns shows each of the certificates to one connection after another, as
// servers behind one name do.
func turns(t *testing.T, certs ...tls.Certificate) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for i := 0; ; i++ {
			raw, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer raw.Close()
				c := tls.Server(raw, &tls.Config{Certificates: certs[i%len(certs) : i%len(certs)+1]})
				_ = c.SetDeadline(time.Now().Add(time.Minute))
				_, _ = c.Read(make([]byte, 1)) // shakes hands, and holds until the client goes
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		running.Wait()
	})
	return listener.Addr().String()
}

// A responder is not authorised for the certificate of the first connection,
// but for that of the second.
func TestSecondLookAtServersThatTakeTurns(t *testing.T) {
	t.Parallel()
	responder, err := lab.StartResponder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = responder.Close() })
	root, err := lab.NewRoot("root")
	stranger, err2 := lab.NewRoot("root nobody answers for")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	responder.Add(root)
	issue := func(by *lab.Authority) *lab.Leaf {
		leaf, err := by.Issue(lab.LeafOptions{Names: []string{"127.0.0.1"}, OCSP: []string{responder.URL()}})
		if err != nil {
			t.Fatal(err)
		}
		return leaf
	}
	known, unknown := issue(root), issue(stranger)
	responder.Set(known.Cert, lab.Answer{})
	var roots []byte
	for _, by := range []*lab.Authority{root, stranger} {
		roots = append(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: by.Cert.Raw})...)
	}
	for _, test := range []struct {
		name    string
		certs   []tls.Certificate
		verdict ocspcheck.Verdict
		codes   []string
	}{
		{"another certificate", []tls.Certificate{unknown.TLS(), known.TLS()}, ocspcheck.Good, []string{
			ocspcheck.CodeCertificateChanged, ocspcheck.CodeOCSPResponderUnauthorized, ocspcheck.CodeOCSPCertGood,
		}},
		{"the same", []tls.Certificate{unknown.TLS()}, ocspcheck.Undetermined, []string{ocspcheck.CodeOCSPResponderUnauthorized}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			target := OCSP(t.Context(), &Options{
				Conn:    conn.Options{Addr: turns(t, test.certs...), TLS: &conn.TLSOptions{CAData: roots}},
				Timeout: time.Minute,
			})
			var codes []string
			for _, f := range target.Findings {
				codes = append(codes, f.Code)
			}
			for _, code := range test.codes {
				if !slices.Contains(codes, code) {
					t.Errorf("findings %v lack %s", codes, code)
				}
			}
			if len(target.Certificates) == 0 || target.Certificates[0].Verdict != string(test.verdict) {
				t.Errorf("certificates %+v", target.Certificates)
			}
			if n := len(target.Phases); n != 3 {
				t.Errorf("%d phases: %+v", n, target.Phases)
			}
		})
	}
}
