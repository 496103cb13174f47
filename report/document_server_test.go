package report

import "testing"

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
