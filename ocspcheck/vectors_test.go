package ocspcheck

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestLabVectors judges every saved response of the lab's table.
func TestLabVectors(t *testing.T) {
	t.Parallel()
	dir := lab.Shared(t, "ocsp-vectors")
	rows := lab.Table(t, "ocsp-vectors/lab.tsv")
	if len(rows) != 58 {
		t.Errorf("table of %d rows, want 58", len(rows))
	}
	for _, row := range rows {
		t.Run(row["scenario"], func(t *testing.T) {
			t.Parallel()
			cert := readPEM(t, filepath.Join(dir, row["chain"]))[0]
			issuer := readPEM(t, filepath.Join(dir, row["issuer"]))[0]
			at, err := time.Parse(time.RFC3339, row["at"])
			if err != nil {
				t.Fatal(err)
			}
			j := Checker{}.JudgeResponse(readFile(t, filepath.Join(dir, row["response_file"])), cert, issuer, at)
			got := []string{string(j.Verdict), j.Code, strings.Join(j.Codes, ",")}
			want := []string{row["verdict"], row["code"], row["also"]}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("verdict, code, also (-want +got):\n%s\nerror: %v", diff, j.Err)
			}
		})
	}
}

// TestOpenSSLVectors judges every response of OpenSSL's own test at two
// times. OpenSSL did not look at nextUpdate there: at its time the valid
// ones may fail for that alone; while they were fresh they must pass.
func TestOpenSSLVectors(t *testing.T) {
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
			raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(readFile(t, filepath.Join(dir, row["response_base64_ors"])))), ""))
			if err != nil {
				t.Fatal(err)
			}
			subject := row["response_base64_ors"]
			subject = strings.TrimSuffix(subject[strings.LastIndex(subject, "_")+1:], ".ors")
			certs, _ := filepath.Glob(filepath.Join(dir, subject+"_Cert_*.pem"))
			if len(certs) != 1 {
				t.Fatalf("certificates for %s: %v", subject, certs)
			}
			cert := readPEM(t, certs[0])[0]
			issuer := trustedIssuer(t, dir, row)
			if issuer == nil {
				if row["expected_openssl_exit"] == "0" {
					t.Fatal("no trusted issuer, but OpenSSL has one")
				}
				return
			}
			j := Checker{}.JudgeResponse(raw, cert, issuer, time.Unix(1355875200, 0))
			wantValid := row["expected_openssl_exit"] == "0"
			if got := j.valid() || j.Code == CodeOCSPResponseExpired; got != wantValid {
				t.Errorf("valid or expired alone = %v (%s: %v), want %v", got, j.Code, j.Err, wantValid)
			}
			fresh := time.Unix(1355875200, 0)
			if r, err := ParseResponse(raw); err == nil {
				fresh = r.ProducedAt.Add(time.Minute)
			}
			if j := (Checker{}).JudgeResponse(raw, cert, issuer, fresh); j.valid() != wantValid {
				t.Errorf("while fresh: verdict %s (%s: %v), want valid = %v", j.Verdict, j.Code, j.Err, wantValid)
			}
		})
	}
}

// trustedIssuer does what the table's options ask: the issuer is the CA file
// itself, or an untrusted certificate below it. The chains are of 2012 and
// signed with SHA-1, so BuildChain would refuse them.
func trustedIssuer(t *testing.T, dir string, row map[string]string) *x509.Certificate {
	trusted := readPEM(t, filepath.Join(dir, row["CAfile_trusted_issuer"]))
	if row["untrusted"] == "" {
		return trusted[0]
	}
	untrusted := readPEM(t, filepath.Join(dir, row["untrusted"]))
	for _, cert := range slices.Backward(untrusted) {
		if slices.ContainsFunc(trusted, func(ca *x509.Certificate) bool {
			return ca.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil
		}) {
			trusted = append(trusted, cert)
		}
	}
	if slices.Contains(trusted, untrusted[0]) {
		return untrusted[0]
	}
	return nil
}

func readPEM(t *testing.T, path string) []*x509.Certificate {
	t.Helper()
	var certs []*x509.Certificate
	for rest := readFile(t, path); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return certs
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		certs = append(certs, cert)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
