package ocspcheck

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"

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
