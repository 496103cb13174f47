package conn

import (
	"context"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

func benchConn(b *testing.B) *Conn {
	b.Helper()
	v, err := lab.StartValkey(lab.ValkeyOptions{})
	lab.Need(b, err)
	b.Cleanup(func() { _ = v.Close() })
	c, err := Dial(b.Context(), Options{Addr: v.Addr})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	if _, err := c.Do(b.Context(), "SET", "k", string(make([]byte, 100))); err != nil {
		b.Fatal(err)
	}
	return c
}

// One operation is one GET of 100 bytes from a real server.
func BenchmarkGET(b *testing.B) {
	c := benchConn(b)
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Do(ctx, "GET", "k"); err != nil {
			b.Fatal(err)
		}
	}
}

// One operation is a pipeline of 100 GETs.
func BenchmarkPipeline100(b *testing.B) {
	c := benchConn(b)
	ctx := context.Background()
	commands := make([][]string, 100)
	for i := range commands {
		commands[i] = []string{"GET", "k"}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Pipeline(ctx, commands); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "GET/s")
}
