package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestOfflineLabVectors judges every saved response of the lab's table the
// way a user would: verdict, code, further codes and exit.
func TestOfflineLabVectors(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	dir := lab.Shared(t, "ocsp-vectors")
	rows := lab.Table(t, "ocsp-vectors/lab.tsv")
	if len(rows) != 58 {
		t.Errorf("table of %d rows, want 58", len(rows))
	}
	for _, row := range rows {
		t.Run(row["scenario"], func(t *testing.T) {
			t.Parallel()
			exit, r := runHere(t, "ocsp", "--cert", filepath.Join(dir, row["chain"]), "--issuer", filepath.Join(dir, row["issuer"]),
				"--response", filepath.Join(dir, row["response_file"]), "--at", row["at"])
			got := certificateOf(t, r)
			want := []string{row["verdict"], row["code"], row["also"], row["exit"]}
			if diff := cmp.Diff(want, []string{got.Verdict, got.Code, strings.Join(got.Codes, ","), strconv.Itoa(exit)}); diff != "" {
				t.Errorf("verdict, code, also, exit (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOfflineOpenSSLVectors judges the responses of OpenSSL's own test. They
// are judged long after their nextUpdate, at which OpenSSL did not look: a
// skew of decades does not either.
func TestOfflineOpenSSLVectors(t *testing.T) {
	lab.Plain(t)
	t.Parallel()
	base := lab.Shared(t, "ocsp-vectors")
	dir := filepath.Join(base, "openssl-ocsp-tests")
	rows := lab.Table(t, "ocsp-vectors/openssl-ocsp-tests.tsv")
	if len(rows) != 59 {
		t.Errorf("table of %d rows, want 59", len(rows))
	}
	for _, row := range rows {
		t.Run(row["group"]+"/"+row["title"], func(t *testing.T) {
			t.Parallel()
			response := row["response_base64_ors"]
			subject := strings.TrimSuffix(response[strings.LastIndex(response, "_")+1:], ".ors")
			certs, _ := filepath.Glob(filepath.Join(dir, subject+"_Cert_*.pem"))
			if len(certs) != 1 {
				t.Fatalf("certificates for %s: %v", subject, certs)
			}
			issuer := row["untrusted"]
			if issuer == "" {
				issuer = row["CAfile_trusted_issuer"]
			}
			exit, _ := runHere(t, "ocsp", "--cert", certs[0], "--issuer", filepath.Join(dir, issuer),
				"--response", filepath.Join(dir, response), "--at", row["attime_unix"], "--skew", "200000h")
			want := row["expected_openssl_exit"] == "0" ||
				// A hint there, which needs a root above it; --issuer is trusted as a root is.
				row["opt"] == "-issuer"
			if got := exit == 0; got != want {
				t.Errorf("exit %d, want valid = %v", exit, want)
			}
		})
	}
}

// oneAtATime is for cli.HelpFlag, a variable that urfave/cli writes to in
// every run.
var oneAtATime sync.Mutex

// runHere runs vkcheck in this process and gives its exit code and, where it
// wrote one, its report.
func runHere(t *testing.T, args ...string) (int, report.Report) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	oneAtATime.Lock()
	exit := run(t.Context(), append(append([]string{"vkcheck"}, args...), "-o", "json"), strings.NewReader(""), &stdout, &stderr)
	oneAtATime.Unlock()
	var r report.Report
	if stdout.Len() > 0 {
		if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
	} else {
		t.Log(stderr.String())
	}
	return exit, r
}

func certificateOf(t *testing.T, r report.Report) report.Certificate {
	t.Helper()
	if len(r.Targets) != 1 || len(r.Targets[0].Certificates) != 1 {
		t.Fatalf("no certificate in %+v", r)
	}
	return r.Targets[0].Certificates[0]
}
