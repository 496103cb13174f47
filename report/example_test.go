package report_test

import (
	"log"
	"os"
	"time"

	"github.com/vkcheck/vkcheck/report"
)

// A report is a value; every format says the same of it.
func ExampleWrite() {
	r := &report.Report{
		Schema: report.Schema, Command: "ocsp", Version: "1.0.0", Time: time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), Exit: 1, Complete: true,
		Targets: []report.Target{{
			Target: "cache-1.example:6380", Exit: 1, Complete: true,
			Findings: []report.Finding{{
				Code: "ocsp-cert-revoked", Severity: "critical", Outcome: "failed", Exit: 1, Subject: "CN=cache-1.example",
				Message: "the certificate is revoked", Hint: "replace it",
			}},
		}},
		Findings: []report.Finding{},
	}
	for _, format := range []string{"table", "github"} {
		if err := report.Write(os.Stdout, format, r, report.Options{}); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// cache-1.example:6380
	// critical: cache-1.example: the certificate is revoked [ocsp-cert-revoked]
	//   hint: replace it
	// result: failed (exit 1)
	// ::error title=cache-1.example%3A6380%3A critical ocsp-cert-revoked::cache-1.example: the certificate is revoked%0Ahint: replace it
	// vkcheck ocsp: failed (exit 1)
}
