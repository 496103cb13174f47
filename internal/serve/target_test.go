package serve

import (
	"testing"

	"github.com/vkcheck/vkcheck/conn"
)

// FuzzAsked holds that what a query may ask about is a TCP address without
// user, password, database or option, and TLS where it says so.
func FuzzAsked(f *testing.F) {
	for _, text := range []string{"host", "host:1", "[::1]:6380", "valkeys://host:6380", "valkeys://u:p@host", "unix:/x", "/x", "rediss://h?db=1", "valkey://h", "h#f", "%2f"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := parseAsked(text)
		if err != nil {
			return
		}
		o, _, err := conn.ParseTarget(a.address)
		if err != nil || o.Network != "tcp" || o.Username != "" || o.Password != "" || o.DB != 0 || a.host == "" {
			t.Errorf("%q: %+v, %v", text, o, err)
		}
	})
}
