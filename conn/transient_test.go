package conn

import (
	"strings"
	"testing"
)

// Column T/P of the catalogue of failures.
const (
	passes = `dns-server-failure dns-timeout connection-refused timeout-connect host-unreachable out-of-ports
		out-of-files unix-stale-socket reset-after-accept closed-on-accept timeout-tls tls-closed-early timeout-hello
		timeout-midreply truncated-reply cluster-ask cluster-tryagain cluster-down readonly-replica master-down loading
		busy-script oom noreplicas maxclients pool-exhausted timeout-command connection-closed`
	stays = `bad-address bad-url cert-file-missing cert-not-pem cert-key-swapped cert-key-mismatch key-encrypted
		ca-bundle-empty dns-not-found network-unreachable connect-forbidden blackhole-route unix-not-found
		unix-not-a-socket unix-permission unix-path-too-long proxy-protocol-required plaintext-to-tls-port
		tls-to-plaintext-port tls-clienthello-dropped unknown-ca self-signed missing-intermediate issuer-not-a-ca expired
		intermediate-expired not-yet-valid name-mismatch ip-not-in-san cn-only wrong-key-usage name-constraint path-length
		critical-extension sha1-signature weak-key must-staple-missing tls-version tls-no-common-cipher tls-alpn
		tls-unrecognized-name tls-bad-record client-cert-required client-cert-unknown-ca client-cert-expired
		client-cert-wrong-usage client-cert-revoked client-cert-rejected not-resp-http not-resp-ssh not-resp-smtp
		not-resp-mysql not-resp-memcached protocol-error auth-required wrong-password auth-not-configured auth-too-large
		acl-denied-command acl-denied-key acl-denied-channel protected-mode hello-unsupported protocol-unsupported
		command-unknown subcommand-unknown bad-client-name sentinel-port sentinel-no-master db-out-of-range
		db-not-in-cluster cluster-moved cluster-crossslot cluster-disabled redirected misconf tracking-useless aborted
		no-script wrong-type http-to-valkey canceled`
)

func TestTransient(t *testing.T) {
	t.Parallel()
	for _, code := range strings.Fields(passes) {
		if !Transient(code) {
			t.Errorf("%s may pass", code)
		}
	}
	for _, code := range strings.Fields(stays) {
		if Transient(code) {
			t.Errorf("%s does not pass by itself", code)
		}
	}
	if want := len(strings.Fields(passes)); len(transient) != want {
		t.Errorf("%d codes are transient, want %d", len(transient), want)
	}
}
