package ocspcheck

import (
	"crypto/rand"
	"crypto/x509"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
)

// crossSign has one authority certify another's name and key.
func crossSign(t *testing.T, by, of *lab.Authority, issuerURLs ...string) *x509.Certificate {
	t.Helper()
	template := *of.Cert
	template.SerialNumber = by.Cert.SerialNumber
	template.AuthorityKeyId, template.ExtraExtensions = nil, nil
	template.OCSPServer, template.IssuingCertificateURL = nil, issuerURLs
	raw := must(x509.CreateCertificate(rand.Reader, &template, by.Cert, of.Key.Public(), by.Key))(t)
	return must(x509.ParseCertificate(raw))(t)
}

func names(statuses []Status) []string {
	var names []string
	for _, s := range statuses {
		names = append(names, s.Cert.Issuer.CommonName+" > "+s.Cert.Subject.CommonName)
	}
	return names
}

// Of a certificate that two authorities vouch for, the chain is shown that
// verification chose: the one to a root that is trusted.
func TestCrossSignedChains(t *testing.T) {
	t.Parallel()
	old, young := newRoot(t, "old root"), newRoot(t, "young root")
	intermediate := must(young.NewIntermediate("intermediate", "", ""))(t)
	byOld := crossSign(t, old, intermediate)
	crossRoot := crossSign(t, old, young)
	leaf := must(intermediate.Issue(lab.LeafOptions{Names: []string{"localhost"}}))(t).Cert
	tests := []struct {
		name  string
		sent  []*x509.Certificate
		roots []*x509.Certificate
		want  []string
	}{
		{"both sent, old trusted", []*x509.Certificate{leaf, intermediate.Cert, byOld}, []*x509.Certificate{old.Cert}, []string{
			"intermediate > localhost", "old root > intermediate", "old root > old root",
		}},
		{"both sent, young trusted", []*x509.Certificate{leaf, byOld, intermediate.Cert}, []*x509.Certificate{young.Cert}, []string{
			"intermediate > localhost", "young root > intermediate", "young root > young root",
		}},
		{"cross-signed root, old trusted", []*x509.Certificate{leaf, intermediate.Cert, crossRoot}, []*x509.Certificate{old.Cert}, []string{
			"intermediate > localhost", "young root > intermediate", "old root > young root", "old root > old root",
		}},
		{"cross-signed root, young trusted", []*x509.Certificate{leaf, intermediate.Cert, crossRoot}, []*x509.Certificate{young.Cert}, []string{
			"intermediate > localhost", "young root > intermediate", "young root > young root",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			statuses, err := Checker{Roots: poolOf(test.roots...)}.Chain(t.Context(), Presented{Sent: test.sent, Name: "localhost"})
			if diff := cmp.Diff(test.want, names(statuses)); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// An issuer is fetched that another authority signed as well: the way goes
// on to the root that is trusted.
func TestFetchedCrossSignature(t *testing.T) {
	t.Parallel()
	old, young := newRoot(t, "old root"), newRoot(t, "young root")
	crossRoot := crossSign(t, old, young)
	intermediate := must(young.NewIntermediate("intermediate", "", serve(t, 200, crossRoot.Raw)))(t)
	leaf := must(intermediate.Issue(lab.LeafOptions{Names: []string{"localhost"}, IssuerURLs: []string{serve(t, 200, intermediate.Cert.Raw)}}))(t)
	statuses, err := Checker{Roots: poolOf(old.Cert)}.Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: loopback})
	want := []string{"intermediate > localhost", "young root > intermediate", "old root > young root", "old root > old root"}
	if diff := cmp.Diff(want, names(statuses)); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if !slices.Contains(statuses[0].Codes, CodeMissingIntermediate) {
		t.Errorf("codes %v", statuses[0].Codes)
	}
}

// A bundle may hold several certificates of the issuer: the one that leads to
// a trusted root counts, wherever it stands.
func TestFetchedBundleOfCrossSignatures(t *testing.T) {
	t.Parallel()
	old, young := newRoot(t, "old root"), newRoot(t, "young root")
	crossRoot := crossSign(t, old, young)
	for name, bundle := range map[string][]byte{
		"self-signed first": pkcs7(t, young.Cert.Raw, crossRoot.Raw),
		"self-signed last":  pkcs7(t, crossRoot.Raw, young.Cert.Raw),
	} {
		for trusted, root := range map[string]*lab.Authority{"old": old, "young": young} {
			t.Run(name+", "+trusted+" trusted", func(t *testing.T) {
				t.Parallel()
				leaf := must(young.Issue(lab.LeafOptions{Names: []string{"localhost"}, IssuerURLs: []string{serve(t, 200, bundle)}}))(t)
				statuses, err := Checker{Roots: poolOf(root.Cert)}.Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: loopback})
				if err != nil || statuses[0].Verdict != NotCovered {
					t.Errorf("%v, %+v", err, statuses)
				}
			})
		}
	}
}

// Two authorities that certify each other, and a ladder of them without end,
// lead nowhere: a few requests, and the way is given up.
func TestIssuersWithoutEnd(t *testing.T) {
	t.Parallel()
	trusted := newRoot(t, "trusted")
	a, b := newRoot(t, "a"), newRoot(t, "b")
	var aURL, bURL string
	aURL = serveLater(t, func() []byte { return crossSign(t, b, a, bURL).Raw })
	bURL = serveLater(t, func() []byte { return crossSign(t, a, b, aURL).Raw })
	circle := must(a.Issue(lab.LeafOptions{Names: []string{"localhost"}, IssuerURLs: []string{aURL}}))(t)

	top := newRoot(t, "ladder")
	url := ""
	for i := range 6 {
		top = must(top.NewIntermediate(string(rune('0'+i)), "", url))(t)
		url = serve(t, 200, top.Cert.Raw)
	}
	ladder := must(top.Issue(lab.LeafOptions{Names: []string{"localhost"}, IssuerURLs: []string{url}}))(t)

	fetched := "aia GET aia-fetched"
	for name, test := range map[string]struct {
		leaf *x509.Certificate
		want []string
	}{
		"circle": {circle.Cert, []string{fetched, fetched, "aia GET aia-loop"}},
		"ladder": {ladder.Cert, []string{fetched, fetched, fetched, "aia aia-loop"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			statuses, err := Checker{Roots: poolOf(trusted.Cert)}.Chain(t.Context(), Presented{Sent: []*x509.Certificate{test.leaf}, IP: loopback})
			if err == nil {
				t.Error("no error")
			}
			s := summarise(statuses[0])
			if diff := cmp.Diff(test.want, s.Attempts); diff != "" || !slices.Contains(s.Codes, CodeAIALoop) {
				t.Errorf("%v (-want +got):\n%s", s.Codes, diff)
			}
		})
	}
}
