package report

import (
	"strings"
	"testing"
	"time"
)

// TestEndless: a certificate without an end (RFC 5280, 4.1.2.5) has the days that
// it has, and is not expired in a database of figures.
func TestEndless(t *testing.T) {
	t.Parallel()
	end := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	r := &Report{Time: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Targets: []Target{{Target: "t", Certificates: []Certificate{{Subject: "CN=a", NotAfter: &end, NextUpdate: &end}}}}}
	if text := string(written(t, "table", r)); !strings.Contains(text, "9999-12-31, 2912116 d") || strings.Count(text, "2912116 d") != 2 {
		t.Errorf("the days are missing:\n%s", text)
	}
	if text := string(written(t, "prometheus", r)); !strings.Contains(text, `vkcheck_certificate_not_after_timestamp_seconds{target="t",depth="0",subject="CN=a"} 2.53402300799e+11`) {
		t.Errorf("another time:\n%s", text)
	}
}

func TestLeft(t *testing.T) {
	t.Parallel()
	const hour, day = 3600, 24 * 3600
	for seconds, want := range map[int64]string{
		0: "0 min", 59: "0 min", hour - 1: "59 min", hour: "1 h", 2*day - 1: "47 h", 2 * day: "2 d", -hour: "1 h ago", 1<<63 - 1: "106751991167300 d",
	} {
		if got := left(seconds); got != want {
			t.Errorf("%d: %s, want %s", seconds, got, want)
		}
	}
}

// TestCommonName is the name, whatever is escaped in it or stands behind it.
func TestCommonName(t *testing.T) {
	t.Parallel()
	for subject, want := range map[string]string{
		"CN=a": "a", "CN=a,O=b": "a", "CN=a+SERIALNUMBER=1,O=b": "a", `CN=Acme\, Inc.,O=b`: "Acme, Inc.", `CN=a\\,O=b`: `a\`,
		`CN=a\`: `a\`, "O=b,CN=a": "O=b,CN=a", "connect": "connect",
	} {
		if got := commonName(subject); got != want {
			t.Errorf("%s: %q, want %q", subject, got, want)
		}
	}
}
