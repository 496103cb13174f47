package ocspcheck

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// TestAgreesWithXCrypto compares our reading of plain answers with that of
// golang.org/x/crypto/ocsp, which is right about plain answers.
func TestAgreesWithXCrypto(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	delegate := must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	verdicts := map[int]Verdict{ocsp.Good: Good, ocsp.Revoked: Revoked, ocsp.Unknown: Unknown}
	for status, want := range verdicts {
		for _, signer := range []*lab.Leaf{nil, delegate} {
			for reason := range 11 {
				t.Run(fmt.Sprintf("%s/delegated=%v/reason=%d", want, signer != nil, reason), func(t *testing.T) {
					t.Parallel()
					cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
					raw := must(lab.Staple(root, cert, lab.Answer{Status: status, Reason: reason, Signer: signer}))(t)
					theirs, err := ocsp.ParseResponseForCert(raw, cert, root.Cert)
					if err != nil {
						t.Fatal(err)
					}
					ours := Checker{}.JudgeResponse(raw, cert, root.Cert, time.Now())
					if ours.Verdict != verdicts[theirs.Status] || ours.Verdict != want {
						t.Fatalf("ours %s (%v), theirs %d, want %s", ours.Verdict, ours.Err, theirs.Status, want)
					}
					if !ours.ThisUpdate.Equal(theirs.ThisUpdate) || !ours.NextUpdate.Equal(theirs.NextUpdate) ||
						!ours.ProducedAt.Equal(theirs.ProducedAt) || !ours.RevokedAt.Equal(theirs.RevokedAt) {
						t.Errorf("times: ours %+v, theirs %+v", ours, theirs)
					}
					// x/crypto cannot tell an absent reason from unspecified (0).
					if want == Revoked && reason > 0 && ours.Reason != reasonNames[theirs.RevocationReason] {
						t.Errorf("reason: ours %q, theirs %d", ours.Reason, theirs.RevocationReason)
					}
				})
			}
		}
	}
}

// TestOpenSSLResponder asks a real responder: `openssl ocsp` with an index of
// one good and one revoked certificate, and nothing about a third.
func TestOpenSSLResponder(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("not examined: %v", err)
		}
		t.Skipf("not examined: %v", err)
	}
	root := newRoot(t, "root")
	delegate := must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	for _, delegated := range []bool{false, true} {
		t.Run(fmt.Sprintf("delegated=%v", delegated), func(t *testing.T) {
			t.Parallel()
			port := freePort(t)
			responder := "http://127.0.0.1:" + strconv.Itoa(port)
			issue := func() *lab.Leaf {
				return must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}, OCSP: []string{responder}}))(t)
			}
			good, revoked, unknown := issue(), issue(), issue()
			var index strings.Builder
			fmt.Fprintf(&index, "V\t%s\t\t%s\tunknown\t/CN=localhost\n",
				good.Cert.NotAfter.Format("060102150405Z"), serialHex(good))
			fmt.Fprintf(&index, "R\t%s\t%s,keyCompromise\t%s\tunknown\t/CN=localhost\n",
				revoked.Cert.NotAfter.Format("060102150405Z"), "260101000000Z", serialHex(revoked))
			signer := &lab.Leaf{Cert: root.Cert, Key: root.Key, Chain: nil}
			signer.Chain = append(signer.Chain, root.Cert)
			if delegated {
				signer = delegate
			}
			startOpenSSL(t, openssl, port, index.String(), root, signer)

			c := Checker{Roots: poolOf(root.Cert)}
			for _, test := range []struct {
				leaf   *lab.Leaf
				want   Verdict
				reason string
			}{{good, Good, ""}, {revoked, Revoked, "keyCompromise"}, {unknown, Unknown, ""}} {
				statuses, err := c.Chain(t.Context(), Presented{Sent: test.leaf.Chain, Name: "localhost", IP: loopback})
				if err != nil {
					t.Fatal(err)
				}
				s := statuses[0]
				if s.Verdict != test.want || s.Mechanism != MechanismOCSP || s.Reason != test.reason {
					t.Errorf("status %+v, want %s", s, test.want)
				}
			}
		})
	}
}

func serialHex(l *lab.Leaf) string {
	text := strings.ToUpper(l.Cert.SerialNumber.Text(16))
	if len(text)%2 == 1 {
		return "0" + text
	}
	return text
}

// startOpenSSL runs the responder until the test ends, and waits until it
// says that it listens. A connection that sends nothing would not do to find
// out: openssl 3.0 hangs on it for ever.
func startOpenSSL(t *testing.T, openssl string, port int, index string, ca *lab.Authority, signer *lab.Leaf) {
	t.Helper()
	dir := t.TempDir()
	caFile, indexFile := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "index.txt")
	if err := ca.WriteFile(caFile); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(indexFile, []byte(index), 0o600); err != nil {
		t.Fatal(err)
	}
	certFile, keyFile, err := signer.WriteFiles(dir, "signer")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	output := &watcher{text: "waiting for OCSP client connections", seen: make(chan struct{})}
	cmd := exec.CommandContext(ctx, openssl, "ocsp", "-port", strconv.Itoa(port), "-index", indexFile,
		"-CA", caFile, "-rsigner", certFile, "-rkey", keyFile, "-nmin", "60")
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("openssl ocsp said:\n%s", &output.all)
		}
	})
	select {
	case <-output.seen:
	case <-time.After(10 * time.Second):
		t.Fatal("openssl ocsp does not listen")
	}
}

// watcher keeps what a process writes and says when a text has come.
type watcher struct {
	text string
	seen chan struct{}
	all  bytes.Buffer
}

// Write is called by one goroutine of package exec alone.
func (w *watcher) Write(p []byte) (int, error) {
	before := strings.Contains(w.all.String(), w.text)
	w.all.Write(p)
	if !before && strings.Contains(w.all.String(), w.text) {
		close(w.seen)
	}
	return len(p), nil
}

// freePort gives a port that was free a moment ago; openssl cannot choose
// one itself.
func freePort(t *testing.T) int {
	t.Helper()
	listener := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}
