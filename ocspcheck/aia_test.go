package ocspcheck

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vkcheck/vkcheck/internal/lab"
	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// serve gives the URL of a server that answers everything with body.
func serve(t *testing.T, status int, body []byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// serveLater is serve with a body that is made once, when it is asked for.
func serveLater(t *testing.T, body func() []byte) string {
	t.Helper()
	once := sync.OnceValue(body)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(once()) }))
	t.Cleanup(server.Close)
	return server.URL
}

func TestIssuerFormats(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	intermediate := must(root.NewIntermediate("intermediate", "", ""))(t)
	other := must(root.NewIntermediate("other", "", ""))(t)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: intermediate.Cert.Raw})
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte{1}})
	tests := []struct {
		name   string
		status int
		body   []byte
		want   string
	}{
		{"DER", 200, intermediate.Cert.Raw, CodeAIAFetched},
		{"PEM", 200, text, CodeAIAFetched},
		{"PEM with words before it", 200, append([]byte("our CA\n"), text...), CodeAIAFetched},
		{"second of two in PEM", 200, append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: other.Cert.Raw}), text...), CodeAIAFetched},
		{"PKCS #7", 200, pkcs7(t, other.Cert.Raw, intermediate.Cert.Raw), CodeAIAFetched},
		{"PKCS #7 of another", 200, pkcs7(t, other.Cert.Raw), CodeAIAIssuerMismatch},
		{"PKCS #7 in PEM", 200, pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: pkcs7(t, intermediate.Cert.Raw)}), CodeAIAFetched},
		{"PKCS #7 in BER", 200, berPKCS7(other.Cert.Raw, intermediate.Cert.Raw), CodeAIAFetched},
		{"PKCS #7 in BER, cut off", 200, berPKCS7(intermediate.Cert.Raw)[:200], CodeAIANotACertificate},
		{"elements without end", 200, bytes.Repeat([]byte{0x30, 0x80}, 30_000), CodeAIANotACertificate},
		{"empty PKCS #7", 200, pkcs7(t), CodeAIANotACertificate},
		{"another certificate", 200, other.Cert.Raw, CodeAIAIssuerMismatch},
		{"a key", 200, key, CodeAIANotACertificate},
		{"empty", 200, nil, CodeAIANotACertificate},
		{"too large", 200, bytes.Repeat([]byte{0x30}, maxResponseSize+1), CodeAIATooLarge},
		{"status 404", 404, intermediate.Cert.Raw, CodeAIAHTTPStatus},
		{"moved", 302, intermediate.Cert.Raw, CodeAIAHTTPStatus},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			leaf := must(intermediate.Issue(lab.LeafOptions{
				Names:      []string{"localhost"},
				IssuerURLs: []string{serve(t, test.status, test.body)},
			}))(t)
			statuses, err := Checker{Roots: poolOf(root.Cert)}.Chain(t.Context(), Presented{Sent: leaf.Chain[:1], IP: loopback})
			if repaired := test.want == CodeAIAFetched; repaired != (err == nil) {
				t.Errorf("error %v", err)
			}
			if got := statuses[0].Attempts[0].Code; got != test.want {
				t.Errorf("code %s (%v), want %s", got, statuses[0].Attempts[0].Err, test.want)
			}
		})
	}
}

func TestTwoIssuersAreFetched(t *testing.T) {
	t.Parallel()
	root := newRoot(t, "root")
	upper := must(root.NewIntermediate("upper", "", ""))(t)
	lower := must(upper.NewIntermediate("lower", "", serve(t, 200, upper.Cert.Raw)))(t)
	leaf := must(lower.Issue(lab.LeafOptions{Names: []string{"localhost"}, IssuerURLs: []string{serve(t, 200, lower.Cert.Raw)}}))(t)
	statuses, err := Checker{Roots: poolOf(root.Cert)}.Chain(t.Context(), Presented{Sent: leaf.Chain[:1], Name: "localhost", IP: loopback})
	if err != nil {
		t.Fatal(err)
	}
	want := summary{
		NotCovered, "", CodeRevocationNotCovered,
		[]string{CodeMissingIntermediate},
		[]string{"aia GET aia-fetched", "aia GET aia-fetched"},
	}
	if diff := cmp.Diff(want, summarise(statuses[0])); diff != "" || len(statuses) != 4 {
		t.Errorf("%d statuses, leaf's (-want +got):\n%s", len(statuses), diff)
	}
}

// A fetched certificate is trusted no more than one sent: a whole chain from
// the attacker's own server, root and all, stays unknown.
func TestFetchedRootIsNotTrusted(t *testing.T) {
	t.Parallel()
	rogue := newRoot(t, "rogue")
	leaf := must(rogue.Issue(lab.LeafOptions{Names: []string{"localhost"}, IssuerURLs: []string{serve(t, 200, rogue.Cert.Raw)}}))(t)
	statuses, err := Checker{Roots: poolOf(newRoot(t, "root").Cert)}.Chain(t.Context(), Presented{Sent: leaf.Chain, IP: loopback})
	if codeOf(err) != CodeUnknownCA {
		t.Errorf("error %v", err)
	}
	want := summary{Undetermined, "", CodeUnknownCA, nil, []string{"aia GET aia-fetched"}}
	if diff := cmp.Diff(want, summarise(statuses[0])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// pkcs7 makes the degenerate SignedData of RFC 5652 5.1 that carries
// certificates and signs nothing, as `openssl crl2pkcs7 -nocrl` does.
func pkcs7(t testing.TB, certs ...[]byte) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidSignedData)
		b.AddASN1(der.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(1)
				b.AddASN1(der.SET, func(*cryptobyte.Builder) {})
				b.AddASN1(der.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier([]int{1, 2, 840, 113549, 1, 7, 1})
				})
				b.AddASN1(der.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
					for _, cert := range certs {
						b.AddBytes(cert)
					}
				})
				b.AddASN1(der.SET, func(*cryptobyte.Builder) {})
			})
		})
	})
	bundle, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

// berPKCS7 makes the same without knowing any length at the beginning.
func berPKCS7(certs ...[]byte) []byte {
	open := func(tag byte) []byte { return []byte{tag, 0x80} }
	end := []byte{0, 0}
	return slices.Concat(
		open(0x30), []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 2}, // signedData
		open(0xa0), open(0x30), []byte{2, 1, 1}, []byte{0x31, 0},
		open(0x30), []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, 1}, open(0xa0), open(0x24), end, end, end, // data
		open(0xa0), slices.Concat(certs...), end,
		[]byte{0x31, 0}, end, end, end,
	)
}

// What OpenSSL streams is BER.
func TestIssuersFromOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		lab.Need(t, fmt.Errorf("openssl: %w", lab.ErrNotInstalled))
	}
	root := newRoot(t, "root")
	leaf := must(root.Issue(lab.LeafOptions{CommonName: "signer"}))(t)
	certFile, keyFile, err := leaf.WriteFiles(t.TempDir(), "signer")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), openssl, "cms", "-sign", "-stream", "-nodetach", "-outform", "DER", "-signer", certFile, "-inkey", keyFile)
	cmd.Stdin = strings.NewReader("text")
	bundle, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if bundle[1] != 0x80 {
		t.Error("not in indefinite form: the test shows nothing")
	}
	if found := parseIssuers(bundle); len(found) != 1 || !found[0].Equal(leaf.Cert) {
		t.Errorf("%d certificates", len(found))
	}
}

// FuzzParseIssuers feeds what may stand at a caIssuers URL: nothing panics,
// and the number of certificates taken from it is bounded.
func FuzzParseIssuers(f *testing.F) {
	root, err := lab.NewRoot("root")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(root.Cert.Raw)
	f.Add(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Cert.Raw}))
	f.Add(pkcs7(f, root.Cert.Raw, root.Cert.Raw))
	f.Add(berPKCS7(root.Cert.Raw))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		found := parseIssuers(raw)
		if len(found) > maxEnclosedCerts || slices.Contains(found, nil) {
			t.Fatalf("%d certificates", len(found))
		}
	})
}
