package probe

import (
	"crypto/x509"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
)

// Evidence is what the verdicts on a target's certificates rest upon. The
// attempts hold what was received if the [ocspcheck.Checker] keeps it.
type Evidence struct {
	At       time.Time
	Sent     []*x509.Certificate // as the server sent them
	Statuses []ocspcheck.Status  // in the order of the report's certificates
}
