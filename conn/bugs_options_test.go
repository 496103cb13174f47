package conn

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// What valkey-py gets wrong is refused here, or right.

func TestBug02ProtocolThatIsNoNumber(t *testing.T) {
	t.Parallel()
	refusedTarget(t, "valkey://host?protocol=abc", `option "protocol" is 2 or 3`)
}

func TestBug07TwoDatabasesInThePath(t *testing.T) {
	t.Parallel()
	refusedTarget(t, "valkey://host/1/2", "the database, which is the path")
}

func TestBug08DatabaseThatIsNoNumber(t *testing.T) {
	t.Parallel()
	refusedTarget(t, "valkey://host/abc", "the database, which is the path")
	refusedTarget(t, "valkey://host?db=abc", `option "db"`)
}

func TestBug09QueryIsDecodedOnce(t *testing.T) {
	t.Parallel()
	o, _, err := ParseTarget("valkey://host?client_name=a+b%2520c")
	if err != nil || o.ClientName != "a b%20c" {
		t.Errorf("%q, %v", o.ClientName, err)
	}
}

func TestBug10OffIsNotTrue(t *testing.T) {
	t.Parallel()
	for _, junk := range []string{"off", "junk", "no"} {
		refusedTarget(t, "valkeys://host?ssl_check_hostname="+junk, `option "ssl_check_hostname" is true or false`)
	}
}

func TestBug11MaxConnectionsZero(t *testing.T) {
	t.Parallel()
	_, _, err := ParsePoolTarget("valkey://host?max_connections=0")
	if e := wantError(t, err, PhaseConfig, CodeBadURL); !strings.Contains(e.Error(), `option "max_connections" is a number from 1 on`) {
		t.Error(e)
	}
}

// A server that is long away is dialled more often than valkey-py can count,
// and found when it is back.
func TestBug12RetryForEver(t *testing.T) {
	t.Parallel()
	v := startValkey(t, lab.ValkeyOptions{})
	asked := 0
	o := Options{
		Addr:  v.Addr,
		Retry: Retry{Retries: -1, Backoff: ExponentialBackoff(time.Nanosecond, time.Microsecond)},
		Credentials: CredentialsFunc(func(context.Context) (string, string, error) {
			if asked++; asked <= 1100 {
				return "", "", errors.New("not yet")
			}
			return "", "", nil
		}),
	}
	o.Retry.On = []string{CodeCredentialsFailed}
	dialed(t, o)
	if asked != 1101 {
		t.Errorf("asked %d times", asked)
	}
}
