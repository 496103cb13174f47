package conn

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
)

// ParseTLSVersion reads a version for [TLSOptions]: 1.0, 1.1, 1.2 or 1.3, as
// it is or as TLSv1.2 and TLSv1_2.
func ParseTLSVersion(text string) (uint16, error) {
	short := strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(text), "tlsv"), "_", ".")
	switch short {
	case "1", "1.0":
		return tls.VersionTLS10, nil
	case "1.1":
		return tls.VersionTLS11, nil
	case "1.2":
		return tls.VersionTLS12, nil
	case "1.3":
		return tls.VersionTLS13, nil
	}
	return 0, fmt.Errorf("unknown TLS version %q: one of 1.0, 1.1, 1.2, 1.3", text)
}

func (t *TLSOptions) minVersion() uint16 { return cmp.Or(t.MinVersion, tls.VersionTLS12) }

func (t *TLSOptions) maxVersion() uint16 { return cmp.Or(t.MaxVersion, tls.VersionTLS13) }

// validate finds what cannot work before anything is sent.
func (t *TLSOptions) validate() error {
	for _, version := range []uint16{t.minVersion(), t.maxVersion()} {
		if version < tls.VersionTLS10 || version > tls.VersionTLS13 {
			return fmt.Errorf("0x%04x is no TLS version from 1.0 to 1.3", version)
		}
	}
	for _, id := range t.CipherSuites {
		if err := checkSuite(id); err != nil {
			return err
		}
	}
	switch {
	case t.minVersion() > t.maxVersion():
		return fmt.Errorf("the lowest version, %s, is above the highest, %s", tls.VersionName(t.minVersion()), tls.VersionName(t.maxVersion()))
	case len(t.CipherSuites) > 0 && t.minVersion() == tls.VersionTLS13:
		return errors.New("the cipher suites of TLS 1.3 cannot be chosen, and nothing older is allowed")
	case t.Verify < VerifyRequired || t.Verify > VerifyNone:
		return fmt.Errorf("no way to verify has the number %d", t.Verify)
	case t.Revocation != nil && t.Verify == VerifyNone:
		return errors.New("revocation cannot be checked where the chain is not verified")
	case t.Revocation != nil && t.Sessions != nil:
		return errors.New("session resumption excludes revocation: a resumed session replays the old staple")
	}
	return nil
}
