package report

import (
	"slices"
	"testing"
)

// TestNews: what the table of certificates shows is not said again; why one
// passes that nobody can check is said, and why the run does not pass.
func TestNews(t *testing.T) {
	t.Parallel()
	x := Target{
		Certificates: []Certificate{
			{Subject: "CN=a", Verdict: "good", Code: "ocsp-cert-good"},
			{Subject: "CN=b", Verdict: "not-covered", Code: "revocation-short-lived"},
			{Subject: "CN=c", Verdict: "revoked", Code: "ocsp-cert-revoked"},
			{Subject: "CN=d", Verdict: "undetermined", Code: "crl-scheme-ldap"},
		},
		Findings: []Finding{
			{Code: "staple-missing", Severity: "info"},
			{Code: "ocsp-cert-good", Severity: "info", Subject: "CN=a"},
			{Code: "revocation-short-lived", Severity: "info", Subject: "CN=b"},
			{Code: "ocsp-cert-revoked", Severity: "critical", Subject: "CN=c"},
			{Code: "crl-scheme-ldap", Severity: "info", Subject: "CN=d", Exit: 3},
		},
	}
	var got []string
	for _, f := range x.news() {
		got = append(got, f.Code)
	}
	if want := []string{"revocation-short-lived", "ocsp-cert-revoked", "crl-scheme-ldap"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
