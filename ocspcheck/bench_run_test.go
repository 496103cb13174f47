package ocspcheck

import (
	"crypto"
	"crypto/x509"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/ocsp"
	"golang.org/x/sync/errgroup"
)

// BenchmarkThousandCertificates asks one responder about 1,000 certificates,
// 16 at a time, and sends it the same requests without looking at the
// answers. "ratio" is the first time by the second. A responder 5 ms away is
// as near as they come; one on the same two processors competes with the
// verification of its own signatures, which costs as much as the exchange.
func BenchmarkThousandCertificates(b *testing.B) {
	b.Run("5ms away", func(b *testing.B) { benchmarkThousand(b, 5*time.Millisecond) })
	b.Run("same processors", func(b *testing.B) { benchmarkThousand(b, 0) })
}

func benchmarkThousand(b *testing.B, delay time.Duration) {
	const count, parallel = 1000, 16
	responder, err := lab.StartResponder()
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = responder.Close() }()
	root, err := lab.NewRoot("root")
	if err != nil {
		b.Fatal(err)
	}
	responder.Add(root)
	certs, urls := make([]*x509.Certificate, count), make([]string, count)
	for i := range certs {
		leaf, err := root.Issue(lab.LeafOptions{Names: []string{"localhost"}, OCSP: []string{responder.URL()}})
		if err != nil {
			b.Fatal(err)
		}
		request, err := ocsp.CreateRequest(leaf.Cert, root.Cert, &ocsp.RequestOptions{Hash: crypto.SHA1})
		if err != nil {
			b.Fatal(err)
		}
		certs[i] = leaf.Cert
		urls[i], _ = getURL(responder.URL(), request)
		responder.Set(leaf.Cert, lab.Answer{Delivery: lab.Delivery{Delay: delay}})
	}
	each := func(do func(i int) error) time.Duration {
		started := time.Now()
		var group errgroup.Group
		group.SetLimit(parallel)
		for i := range count {
			group.Go(func() error { return do(i) })
		}
		if err := group.Wait(); err != nil {
			b.Fatal(err)
		}
		return time.Since(started)
	}
	var bare, ours time.Duration
	for b.Loop() {
		transport := &http.Transport{MaxConnsPerHost: parallel, MaxIdleConnsPerHost: parallel}
		client := &http.Client{Transport: transport}
		bare += each(func(i int) error {
			resp, err := client.Get(urls[i]) //nolint:noctx // as bare as can be
			if err != nil {
				return err
			}
			_, err = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			return err
		})
		transport.CloseIdleConnections()

		memo := NewMemo(parallel)
		c := Checker{Roots: poolOf(root.Cert), Memo: memo}
		ours += each(func(i int) error {
			statuses, err := c.Chain(b.Context(), Presented{Chain: []*x509.Certificate{certs[i], root.Cert}, IP: loopback})
			if err == nil && statuses[0].Verdict != Good {
				err = statuses[0].Attempts[0].Err
			}
			return err
		})
		memo.Close()
	}
	b.ReportMetric(float64(ours)/float64(bare), "ratio")
	b.ReportMetric(float64(bare.Nanoseconds())/float64(b.N*count), "bare-ns/request")
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N*count), "ns/certificate")
}
