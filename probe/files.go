package probe

import (
	"crypto/x509"
	"time"

	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

// FileOptions say what to judge without a network.
type FileOptions struct {
	Target  string // as the report shall name it
	Cert    *x509.Certificate
	Issuer  *x509.Certificate   // trusted, because the caller says so
	Above   []*x509.Certificate // what stands above the issuer, as trusted
	Files   []ocspcheck.File
	At      time.Time // the time to judge at
	Checker ocspcheck.Checker
	Rules   Rules
}

// Files judges one certificate by saved responses and CRLs, as [OCSP] would
// have, had it been shown them.
func Files(o FileOptions) report.Target {
	o.Checker.Clock = func() time.Time { return o.At }
	s := o.Checker.Files(o.Files, o.Cert, o.Issuer, o.Above...)
	at := o.At.UTC()
	subject := o.Cert.Subject.String()
	t := report.Target{
		Target: o.Target, Complete: true, At: &at,
		Certificates: []report.Certificate{certificate(s, o.At)},
		Findings:     []report.Finding{finding(CommandOCSP, CodeOffline, "", at.Format(time.RFC3339), "")},
	}
	if code := outsideValidity(o.Cert, o.At); code != "" {
		t.Findings = append(t.Findings, finding(CommandOCSP, code, subject, "", ""))
	}
	if f, soon := o.Rules.expiresSoon(CommandOCSP, o.Cert, o.At); soon {
		t.Findings = append(t.Findings, f)
	}
	t.Findings = append(t.Findings, o.Rules.findings(CommandOCSP, subject, 0, s)...)
	o.Rules.Apply(t.Findings)
	return t
}

// outsideValidity is the fault of a certificate that is not valid at the
// time; empty for none.
func outsideValidity(cert *x509.Certificate, at time.Time) string {
	switch {
	case at.Before(cert.NotBefore):
		return ocspcheck.CodeNotYetValid
	case !at.Truncate(time.Second).After(cert.NotAfter): // the last second is valid to its end
		return ""
	case cert.IsCA:
		return ocspcheck.CodeIntermediateExpired
	}
	return ocspcheck.CodeExpired
}
