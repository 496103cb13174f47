package conn

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCipherSuites(t *testing.T) {
	t.Parallel()
	gcm, chacha := tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
	for _, tt := range []struct {
		list  string
		want  []uint16
		fault string // part of the error's text
	}{
		{"ECDHE-RSA-AES128-GCM-SHA256", []uint16{gcm}, ""},
		{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", []uint16{gcm}, ""},
		{"ECDHE-RSA-AES128-GCM-SHA256:TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", []uint16{gcm, chacha}, ""},
		{"ecdhe-ecdsa-chacha20-poly1305, ecdhe-rsa-aes128-gcm-sha256", []uint16{chacha, gcm}, ""},
		{"RC4-SHA", []uint16{tls.TLS_RSA_WITH_RC4_128_SHA}, ""},
		{" : ", nil, "no cipher suite is named"},
		{"", nil, "no cipher suite is named"},
		{"ECDHE-RSA-AES128-GCM-SHA25", nil, `did you mean "ECDHE-RSA-AES128-GCM-SHA256"?`},
		{"DHE-RSA-AES128-GCM-SHA256", nil, `unknown cipher suite "DHE-RSA-AES128-GCM-SHA256": did you mean "ECDHE-RSA-AES128-GCM-SHA256"?`},
		{"!aNULL", nil, "suites are named one by one"},
		{"TLS_AES_128_GCM_SHA256", nil, "belongs to TLS 1.3, whose suites Go always offers and does not let you choose"},
		{"ECDHE-RSA-AES128-GCM-SHA256:TLS_CHACHA20_POLY1305_SHA256", nil, "belongs to TLS 1.3"},
	} {
		got, err := ParseCipherSuites(tt.list)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: -want +got\n%s", tt.list, diff)
		}
		if (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
			t.Errorf("%q: got %v, want %q", tt.list, err, tt.fault)
		}
	}
}

// Every suite of crypto/tls has both names, and OpenSSL agrees with ours.
func TestCipherSuiteNames(t *testing.T) {
	t.Parallel()
	ours := map[string]string{} // IANA to OpenSSL
	for openSSL, id := range openSSLNames {
		ours[tls.CipherSuiteName(id)] = openSSL
	}
	for _, suite := range allSuites() {
		choosable := !slices.Equal(suite.SupportedVersions, []uint16{tls.VersionTLS13})
		if _, named := ours[suite.Name]; named != choosable {
			t.Errorf("%s: has an OpenSSL name: %t, can be chosen: %t", suite.Name, named, choosable)
		}
		if got, err := ParseCipherSuites(suite.Name); choosable && (err != nil || got[0] != suite.ID) {
			t.Errorf("%s: %v, %v", suite.Name, got, err)
		}
	}
	compared := 0
	for line := range strings.Lines(runOpenSSL(t, "ciphers", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")) {
		words := strings.Fields(line) // IANA - OpenSSL ...
		if name, known := ours[words[0]]; known {
			compared++
			if name != words[2] {
				t.Errorf("%s: OpenSSL says %s, we say %s", words[0], words[2], name)
			}
		}
	}
	if compared < 15 {
		t.Errorf("only %d names were compared", compared)
	}
}
