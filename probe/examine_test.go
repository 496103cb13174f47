package probe

import (
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

// TestStepsFollowTheTimeout: who waits longer for a target waits longer for its
// steps, the download of a CRL among them.
func TestStepsFollowTheTimeout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ whole, given, want time.Duration }{
		{whole: 10 * time.Second, want: 5 * time.Second},
		{whole: time.Second, want: 5 * time.Second},
		{whole: time.Minute, want: 30 * time.Second},
		{whole: time.Minute, given: time.Second, want: time.Second},
	} {
		o := Options{
			Timeout: tt.whole, Conn: conn.Options{TLSTimeout: tt.given},
			Checker: ocspcheck.Checker{Policy: ocspcheck.Policy{Timeout: tt.given}},
		}
		e := begin(CommandOCSP, &o)
		if tls, http := e.o.Conn.TLSTimeout, e.o.Checker.Policy.Timeout; tls != tt.want || http != tt.want {
			t.Errorf("of %v, given %v: %v for TLS and %v for HTTP, want %v", tt.whole, tt.given, tls, http, tt.want)
		}
	}
}
