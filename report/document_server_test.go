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
