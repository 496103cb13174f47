//go:build linux

package probe

import (
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
)

// names are the codes of the catalogue, section 2.3 of the research that
// vkcheck was built on.
const names = `
	bad-address bad-url cert-file-missing cert-not-pem cert-key-swapped cert-key-mismatch
	key-encrypted ca-bundle-empty dns-not-found dns-server-failure dns-timeout connection-refused
	timeout-connect host-unreachable network-unreachable connect-forbidden blackhole-route
	out-of-ports out-of-files unix-not-found unix-stale-socket unix-not-a-socket unix-permission
	unix-path-too-long reset-after-accept closed-on-accept proxy-protocol-required
	plaintext-to-tls-port tls-to-plaintext-port timeout-tls tls-clienthello-dropped tls-closed-early
	unknown-ca self-signed missing-intermediate issuer-not-a-ca expired intermediate-expired
	not-yet-valid name-mismatch ip-not-in-san cn-only wrong-key-usage name-constraint path-length
	critical-extension sha1-signature weak-key must-staple-missing tls-version tls-no-common-cipher
	tls-alpn tls-unrecognized-name tls-bad-record client-cert-required client-cert-unknown-ca
	client-cert-expired client-cert-wrong-usage client-cert-revoked client-cert-rejected timeout-hello
	timeout-midreply truncated-reply not-resp-http not-resp-ssh not-resp-smtp not-resp-mysql
	not-resp-memcached protocol-error auth-required wrong-password auth-not-configured auth-too-large
	acl-denied-command acl-denied-key acl-denied-channel protected-mode hello-unsupported
	protocol-unsupported command-unknown subcommand-unknown bad-client-name sentinel-port
	sentinel-no-master db-out-of-range db-not-in-cluster cluster-moved cluster-ask cluster-tryagain
	cluster-crossslot cluster-down cluster-disabled redirected readonly-replica master-down loading
	busy-script misconf oom noreplicas maxclients client-killed idle-closed tracking-useless
	pool-exhausted wrong-role aborted no-script wrong-type http-to-valkey`

// renamed are those that have another name here.
var renamed = map[string]string{
	"wrong-role": conn.CodeWrongContext, // "allowed in this context" is about the connection, not about a role

	// Whoever ends a connection, the other side sees the same end of file:
	// what differs is whether it was noticed before a command was sent.
	"client-killed": conn.CodeConnectionClosed,
	"idle-closed":   conn.CodeConnectionStateLost,
}

// TestCatalogueIsWhole fails for a name of the catalogue that is brought
// about nowhere above.
func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for _, row := range catalogue(new(world)) {
		shown[row.code] = true
	}
	for _, name := range strings.Fields(names) {
		if other, ok := renamed[name]; ok {
			name = other
		}
		if _, ok := Lookup(name); !ok || !shown[name] {
			t.Errorf("%s: in the findings table: %t, in the catalogue: %t", name, ok, shown[name])
		}
	}
}
