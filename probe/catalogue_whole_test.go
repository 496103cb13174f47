//go:build linux

package probe

import (
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
)

// The codes of the catalogue, section 2.3 of the research that vkcheck was
// built on: those of faults that may pass by themselves, and those of faults
// that stay until somebody mends them.
const (
	passing = `
	dns-server-failure dns-timeout connection-refused timeout-connect host-unreachable out-of-ports
	out-of-files unix-stale-socket reset-after-accept closed-on-accept timeout-tls tls-closed-early
	timeout-hello timeout-midreply truncated-reply cluster-ask cluster-tryagain cluster-down
	readonly-replica master-down loading busy-script oom noreplicas maxclients client-killed
	idle-closed pool-exhausted`
	lasting = `
	bad-address bad-url cert-file-missing cert-not-pem cert-key-swapped cert-key-mismatch
	key-encrypted ca-bundle-empty dns-not-found network-unreachable connect-forbidden blackhole-route
	unix-not-found unix-not-a-socket unix-permission unix-path-too-long proxy-protocol-required
	plaintext-to-tls-port tls-to-plaintext-port tls-clienthello-dropped unknown-ca self-signed
	missing-intermediate issuer-not-a-ca expired intermediate-expired not-yet-valid name-mismatch
	ip-not-in-san cn-only wrong-key-usage name-constraint path-length critical-extension
	sha1-signature weak-key must-staple-missing tls-version tls-no-common-cipher tls-alpn
	tls-unrecognized-name tls-bad-record client-cert-required client-cert-unknown-ca
	client-cert-expired client-cert-wrong-usage client-cert-revoked client-cert-rejected not-resp-http
	not-resp-ssh not-resp-smtp not-resp-mysql not-resp-memcached protocol-error auth-required
	wrong-password auth-not-configured auth-too-large acl-denied-command acl-denied-key
	acl-denied-channel protected-mode hello-unsupported protocol-unsupported command-unknown
	subcommand-unknown bad-client-name sentinel-port sentinel-no-master db-out-of-range
	db-not-in-cluster cluster-moved cluster-crossslot cluster-disabled redirected misconf
	tracking-useless wrong-role aborted no-script wrong-type http-to-valkey`
)

// renamed are those that have another name here.
var renamed = map[string]string{
	"wrong-role": conn.CodeWrongContext, // "allowed in this context" is about the connection, not about a role

	// Whoever ends a connection, the other side sees the same end of file:
	// what differs is whether it was noticed before a command was sent.
	"client-killed": conn.CodeConnectionClosed,
	"idle-closed":   conn.CodeConnectionStateLost,
}

// TestCatalogueIsWhole fails for a name of the catalogue that is brought
// about nowhere, or of which conn has another view of what may pass.
func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, row := range catalogue(new(world)) {
		shown[row.code] = true
	}
	for names, passes := range map[string]bool{passing: true, lasting: false} {
		for _, name := range strings.Fields(names) {
			code, ok := renamed[name]
			if !ok {
				code = name
			}
			if _, ok := Lookup(code); !ok || !shown[code] {
				t.Errorf("%s: in the findings table: %t, in the catalogue: %t", code, ok, shown[code])
			}
			if conn.Transient(code) != passes && code != conn.CodeConnectionStateLost { // the connection comes back, what was on it does not
				t.Errorf("%s: transient: %t, want %t", code, conn.Transient(code), passes)
			}
		}
	}
}
