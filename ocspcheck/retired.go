package ocspcheck

import (
	"net/url"
	"strings"
)

// retired says whether a responder is known to have been switched off for
// good, while certificates and copies of them still name it: Let's Encrypt's
// ended on 6 August 2025.
func retired(target string) bool {
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	return strings.HasSuffix(host, ".o.lencr.org") ||
		strings.HasPrefix(host, "ocsp.") && strings.HasSuffix(host, ".letsencrypt.org")
}
