package probe

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestNameText is what crypto/x509 writes, whatever the name is.
func TestNameText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.StringMatching(`[a-zA-Z0-9.*-]{0,12}`)
		common := rapid.OneOf(plain, rapid.String(), rapid.StringMatching(`[a-c ,+"\\<>;#=:_]{0,5}`)).Draw(t, "common name")
		name := pkix.Name{CommonName: common, Organization: rapid.SliceOfN(plain, 0, 2).Draw(t, "organization")}
		der, err := asn1.Marshal(name.ToRDNSequence())
		if err != nil {
			t.Skip("no name")
		}
		var read pkix.RDNSequence
		if _, err := asn1.Unmarshal(der, &read); err != nil {
			t.Skip("no name")
		}
		var parsed pkix.Name
		parsed.FillFromRDNSequence(&read)
		if got, want := nameText(&parsed), parsed.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// TestDaysLeft of a certificate without an end is not what a duration has room for.
func TestDaysLeft(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for end, want := range map[time.Time]float64{
		time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC): 2912116,
		at.Add(36 * time.Hour):                         1.5,
		at.Add(-6 * time.Hour):                         -0.25,
	} {
		if got := daysLeft(&x509.Certificate{NotAfter: end}, at); got != want {
			t.Errorf("%v: %v, want %v", end, got, want)
		}
	}
}
