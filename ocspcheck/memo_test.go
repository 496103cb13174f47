package ocspcheck

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// 40 servers behind one intermediate, half of them with one wildcard
// certificate: every certificate is asked about once, over few connections.
func TestARunAsksOnce(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	wildcard := p.leaf(t, nil)
	p.responder.Set(wildcard.Cert, lab.Answer{})
	c := p.checker()
	c.Memo = newMemo(t)
	var wait sync.WaitGroup
	for i := range 40 {
		leaf := wildcard
		if i%2 == 1 {
			leaf = p.leaf(t, nil)
			p.responder.Set(leaf.Cert, lab.Answer{})
		}
		wait.Go(func() {
			statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: loopback}) // without the intermediate
			if err != nil || statuses[0].Verdict != Good || statuses[1].Verdict != Good {
				t.Errorf("%v, %+v", err, statuses)
			}
		})
	}
	wait.Wait()
	if got, want := p.responder.Requests(), 1+20+1; got != want { // wildcard, others, intermediate
		t.Errorf("%d requests, want %d", got, want)
	}
}

// Ten responses of one delegate: its own certificate is verified once.
func TestADelegateIsVerifiedOnce(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	delegate := must(p.intermediate.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	c := p.checker()
	c.Memo = newMemo(t)
	for range 10 {
		leaf := p.leaf(t, nil)
		p.responder.Set(leaf.Cert, lab.Answer{Signer: delegate})
		if statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback}); err != nil || statuses[0].Verdict != Good {
			t.Fatalf("%v, %+v", err, statuses[0])
		}
	}
	if got, want := len(c.Memo.signatures.seen), 10+1+1; got != want { // responses, delegate, the intermediate's response
		t.Errorf("%d signatures were verified, want %d", got, want)
	}
}

// What one server's guard refuses stays refused to it when another's allows
// it, in either order.
func TestAMemoKeepsGuardsApart(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	leaf := p.leaf(t, nil)
	p.responder.Set(leaf.Cert, lab.Answer{})
	public := Presented{Sent: leaf.Chain}
	private := Presented{Sent: leaf.Chain, IP: loopback}
	for _, order := range [][]Presented{{public, private, public}, {private, public, private}} {
		c := p.checker()
		c.Memo = newMemo(t)
		for _, presented := range order {
			want := Good
			if !presented.IP.IsValid() {
				want = Undetermined
			}
			if statuses, err := c.Chain(t.Context(), presented); err != nil || statuses[0].Verdict != want {
				t.Errorf("from %v: %s (%v), want %s", presented.IP, statuses[0].Verdict, err, want)
			}
		}
	}
}

// 20 certificates are asked about at once over two connections.
func TestConnectionsAreFewAndUsedAgain(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	c := p.checker()
	c.Memo = NewMemo(2)
	t.Cleanup(c.Memo.Close)
	var wait sync.WaitGroup
	for range 20 {
		leaf := p.leaf(t, nil)
		p.responder.Set(leaf.Cert, lab.Answer{})
		wait.Go(func() {
			if statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback}); err != nil || statuses[0].Verdict != Good {
				t.Errorf("%v, %+v", err, statuses)
			}
		})
	}
	wait.Wait()
	if n := p.responder.Connections(); n > 2 {
		t.Errorf("%d connections", n)
	}
}

// The first to ask may give up without harm to the others; when all give up,
// the request ends.
func TestFlightsOutliveTheirFirstCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFlights(1<<20, func(string, string) int { return 1 })
		answer := make(chan string)
		ran := 0
		run := func(ctx context.Context) string {
			ran++
			select {
			case text := <-answer:
				return text
			case <-ctx.Done():
				return "cut short"
			}
		}
		first, giveUp := context.WithCancel(t.Context())
		go func() {
			if _, err := f.do(first, "key", run); !errors.Is(err, context.Canceled) {
				t.Errorf("first caller: %v", err)
			}
		}()
		synctest.Wait()
		go func() {
			if got, err := f.do(t.Context(), "key", run); got != "answer" || err != nil {
				t.Errorf("second caller: %q, %v", got, err)
			}
		}()
		synctest.Wait()
		giveUp()
		synctest.Wait()
		answer <- "answer"
		synctest.Wait()

		alone, giveUp := context.WithCancel(t.Context())
		go func() { _, _ = f.do(alone, "other", run) }()
		synctest.Wait()
		giveUp()
		synctest.Wait() // run has returned, or synctest would call it a deadlock
		go func() { answer <- "fresh" }()
		if got, err := f.do(t.Context(), "other", run); got != "fresh" || err != nil {
			t.Errorf("after all gave up: %q, %v", got, err)
		}
		if got, _ := f.do(t.Context(), "key", run); got != "answer" || ran != 3 {
			t.Errorf("remembered %q after %d runs", got, ran)
		}
	})
}

func TestFlightsAreBounded(t *testing.T) {
	t.Parallel()
	f := newFlights(100, func(_ string, n int) int { return n })
	for i := range 50 {
		_, _ = f.do(t.Context(), string(rune('a'+i)), func(context.Context) int { return 10 })
		f.mu.Lock()
		held, calls := f.held, len(f.calls)
		f.mu.Unlock()
		if held > 100 || calls > 11 {
			t.Fatalf("%d results of cost %d are held", calls, held)
		}
	}
}

// The memo of signatures tells apart whatever a signature depends on.
func TestSignatureKey(t *testing.T) {
	t.Parallel()
	a, b := newRoot(t, "a"), newRoot(t, "b")
	tbs, signature := a.Cert.RawTBSCertificate, a.Cert.Signature
	keys := [][]byte{}
	add := func(cert *x509.Certificate, algorithm x509.SignatureAlgorithm, signed, signature []byte) {
		key := signatureKey(cert, algorithm, signed, signature)
		keys = append(keys, key[:])
	}
	add(a.Cert, x509.ECDSAWithSHA256, tbs, signature)
	add(b.Cert, x509.ECDSAWithSHA256, tbs, signature)
	add(a.Cert, x509.ECDSAWithSHA384, tbs, signature)
	add(a.Cert, x509.ECDSAWithSHA256, tbs[1:], signature)
	add(a.Cert, x509.ECDSAWithSHA256, slices.Concat(tbs, signature[:1]), signature[1:])
	slices.SortFunc(keys, bytes.Compare)
	if n := len(slices.CompactFunc(keys, bytes.Equal)); n != 5 {
		t.Errorf("%d keys of 5 differ", n)
	}
	s := NewMemo(0).verified()
	for range 2 {
		if err := s.check(a.Cert, x509.ECDSAWithSHA256, tbs, signature); err != nil {
			t.Error(err)
		}
		if err := s.check(b.Cert, x509.ECDSAWithSHA256, tbs, signature); err == nil {
			t.Error("another key verifies")
		}
	}
	if len(s.seen) != 2 {
		t.Errorf("%d signatures were verified", len(s.seen))
	}
}

// TestNextMemo: the next run has the CRLs that are still good, and asks again
// where something went wrong.
func TestNextMemo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before *lab.CRL // nil: none is there
		kept   bool
	}{
		{"good for an hour", &lab.CRL{}, true},
		{"without an end", &lab.CRL{NoNextUpdate: true}, false},
		{"not there at first", nil, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newCRLPKI(t, false, "a")
			verdict := func(m *Memo) Verdict {
				c := p.checker()
				c.Memo = m
				return must(c.Chain(t.Context(), p.presented()))(t)[0].Verdict
			}
			if tt.before != nil {
				p.serve(t, "a", *tt.before)
			}
			first := NewMemo(0)
			before := verdict(first)
			p.serve(t, "a", p.listed())
			if again := verdict(first); again != before {
				t.Errorf("within the run %s became %s", before, again)
			}
			next := first.Next()
			defer next.Close()
			if got := verdict(next); (got == before) != tt.kept {
				t.Errorf("%s, then %s", before, got)
			}
		})
	}
}

func heldBy[V any](f *flights[V]) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.held
}

// TestMemoCountsWhatItHolds: what a server sends around an answer, and a CRL
// that had to be kept to be verified, count towards the bounds.
func TestMemoCountsWhatItHolds(t *testing.T) {
	t.Parallel()
	const size = 50_000
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := must(lab.NewRootWithKey("root", key))(t)
	comment := pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3}, Value: make([]byte, size)}
	list := serve(t, 200, must(root.CRL(lab.CRL{Extensions: []pkix.Extension{comment}}))(t))
	responder := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Comment", strings.Repeat("x", size))
	}))
	t.Cleanup(responder.Close)
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}, OCSP: []string{responder.URL}, CRLs: []string{list}}))(t)
	c := Checker{Roots: poolOf(root.Cert), Memo: newMemo(t)}
	statuses, err := c.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if err != nil || statuses[0].Code != CodeCRLCertGood && !slices.Contains(statuses[0].Codes, CodeCRLCertGood) {
		t.Fatalf("%v, %+v", err, statuses)
	}
	if held := heldBy(c.Memo.lists); held < 2*size { // what was signed, and the extension
		t.Errorf("a CRL of %d bytes counts as %d", size, held)
	}
	if held := heldBy(c.Memo.replies); held < 2*size { // GET and POST
		t.Errorf("two answers with %d bytes of headers count as %d", size, held)
	}
}
