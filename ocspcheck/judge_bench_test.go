package ocspcheck

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
)

// BenchmarkJudge sets the whole judgement of a response in memory beside the
// bare verification of its signature, which nobody can do without. The goal
// for the answer of a P-256 issuer is 1.15 times that.
func BenchmarkJudge(b *testing.B) {
	stage, err := lab.NewStage("")
	if err != nil {
		b.Fatal(err)
	}
	delegate, err := stage.Issuer.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true})
	if err != nil {
		b.Fatal(err)
	}
	rsa, err := lab.NewStage("rsa")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("issuer", func(b *testing.B) { benchmarkBesideBare(b, stage) })
	b.Run("delegated", func(b *testing.B) { benchmarkOurs(b, stage, lab.Answer{Signer: delegate}) })
	b.Run("rsa", func(b *testing.B) { benchmarkOurs(b, rsa, lab.Answer{}) })
	b.Run("xcrypto", func(b *testing.B) {
		raw := answerOf(b, stage, lab.Answer{})
		for b.Loop() {
			if _, err := ocsp.ParseResponseForCert(raw, stage.Leaf.Cert, stage.Issuer.Cert); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// benchmarkBesideBare does both by turns, so that a busy machine is as unkind
// to one as to the other, and gives the ratio of the medians.
func benchmarkBesideBare(b *testing.B, s *lab.Stage) {
	raw := answerOf(b, s, lab.Answer{})
	r, err := ParseResponse(raw)
	if err != nil {
		b.Fatal(err)
	}
	key := s.Issuer.Cert.PublicKey.(*ecdsa.PublicKey)
	var ours, bare []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		if digest := sha256.Sum256(r.TBS); !ecdsa.VerifyASN1(key, digest[:], r.Signature) {
			b.Fatal("signature")
		}
		middle := time.Now()
		if j := (Checker{}).JudgeResponse(raw, s.Leaf.Cert, s.Issuer.Cert, s.Now); j.Verdict != Good {
			b.Fatal(j.Err)
		}
		bare, ours = append(bare, middle.Sub(start)), append(ours, time.Since(middle))
	}
	slices.Sort(bare)
	slices.Sort(ours)
	half := len(bare) / 2
	b.ReportMetric(float64(bare[half].Nanoseconds()), "ns-bare")
	b.ReportMetric(float64(ours[half].Nanoseconds()), "ns-ours")
	b.ReportMetric(float64(ours[half])/float64(bare[half]), "ours/bare")
}

func benchmarkOurs(b *testing.B, s *lab.Stage, a lab.Answer) {
	raw := answerOf(b, s, a)
	b.ReportAllocs()
	for b.Loop() {
		if j := (Checker{}).JudgeResponse(raw, s.Leaf.Cert, s.Issuer.Cert, s.Now); j.Verdict != Good {
			b.Fatal(j.Err)
		}
	}
}

func answerOf(b *testing.B, s *lab.Stage, a lab.Answer) []byte {
	raw, err := lab.Staple(s.Issuer, s.Leaf.Cert, a)
	if err != nil {
		b.Fatal(err)
	}
	return raw
}
