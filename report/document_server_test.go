package report

import (
	"math"
	"testing"
)

// TestClients: a share that is not that of the clients alone says whose it is.
func TestClients(t *testing.T) {
	t.Parallel()
	for fraction, want := range map[float64]string{
		0.01: "1 of 100 (1.0%), 0 blocked, 0 rejected",
		0.31: "1 of 100 (31.0% with replicas and the cluster's bus), 0 blocked, 0 rejected",
	} {
		var f facts
		f.clients(&Clients{Connected: 1, Max: 100, Fraction: &fraction})
		if got := f.rows[0][1].Text; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestKeyspaceOfManyLookups counts those of a server that has counted to the end.
func TestKeyspaceOfManyLookups(t *testing.T) {
	t.Parallel()
	var f facts
	f.keyspace(&Keyspace{Keys: 1, Hits: math.MaxInt64, Misses: math.MaxInt64, HitRatio: new(0.5)})
	if got, want := f.rows[0][1].Text, "1 key, hit ratio 0.5000 of 18446744073709551614 lookups"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestWhatIsBad is told by its tone, and what was not measured has no figure.
func TestWhatIsBad(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		add  func(*facts)
		want Text
	}{
		{"a link that is up", func(f *facts) { f.replication(&Replication{Link: "up"}) }, Text{"link up", Plain}},
		{"a link that is down", func(f *facts) { f.replication(&Replication{Link: "down"}) }, Text{"link down", Bad}},
		{"a failed save", func(f *facts) { f.persistence(&Persistence{RDB: "err", Loading: true}) }, Text{"RDB err, loading its data", Bad}},
		{"a pool that failed", func(f *facts) {
			f.pool(&Pool{Concurrency: 1, Commands: 2, Failed: 2, Latency: Timing{Count: 2, Failed: 2}})
		}, Text{"1 connection, 2 commands, 2 failed", Bad}},
	} {
		var f facts
		if tt.add(&f); f.rows[0][1] != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, f.rows[0][1], tt.want)
		}
	}
}

func TestBinary(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1 << 20: "1.0 MiB", 5 << 49: "2560.0 TiB"} {
		if got := binary(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
