package ocspcheck

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// freshest says that delta CRLs are at these URLs.
func freshest(t *testing.T, urls ...string) pkix.Extension {
	t.Helper()
	points := []asn1.RawValue{}
	for _, url := range urls {
		// An issuing point with a URL alone is written as a distribution point.
		points = append(points, asn1.RawValue{FullBytes: must(lab.IssuingPoint{URL: url}.Extension())(t).Value})
	}
	return pkix.Extension{Id: oidFreshestCRL, Value: must(asn1.Marshal(points))(t)}
}

// TestFreshestCRL follows a complete CRL, which is good for a week, to the
// deltas of every day, as the CA of Windows publishes them (RFC 5280 5.2.6).
func TestFreshestCRL(t *testing.T) {
	t.Parallel()
	deltaOf := func(crl lab.CRL) lab.CRL {
		crl.Extensions = append(crl.Extensions, delta)
		return crl
	}
	const good, revoked = "crl GET crl-cert-good", "crl GET crl-cert-revoked"
	tests := []struct {
		name  string
		names []string // where the complete CRL says that its deltas are
		held  bool     // by the complete CRL
		delta func(crlPKI) lab.CRL
		want  summary
	}{
		{
			name: "revoked since", names: []string{"delta"},
			delta: func(p crlPKI) lab.CRL { return deltaOf(p.listed()) },
			want:  summary{Revoked, MechanismCRL, CodeCRLCertRevoked, []string{CodeCRLCertGood}, []string{good, revoked}},
		},
		{
			name: "nothing new", names: []string{"delta"},
			delta: func(crlPKI) lab.CRL { return deltaOf(lab.CRL{}) },
			want:  summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{good, good}},
		},
		{
			name: "the first of two is enough", names: []string{"delta", "gone"},
			delta: func(crlPKI) lab.CRL { return deltaOf(lab.CRL{}) },
			want:  summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{good, good}},
		},
		{
			name: "named by LDAP first", names: []string{"ldap:///cn=ca", "delta"},
			delta: func(p crlPKI) lab.CRL { return deltaOf(p.listed()) },
			want:  summary{Revoked, MechanismCRL, CodeCRLCertRevoked, []string{CodeCRLCertGood}, []string{good, revoked}},
		},
		{
			name: "the first is not found", names: []string{"gone", "delta"},
			delta: func(p crlPKI) lab.CRL { return deltaOf(p.listed()) },
			want: summary{
				Revoked, MechanismCRL, CodeCRLCertRevoked,
				[]string{CodeCRLHTTPStatus, CodeCRLCertGood},
				[]string{good, "crl GET crl-http-status", revoked},
			},
		},
		{
			name: "an old one vouches for nothing", names: []string{"delta"},
			delta: func(crlPKI) lab.CRL { return deltaOf(lab.CRL{NextUpdate: time.Now().Add(-time.Hour)}) },
			want:  summary{Good, MechanismCRL, CodeCRLCertGood, []string{CodeCRLExpired}, []string{good, "crl GET crl-expired"}},
		},
		{
			name: "on hold before the complete one, and not since", names: []string{"delta"},
			delta: func(p crlPKI) lab.CRL {
				held := lab.CRL{Entries: []lab.CRLEntry{{Serial: p.leaf.Cert.SerialNumber, Reason: onHold}}}
				held.ThisUpdate = time.Now().Add(-10 * time.Minute)
				return deltaOf(held)
			},
			want: summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{good, good}},
		},
		{
			name: "on hold, and released since", names: []string{"delta"}, held: true,
			delta: func(p crlPKI) lab.CRL { return deltaOf(p.listedAs(removeFromCRL)) },
			want:  summary{Good, MechanismCRL, CodeCRLCertGood, nil, []string{revoked, good}},
		},
		{
			name: "on hold, and released before", names: []string{"delta"}, held: true,
			delta: func(p crlPKI) lab.CRL {
				released := p.listedAs(removeFromCRL)
				released.ThisUpdate = time.Now().Add(-10 * time.Minute)
				return deltaOf(released)
			},
			want: summary{Revoked, MechanismCRL, CodeCRLCertRevoked, []string{CodeCRLCertOnHold}, []string{revoked, good}},
		},
		{
			name: "on hold, and nothing new", names: []string{"delta"}, held: true,
			delta: func(crlPKI) lab.CRL { return deltaOf(lab.CRL{}) },
			want:  summary{Revoked, MechanismCRL, CodeCRLCertRevoked, []string{CodeCRLCertOnHold}, []string{revoked, good}},
		},
		{
			name: "on hold, and no delta is there", names: []string{"gone"}, held: true,
			delta: func(crlPKI) lab.CRL { return deltaOf(lab.CRL{}) },
			want: summary{
				Revoked, MechanismCRL, CodeCRLCertRevoked,
				[]string{CodeCRLHTTPStatus, CodeCRLCertOnHold},
				[]string{revoked, "crl GET crl-http-status"},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newCRLPKI(t, false, "a")
			for i, name := range tt.names {
				if name == "delta" || name == "gone" {
					tt.names[i] = p.responder.CRLURL(name)
				}
			}
			complete := lab.CRL{Extensions: []pkix.Extension{freshest(t, tt.names...)}, ThisUpdate: time.Now().Add(-5 * time.Minute)}
			if tt.held {
				complete.Entries = p.listedAs(onHold).Entries
			}
			p.serve(t, "a", complete)
			p.serve(t, "delta", tt.delta(p))
			checkLeaf(t, p.checker(), p.presented(), tt.want)
		})
	}
}

// TestDeltasOfSomeReasons: where CRLs share the reasons, each has deltas of its
// own, and what the first does not list may stand in the second.
func TestDeltasOfSomeReasons(t *testing.T) {
	t.Parallel()
	p := newCRLPKI(t, false, "a", "b")
	some := func(reasons []byte, more pkix.Extension, crl lab.CRL) lab.CRL {
		crl.Extensions = append(point(lab.IssuingPoint{Reasons: reasons}), more)
		return crl
	}
	first, rest := []byte{5, 0x60}, []byte{7, 0x1f, 0x80}
	p.serve(t, "a", some(first, freshest(t, p.responder.CRLURL("delta-a")), lab.CRL{}))
	p.serve(t, "b", some(rest, freshest(t, p.responder.CRLURL("delta-b")), lab.CRL{}))
	p.serve(t, "delta-a", some(first, delta, lab.CRL{}))
	p.serve(t, "delta-b", some(rest, delta, p.listedAs(4)))
	checkLeaf(t, p.checker(), p.presented(), summary{
		Revoked, MechanismCRL, CodeCRLCertRevoked,
		[]string{CodeCRLCertGood},
		[]string{"crl GET crl-scope-mismatch", "crl GET crl-cert-good", "crl GET crl-cert-good", "crl GET crl-cert-revoked"},
	})
}

// TestHoldBecomesRevocation: the reason is that of the delta, for nobody comes
// back from it.
func TestHoldBecomesRevocation(t *testing.T) {
	t.Parallel()
	p := newCRLPKI(t, false, "a")
	complete := p.listedAs(onHold)
	complete.ThisUpdate = time.Now().Add(-5 * time.Minute)
	complete.Extensions = []pkix.Extension{freshest(t, p.responder.CRLURL("delta"))}
	final := p.listedAs(1)
	final.Extensions = []pkix.Extension{delta}
	p.serve(t, "a", complete)
	p.serve(t, "delta", final)
	statuses := checkLeaf(t, p.checker(), p.presented(), summary{
		Revoked, MechanismCRL, CodeCRLCertRevoked, nil,
		[]string{"crl GET crl-cert-revoked", "crl GET crl-cert-revoked"},
	})
	if reason := statuses[0].Reason; reason != "keyCompromise" {
		t.Errorf("reason %s, want keyCompromise", reason)
	}
}
