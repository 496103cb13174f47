package ocspcheck

import (
	"crypto/x509"
	"encoding/pem"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestFilesOfSomeReasons: CRLs that share the reasons vouch together, each
// alone says nothing, and any of them may revoke (RFC 5280 6.3.3).
func TestFilesOfSomeReasons(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	some := func(reasons []byte, entries ...lab.CRLEntry) File {
		raw := must(root.CRL(lab.CRL{Entries: entries, Extensions: point(lab.IssuingPoint{Reasons: reasons})}))(t)
		return File{Name: "some", Data: raw, CRL: true}
	}
	first, rest := []byte{5, 0x60}, []byte{7, 0x1f, 0x80}
	listed := lab.CRLEntry{Serial: leaf.Cert.SerialNumber, Reason: 1}
	for _, tt := range []struct {
		name    string
		files   []File
		verdict Verdict
		code    string
		codes   []string
	}{
		{"one", []File{some(first)}, Undetermined, CodeCRLScopeMismatch, nil},
		{"one twice", []File{some(first), some(first)}, Undetermined, CodeCRLScopeMismatch, nil},
		{"all", []File{some(first), some(rest)}, Good, CodeCRLCertGood, nil},
		{"all, and the bit that is not used", []File{some([]byte{7, 0xff, 0x80})}, Good, CodeCRLCertGood, nil},
		{"all, in another order", []File{some(rest), some(first)}, Good, CodeCRLCertGood, nil},
		{"listed in the first", []File{some(first, listed), some(rest)}, Revoked, CodeCRLCertRevoked, []string{CodeCRLCertGood}},
		{"listed in the second", []File{some(rest), some(first, listed)}, Revoked, CodeCRLCertRevoked, nil},
		{"listed, alone", []File{some(first, listed)}, Revoked, CodeCRLCertRevoked, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := Checker{Clock: time.Now}.Files(tt.files, leaf.Cert, root.Cert)
			got := []any{s.Verdict, s.Code, s.Codes, len(s.Attempts)}
			if diff := cmp.Diff([]any{tt.verdict, tt.code, tt.codes, len(tt.files)}, got); diff != "" {
				t.Errorf("verdict, code, codes, attempts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFilesEndSoon: a saved CRL is remarked on as a CRL, not as a response.
func TestFilesEndSoon(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	raw := must(root.CRL(lab.CRL{}))(t)
	c := Checker{Clock: time.Now, Policy: Policy{MinRemaining: 1000 * time.Hour}}
	s := c.Files([]File{{Name: "list", Data: raw, CRL: true}}, leaf.Cert, root.Cert)
	if diff := cmp.Diff([]string{CodeCRLExpiresSoon}, s.Codes); diff != "" {
		t.Errorf("codes of a %s (-want +got):\n%s", s.Code, diff)
	}
}

// TestFilesOfRevokedDelegate: a saved CRL that revokes who signed a saved
// response takes its word away, whichever stands first.
func TestFilesOfRevokedDelegate(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t)
	for _, tt := range []struct {
		name            string
		nocheck, listed bool
		code            string // of the response
	}{
		{"listed", false, true, CodeOCSPDelegateRevoked},
		{"not listed", false, false, CodeOCSPCertGood},
		{"listed, with nocheck", true, true, CodeOCSPCertGood},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			delegate := must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true, Change: func(c *x509.Certificate) {
				if !tt.nocheck {
					c.ExtraExtensions = nil
				}
			}}))(t)
			crl := lab.CRL{}
			if tt.listed {
				crl.Entries = []lab.CRLEntry{{Serial: delegate.Cert.SerialNumber, Reason: 1}}
			}
			list := File{Name: "list", Data: must(root.CRL(crl))(t), CRL: true}
			response := File{Name: "response", Data: must(lab.Staple(root, leaf.Cert, lab.Answer{Signer: delegate}))(t)}
			for _, files := range [][]File{{response, list}, {list, response}} {
				s := Checker{}.Files(files, leaf.Cert, root.Cert)
				for _, a := range s.Attempts {
					if a.File == "response" && a.Code != tt.code {
						t.Errorf("%s before %s: the response is %s, want %s", files[0].Name, files[1].Name, a.Code, tt.code)
					}
				}
				if s.Verdict != Good { // by the CRL
					t.Errorf("verdict %s, want good", s.Verdict)
				}
			}
		})
	}
}

// TestCertificatesBesideAKey: the file of a server's key may hold the
// certificates too.
func TestCertificatesBesideAKey(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte{1}})
	certs, err := ParseCertificates(slices.Concat(key, pemOf(root.Cert.Raw), key))
	if err != nil || len(certs) != 1 || !certs[0].Equal(root.Cert) {
		t.Errorf("%d certificates, %v", len(certs), err)
	}
}
