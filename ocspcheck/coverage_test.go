package ocspcheck

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"
)

func TestShortLived(t *testing.T) {
	t.Parallel()
	before, after := time.Date(2026, 3, 14, 23, 59, 59, 0, time.UTC), time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	tests := []struct {
		name     string
		start    time.Time
		lifetime time.Duration
		want     bool
	}{
		{"7 days", after, 7*day - time.Second, true},
		{"7 days and a second", after, 7 * day, false},
		{"10 days before the change", before, 10*day - time.Second, true},
		{"10 days and a second before the change", before, 10 * day, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cert := &x509.Certificate{NotBefore: test.start, NotAfter: test.start.Add(test.lifetime)}
			if got := shortLived(cert); got != test.want {
				t.Errorf("short-lived = %v, want %v", got, test.want)
			}
		})
	}
}

func TestMustStaple(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value []byte
		want  bool
	}{
		{"status_request", []byte{0x30, 3, 2, 1, 5}, true},
		{"behind status_request_v2", []byte{0x30, 6, 2, 1, 17, 2, 1, 5}, true},
		{"status_request_v2 alone", []byte{0x30, 3, 2, 1, 17}, false},
		{"empty", []byte{0x30, 0}, false},
		{"no sequence", []byte{2, 1, 5}, false},
		{"not an integer", []byte{0x30, 2, 5, 0}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cert := &x509.Certificate{Extensions: []pkix.Extension{
				{Id: []int{2, 5, 29, 15}, Value: []byte{3, 1, 0}},
				{Id: []int{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: test.value},
			}}
			if got := mustStaple(cert); got != test.want {
				t.Errorf("must-staple = %v, want %v", got, test.want)
			}
		})
	}
}
