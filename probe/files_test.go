package probe

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// TestOutsideValidityBySeconds: times of certificates have no fractions, and
// the last second is valid to its end.
func TestOutsideValidityBySeconds(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	end := begin.Add(time.Hour)
	cert := &x509.Certificate{NotBefore: begin, NotAfter: end}
	for at, want := range map[time.Time]string{
		begin.Add(-1):            ocspcheck.CodeNotYetValid,
		begin:                    "",
		end.Add(time.Second - 1): "",
		end.Add(time.Second):     ocspcheck.CodeExpired,
	} {
		if got := outsideValidity(cert, at); got != want {
			t.Errorf("at %v: %q, want %q", at, got, want)
		}
	}
}
