package ocspcheck

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
	"testing"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// pointFor makes the extension of a certificate that sends for some reasons
// alone to the CRL at shardURL.
func pointFor(reasons ...byte) func(*lab.LeafOptions) {
	var b cryptobyte.Builder
	context := func(n uint8) der.Tag { return der.Tag(n).ContextSpecific() }
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(context(0).Constructed(), func(b *cryptobyte.Builder) {
				b.AddASN1(context(0).Constructed(), func(b *cryptobyte.Builder) {
					b.AddASN1(context(6), func(b *cryptobyte.Builder) { b.AddBytes([]byte(shardURL)) })
				})
			})
			b.AddASN1(context(1), func(b *cryptobyte.Builder) { b.AddBytes(reasons) })
		})
	})
	value := b.BytesOrPanic()
	return func(o *lab.LeafOptions) {
		o.CRLs = nil
		o.Change = func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 31}, Value: value})
		}
	}
}

// TestFilesShareTheReasons: several saved CRLs vouch together for what none
// of them says alone (RFC 5280 6.3.3).
func TestFilesShareTheReasons(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	cert := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	file := func(name string, c lab.CRL) File {
		return File{Name: name, Data: must(root.CRL(c))(t), CRL: true}
	}
	of := func(reasons ...byte) lab.CRL { return lab.CRL{Extensions: point(lab.IssuingPoint{Reasons: reasons})} }
	compromise, others := file("compromise", of(5, 0x60)), file("others", of(7, 0x1f, 0x80))
	listed := of(7, 0x1f, 0x80)
	listed.Entries = []lab.CRLEntry{{Serial: cert.SerialNumber, Reason: 4}}
	tests := []struct {
		name    string
		files   []File
		verdict Verdict
		codes   []string
	}{
		{"both", []File{compromise, others}, Good, []string{CodeCRLCertGood}},
		{"both, the other way round", []File{others, compromise}, Good, []string{CodeCRLCertGood}},
		{"one", []File{others}, Undetermined, []string{CodeCRLScopeMismatch}},
		{"the same twice", []File{others, others}, Undetermined, []string{CodeCRLScopeMismatch}},
		{"listed in the second", []File{compromise, file("listed", listed)}, Revoked, []string{CodeCRLCertRevoked}},
	}
	for _, tt := range tests {
		s := Checker{}.Files(tt.files, cert, root.Cert)
		if codes := slices.Concat([]string{s.Code}, s.Codes); s.Verdict != tt.verdict || !slices.Equal(codes, tt.codes) {
			t.Errorf("%s: %s %v, want %s %v", tt.name, s.Verdict, codes, tt.verdict, tt.codes)
		}
		if len(s.Attempts) != len(tt.files) {
			t.Errorf("%s: %d attempts for %d files", tt.name, len(s.Attempts), len(tt.files))
		}
	}
}
