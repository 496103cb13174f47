package ocspcheck

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// TestIssuerSpeltInAnotherWay: an issuer whose certificate spells its name in
// another way than what it issued is the issuer still (RFC 5280 7.1); a CertID
// has the name as the certificate in question spells it (RFC 6960 4.1.1).
func TestIssuerSpeltInAnotherWay(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "lab root")
	other := must(lab.NewRootWithKey("Lab  ROOT", root.Key))(t)
	stranger := newRoot(t, "lab root")
	leaf := must(root.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	if got := FindIssuer(leaf, []*x509.Certificate{stranger.Cert, other.Cert}); got != other.Cert {
		t.Errorf("issuer %v", got)
	}
	delegate := must(root.Issue(lab.LeafOptions{CommonName: "delegate", OCSPSigning: true}))(t)
	for name, test := range map[string]struct {
		by     *lab.Authority
		answer lab.Answer
		want   string
	}{
		"signed by the issuer":     {root, lab.Answer{}, CodeOCSPCertGood},
		"signed by a delegate":     {root, lab.Answer{Signer: delegate}, CodeOCSPCertGood},
		"in the issuer's spelling": {other, lab.Answer{}, CodeOCSPCertIDIssuerMismatch},
		"by one of that name":      {stranger, lab.Answer{}, CodeOCSPSignatureInvalid},
	} {
		raw := must(lab.Staple(test.by, leaf, test.answer))(t)
		if j := (Checker{}).JudgeResponse(raw, leaf, other.Cert, time.Now()); j.Code != test.want {
			t.Errorf("%s: code %s (%v), want %s", name, j.Code, j.Err, test.want)
		}
	}
	asRoot, asOther := must(newRequest(leaf, root.Cert, crypto.SHA1, nil))(t), must(newRequest(leaf, other.Cert, crypto.SHA1, nil))(t)
	if !bytes.Equal(asRoot, asOther) {
		t.Errorf("requests %x and %x", asRoot, asOther)
	}
}
