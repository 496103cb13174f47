package probe

import (
	"crypto/tls"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// TestCertRequired: a server of TLS 1.2 says within the handshake that it goes on
// without a certificate, one of TLS 1.3 after it.
func TestCertRequired(t *testing.T) {
	t.Parallel()
	shaken, confirmed := report.Phase{Phase: "tls", OK: true}, report.Phase{Phase: "tls-confirm", OK: true}
	refused := report.Phase{Phase: "tls-confirm", Code: conn.CodeClientCertRequired}
	for _, tt := range []struct {
		name    string
		version uint16
		phases  []report.Phase
		want    any // nil: nobody knows
	}{
		{"TLS 1.2", tls.VersionTLS12, []report.Phase{shaken}, false},
		{"TLS 1.3", tls.VersionTLS13, []report.Phase{shaken}, nil},
		{"TLS 1.3, confirmed", tls.VersionTLS13, []report.Phase{shaken, confirmed}, false},
		{"TLS 1.3, refused", tls.VersionTLS13, []report.Phase{shaken, refused}, true},
	} {
		e := begin(CommandProbe, &Options{Conn: conn.Options{TLS: &conn.TLSOptions{}}})
		e.target.Phases = tt.phases
		var got any
		if required := e.certRequired(&conn.Peer{Version: tt.version, ClientCertRequested: true}); required != nil {
			got = *required
		}
		if got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
