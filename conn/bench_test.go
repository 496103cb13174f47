package conn

import (
	"context"
	"net"
	"testing"

	"github.com/vkcheck/vkcheck/conn/resp"
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

// One operation is one GET of 100 bytes into the caller's buffer.
func BenchmarkGETInto(b *testing.B) {
	c := benchConn(b)
	ctx := context.Background()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		out, _, err := c.DoInto(ctx, buf[:0], "GET", "k")
		if err != nil || len(out) != 100 {
			b.Fatal(len(out), err)
		}
		buf = out
	}
}

// One operation is one GET that the client-side cache answers.
func BenchmarkCacheHit(b *testing.B) {
	c := benchConn(b)
	o := c.o
	o.Caching = &Caching{}
	cached, err := Dial(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer cached.Close()
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if v, err := cached.Do(ctx, "GET", "k"); err != nil || len(v.Text()) != 100 {
			b.Fatal(err)
		}
	}
}

// One operation is one GET by one of 16 goroutines, over a pool and over one
// shared connection.
func BenchmarkGoroutines(b *testing.B) {
	c := benchConn(b)
	ctx := context.Background()
	pool := NewPool(PoolOptions{Options: c.o, Max: 16, Wait: -1})
	defer pool.Close()
	shared := NewShared(c.o)
	defer shared.Close()
	for name, get := range map[string]func(context.Context, ...string) (resp.Value, error){"pool": pool.Do, "shared": shared.Do} {
		b.Run(name, func(b *testing.B) {
			b.SetParallelism(8)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if v, err := get(ctx, "GET", "k"); err != nil || len(v.Text()) != 100 {
						b.Error(err)
					}
				}
			})
		})
	}
}

// One operation is a whole connection: dial, all phases, close; and by hand no
// more than dial and HELLO.
func BenchmarkDial(b *testing.B) {
	v, err := lab.StartValkey(lab.ValkeyOptions{Args: []string{"--requirepass", "s3cret"}})
	lab.Need(b, err)
	b.Cleanup(func() { _ = v.Close() })
	o := Options{Addr: v.Addr, Password: "s3cret", ClientName: "bench", DB: 1}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c, err := Dial(context.Background(), o)
			if err != nil {
				b.Fatal(err)
			}
			_ = c.Close()
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		hello := resp.AppendCommand(nil, "HELLO", "3", "AUTH", "default", "s3cret")
		var buf [4096]byte
		for b.Loop() {
			c, err := net.Dial("tcp", v.Addr)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := c.Write(hello); err != nil {
				b.Fatal(err)
			}
			if _, err := c.Read(buf[:]); err != nil || buf[0] != '%' {
				b.Fatal(err)
			}
			_ = c.Close()
		}
	})
}
