package ocspcheck

import (
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// opensslDiffers has OpenSSL's verdict where it is another than ours, and
// why ours is right.
var opensslDiffers = map[string]struct {
	verdict Verdict
	why     string
}{
	"on hold in an expired CRL":                          {Revoked, "OpenSSL goes on after the expiry, and reports it as well"},
	"listed in a CRL of some reasons":                    {Undetermined, "a reason is enough to be revoked for; OpenSSL needs -extended_crl"},
	"of all, where the certificate sends for one reason": {Undetermined, "a CRL without a point is of all reasons, wherever it was found; OpenSSL takes the certificate's word"},
	"expired within the skew":                            {Undetermined, "clocks differ; OpenSSL knows no skew here"},
	"no nextUpdate and old":                              {Good, "OpenSSL takes no nextUpdate for eternity"},
	"older than the policy wants":                        {Good, "OpenSSL has no such policy"},
	"delta":                                              {Good, "OpenSSL before 3.0.22 takes a delta for complete when it is given as such"},
	"listed in a delta":                                  {Undetermined, "who is listed since is revoked; OpenSSL 3.0.22 wants the complete CRL first"},
	"PEM with half the label":                            {Undetermined, "OpenSSL knows the whole label alone"},
	"removed in a delta":                                 {Good, "OpenSSL before 3.0.22 takes a delta for complete when it is given as such"},
	"the certificate's CRL is indirect":                  {Good, "OpenSSL takes a CRL of the issuer's although the certificate names another's"},
	"an entry of another issuer":                         {Good, "an entry of another issuer makes the CRL indirect: who the rest speak of is open"},
	"a distribution point without a name":                {Good, malformedButUsed},
	"a distribution point with two names":                {Good, malformedButUsed},
	"an empty issuing distribution point":                {Good, malformedButUsed},
	"bytes after the distribution point":                 {Good, malformedButUsed},
	"reasons that are none":                              {Good, malformedButUsed},
	"bytes after it":                                     {Good, "what follows may be the CRL that counts"},
	"two CRLs in a PEM file":                             {Good, "OpenSSL reads both, and finds the certificate in neither; we read one and say so"},
	"extensions in version 1":                            {Good, malformedButUsed},
	"version 1, written":                                 {Good, malformedButUsed},
	"version 3":                                          {Good, "nobody knows what version 3 would mean"},
	"the same extension twice":                           {Good, "which of the two counts is open"},
	"a date that is none":                                {Good, malformedButUsed},
	"30 February":                                        {Good, malformedButUsed},
	"29 February of no leap year":                        {Good, malformedButUsed},
	"a date without seconds":                             {Good, malformedButUsed},
	"a reason that is no ENUMERATED":                     {Good, malformedButUsed},
	"a negative reason":                                  {Good, malformedButUsed},
	"signed with an unknown algorithm":                   {Good, "only the algorithm outside is known, which is not signed; OpenSSL before 3.0.22 does not compare them"},
}

// opensslChanged are the rows where it depends on OpenSSL's version whether it
// differs.
var opensslChanged = []string{"delta", "listed in a delta", "removed in a delta", "signed with an unknown algorithm"}

const malformedButUsed = "a CA that cannot write CRLs has not proven what is in them; OpenSSL is lenient"

// TestCRLAgreesWithOpenSSL runs "openssl verify -crl_check" on the table of
// CRLs. Where its verdict is another than ours, opensslDiffers says why ours
// is right.
func TestCRLAgreesWithOpenSSL(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		lab.Need(t, fmt.Errorf("openssl: %w", lab.ErrNotInstalled))
	}
	for _, tt := range crlCases() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := tt.verdict
			if differs, ok := opensslDiffers[tt.name]; ok {
				want = differs.verdict
				if want == tt.verdict {
					t.Fatalf("it does not differ: %s", differs.why)
				}
			}
			raw, cert, issuer := tt.make(t)
			got, text := opensslVerify(t, raw, cert.Raw, issuer.Cert.Raw)
			if got == tt.verdict && slices.Contains(opensslChanged, tt.name) {
				return
			}
			if got != want {
				t.Errorf("OpenSSL says %s, want %s:\n%s", got, want, text)
			}
		})
	}
}

func pemOf(cert []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
}

// opensslVerify gives OpenSSL's verdict on a certificate by a CRL, and its
// words.
func opensslVerify(t *testing.T, crl, cert, issuer []byte) (verdict Verdict, text string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cmd := exec.Command("openssl", "verify", "-crl_check", "-CAfile", write("ca", pemOf(issuer)), "-CRLfile", write("crl", crl), write("cert", pemOf(cert)))
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return Good, string(out)
	case strings.Contains(string(out), "error 23 at 0 depth"):
		return Revoked, string(out)
	}
	return Undetermined, string(out)
}
