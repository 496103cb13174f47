package ocspcheck

import (
	"crypto/x509"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// stages are made once for each kind of key.
var stages = map[string]func() (*lab.Stage, error){
	"":        sync.OnceValues(func() (*lab.Stage, error) { return lab.NewStage("") }),
	"p384":    sync.OnceValues(func() (*lab.Stage, error) { return lab.NewStage("p384") }),
	"rsa":     sync.OnceValues(func() (*lab.Stage, error) { return lab.NewStage("rsa") }),
	"ed25519": sync.OnceValues(func() (*lab.Stage, error) { return lab.NewStage("ed25519") }),
}

// overForgeries runs a test for each row of the lab's table.
func overForgeries(t *testing.T, test func(*testing.T, lab.Forgery, *lab.Stage, []byte)) {
	for _, f := range lab.Forgeries() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			stage := must(stages[f.Key]())(t)
			test(t, f, stage, must(f.Make(stage))(t))
		})
	}
}

func (book rulebook) judgeForgery(f lab.Forgery, s *lab.Stage, raw []byte) Judgement {
	m := &matter{cert: s.Leaf.Cert, issuer: s.Issuer.Cert, at: s.Now}
	if f.Nonce {
		m.nonce = s.Nonce
	}
	return book.judge(raw, m)
}

// shelves are the parts of the book.
func (book *rulebook) shelves() []*[]rule {
	return []*[]rule{&book.form, &book.algorithm, &book.signer, &book.delegate, &book.subject, &book.single, &book.whole, &book.answer}
}

// worstWins is the name of the one rule that is no row of the book.
const worstWins = "worst-wins"

// without is the book with one rule taken out.
func (book rulebook) without(name string) rulebook {
	if name == worstWins {
		book.outweighs = func(_, _ Verdict) bool { return false } // the first wins
	}
	for _, shelf := range book.shelves() {
		*shelf = slices.DeleteFunc(slices.Clone(*shelf), func(r rule) bool { return r.name == name })
	}
	return book
}

func TestForgeriesAreRefused(t *testing.T) {
	t.Parallel()
	overForgeries(t, func(t *testing.T, f lab.Forgery, s *lab.Stage, raw []byte) {
		j := theRules.judgeForgery(f, s, raw)
		if j.Code != f.Code || (f.Rule != "") != (j.Verdict != Good) {
			t.Errorf("verdict %s, code %s (%v), want %s", j.Verdict, j.Code, j.Err, f.Code)
		}
	})
}

// TestEachRuleKeepsSomethingAway takes the one rule out that a forgery breaks:
// it is called good then, or runs into the rule behind.
func TestEachRuleKeepsSomethingAway(t *testing.T) {
	t.Parallel()
	overForgeries(t, func(t *testing.T, f lab.Forgery, s *lab.Stage, raw []byte) {
		want := f.Off
		if want == "" {
			want = CodeOCSPCertGood
		}
		if j := theRules.without(f.Rule).judgeForgery(f, s, raw); j.Code != want {
			t.Errorf("without %q: code %s (%v), want %s", f.Rule, j.Code, j.Err, want)
		}
	})
}

// TestEachRuleHasItsForgery finds rules without a row that is called good
// when the rule is off, but for those that stand before another wall.
func TestEachRuleHasItsForgery(t *testing.T) {
	t.Parallel()
	behind := map[string]string{
		"signature-present":   "an empty signature does not verify",
		"signature-md5":       "crypto/x509 does not verify MD5",
		"signature-algorithm": "nor what nobody knows",
		"certid-hash":         "an unknown hash equals no issuer's",
	}
	open := maps.Clone(behind)
	for _, f := range lab.Forgeries() {
		if f.Off == "" {
			open[f.Rule] = f.Name
		}
	}
	for _, shelf := range theRules.shelves() {
		for _, r := range *shelf {
			if open[r.name] == "" {
				t.Errorf("no forgery shows what the rule %q is for", r.name)
			}
		}
	}
}

// TestXCryptoOnForgeries keeps the table's word on x/crypto.
func TestXCryptoOnForgeries(t *testing.T) {
	t.Parallel()
	overForgeries(t, func(t *testing.T, f lab.Forgery, s *lab.Stage, raw []byte) {
		got := xcrypto(raw, s.Leaf.Cert, s.Issuer.Cert)
		if got != f.XCrypto {
			t.Errorf("x/crypto says %s, the table %s", got, f.XCrypto)
		}
		if ours := plainVerdict(f.Code); f.Why == "" && (ours != f.XCrypto || ours != f.OpenSSL) {
			t.Errorf("ours %s, x/crypto %s, OpenSSL %s, and no reason", ours, f.XCrypto, f.OpenSSL)
		}
	})
}

func xcrypto(raw []byte, cert, issuer *x509.Certificate) string {
	r, err := ocsp.ParseResponseForCert(raw, cert, issuer)
	if err != nil {
		return "error"
	}
	return map[int]string{ocsp.Good: "good", ocsp.Revoked: "revoked", ocsp.Unknown: "unknown"}[r.Status]
}

// plainVerdict says what a code is in the words of those who know no reasons.
func plainVerdict(code string) string {
	for verdict, c := range verdictCodes {
		if c == code {
			return string(verdict)
		}
	}
	return "error"
}
