package conn

import (
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// openSSLNames are OpenSSL's names for the suites that crypto/tls knows, up
// to TLS 1.2. In TLS 1.3 both give them the same name.
var openSSLNames = map[string]uint16{
	"AES128-SHA":                    tls.TLS_RSA_WITH_AES_128_CBC_SHA,
	"AES256-SHA":                    tls.TLS_RSA_WITH_AES_256_CBC_SHA,
	"AES128-SHA256":                 tls.TLS_RSA_WITH_AES_128_CBC_SHA256,
	"AES128-GCM-SHA256":             tls.TLS_RSA_WITH_AES_128_GCM_SHA256,
	"AES256-GCM-SHA384":             tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
	"RC4-SHA":                       tls.TLS_RSA_WITH_RC4_128_SHA,
	"DES-CBC3-SHA":                  tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
	"ECDHE-ECDSA-AES128-SHA":        tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
	"ECDHE-ECDSA-AES256-SHA":        tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
	"ECDHE-ECDSA-AES128-SHA256":     tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
	"ECDHE-ECDSA-AES128-GCM-SHA256": tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
	"ECDHE-ECDSA-AES256-GCM-SHA384": tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
	"ECDHE-ECDSA-CHACHA20-POLY1305": tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
	"ECDHE-ECDSA-RC4-SHA":           tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA,
	"ECDHE-RSA-AES128-SHA":          tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
	"ECDHE-RSA-AES256-SHA":          tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
	"ECDHE-RSA-AES128-SHA256":       tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
	"ECDHE-RSA-AES128-GCM-SHA256":   tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	"ECDHE-RSA-AES256-GCM-SHA384":   tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	"ECDHE-RSA-CHACHA20-POLY1305":   tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	"ECDHE-RSA-RC4-SHA":             tls.TLS_ECDHE_RSA_WITH_RC4_128_SHA,
	"ECDHE-RSA-DES-CBC3-SHA":        tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
}

// allSuites are the suites of crypto/tls, those it calls insecure included:
// a server that knows nothing better must still be reached.
func allSuites() []*tls.CipherSuite {
	return append(tls.CipherSuites(), tls.InsecureCipherSuites()...)
}

// ParseCipherSuites reads a list of cipher suites for
// [TLSOptions.CipherSuites], by their OpenSSL names (ECDHE-RSA-AES128-SHA) or
// those of the IANA registry (TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA), between
// them colons, commas or spaces. It knows no groups as OpenSSL has them
// (HIGH, !aNULL), and no suite of TLS 1.3.
func ParseCipherSuites(list string) ([]uint16, error) {
	names := strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(":, \t\r\n", r) })
	if len(names) == 0 {
		return nil, errors.New("no cipher suite is named")
	}
	suites := make([]uint16, len(names))
	for i, name := range names {
		id, err := cipherSuite(strings.ToUpper(name))
		if err != nil {
			return nil, err
		}
		suites[i] = id
	}
	return suites, nil
}

func cipherSuite(name string) (uint16, error) {
	if id, ok := openSSLNames[name]; ok {
		return id, nil
	}
	known := slices.Collect(maps.Keys(openSSLNames))
	for _, suite := range allSuites() {
		if suite.Name == name {
			return suite.ID, checkSuite(suite.ID)
		}
		known = append(known, suite.Name)
	}
	slices.Sort(known) // so that of two equally near ones it is always the same
	if near := nearest.To(name, known); near != "" {
		return 0, fmt.Errorf("unknown cipher suite %q: did you mean %q?", name, near)
	}
	return 0, fmt.Errorf("unknown cipher suite %q: suites are named one by one, as ECDHE-RSA-AES128-GCM-SHA256", name)
}

// checkSuite refuses an id that crypto/tls would silently leave out.
func checkSuite(id uint16) error {
	for _, suite := range allSuites() {
		switch {
		case suite.ID != id:
		case slices.Equal(suite.SupportedVersions, []uint16{tls.VersionTLS13}):
			return fmt.Errorf("%s belongs to TLS 1.3, whose suites Go always offers and does not let you choose", suite.Name)
		default:
			return nil
		}
	}
	return fmt.Errorf("unknown cipher suite 0x%04x", id)
}
