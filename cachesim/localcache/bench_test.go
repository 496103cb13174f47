package localcache

import (
	"strconv"
	"sync"
	"testing"
)

// locked is the map with a mutex that the cache is measured by.
type locked struct {
	mu sync.Mutex
	m  map[string]any
}

func (l *locked) get(command string) (any, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	reply, ok := l.m[command]
	return reply, ok
}

// swap stores one reply and drops another.
func (l *locked) swap(in string, reply any, out string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.m, out)
	l.m[in] = reply
}

// commands are n commands of one key each.
func commands(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "GET key:" + strconv.Itoa(i)
	}
	return all
}

func BenchmarkHit(b *testing.B) {
	const n = 1000
	all := commands(n)
	plain := locked{m: map[string]any{}}
	c := newCache(b, Options{MaxEntries: n})
	raw := make([][]byte, n)
	for i, command := range all {
		plain.m[command] = command
		c.Set(command, command, all[i:i+1])
		raw[i] = []byte(command)
	}
	for _, how := range []struct {
		name string
		get  func(i int) (any, bool)
	}{
		{"mutex and map", func(i int) (any, bool) { return plain.get(all[i]) }},
		{"Get", func(i int) (any, bool) { return c.Get(all[i]) }},
		{"GetBytes", func(i int) (any, bool) { return c.GetBytes(raw[i]) }},
	} {
		b.Run(how.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				if _, ok := how.get(i * 7919 % n); !ok {
					b.Fatal("a miss")
				}
			}
		})
	}
}

func BenchmarkSetEvicting(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		all := commands(2 * n)
		plain := locked{m: map[string]any{}}
		b.Run("mutex and map/"+strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				k := i % len(all)
				plain.swap(all[k], nil, all[(k+n)%len(all)])
			}
		})
		for policy := range Policy(len(policyNames)) {
			c := newCache(b, Options{MaxEntries: n, Policy: policy})
			for i := range all {
				c.Set(all[i], nil, all[i:i+1])
			}
			b.Run(policy.String()+"/"+strconv.Itoa(n), func(b *testing.B) {
				b.ReportAllocs()
				for i := range b.N {
					k := i % len(all)
					c.Set(all[k], nil, all[k:k+1])
				}
			})
		}
	}
}

// One operation is a miss of a live cache: the reply is reserved, and stored.
func BenchmarkReserveCommit(b *testing.B) {
	const n = 1000
	all := commands(2 * n)
	c := newCache(b, Options{MaxEntries: n})
	b.ReportAllocs()
	for i := range b.N {
		k := i % len(all)
		if !c.Reserve(all[k], all[k:k+1], 1).Commit(nil) {
			b.Fatal("void")
		}
	}
}
