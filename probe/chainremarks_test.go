package probe

import (
	"crypto/tls"
	"crypto/x509"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/report"
)

// TestChainRemarks: what a server sends beside or instead of a plain chain,
// by what ocsp and probe say of it.
func TestChainRemarks(t *testing.T) {
	t.Parallel()
	root := must(lab.NewRoot("root"))(t)
	upper := must(root.NewIntermediate("upper", "", ""))(t)
	lower := must(upper.NewIntermediate("lower", "", ""))(t)
	stranger := must(lab.NewRoot("stranger"))(t)
	unrelated := must(stranger.NewIntermediate("unrelated", "", ""))(t)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := root.WriteFile(ca); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	until := func(end time.Duration) lab.LeafOptions {
		return lab.LeafOptions{NotBefore: now.Add(-time.Hour), NotAfter: now.Add(end)}
	}
	backend := must(lab.StartBackend())(t)
	t.Cleanup(backend.Close)
	for _, tt := range []struct {
		name    string
		leaf    lab.LeafOptions
		above   []*x509.Certificate
		minDays *int
		want    []string // codes
		detail  string
	}{
		{"in order", lab.LeafOptions{}, certs(lower, upper), nil, nil, ""},
		{"out of order", lab.LeafOptions{}, certs(upper, lower), nil, []string{CodeChainUnordered}, "number 2, upper, did not issue the one before it"},
		{"with the root", lab.LeafOptions{}, certs(lower, upper, root), nil, []string{CodeChainSuperfluous}, "root (a root)"},
		{"one twice", lab.LeafOptions{}, certs(lower, upper, upper), nil, []string{CodeChainSuperfluous}, "upper (sent twice)"},
		{"with another's", lab.LeafOptions{}, certs(lower, upper, unrelated), nil, []string{CodeChainSuperfluous}, "unrelated (issued none of the others)"},
		{"another's in between", lab.LeafOptions{}, certs(unrelated, lower, upper), nil, []string{CodeChainUnordered, CodeChainSuperfluous}, "unrelated"},
		{"three days left of ninety", lab.LeafOptions{NotBefore: now.Add(-87 * day), NotAfter: now.Add(3*day + time.Hour)}, certs(lower, upper), nil, []string{CodeExpiresSoon}, "3 days left"},
		{"three days left of seven", lab.LeafOptions{NotBefore: now.Add(-4 * day), NotAfter: now.Add(3 * day)}, certs(lower, upper), nil, nil, ""},
		{"one day left of seven", lab.LeafOptions{NotBefore: now.Add(-6 * day), NotAfter: now.Add(day + time.Hour)}, certs(lower, upper), nil, []string{CodeExpiresSoon}, "25 hours left"},
		{"thirty days wanted", until(29 * day), certs(lower, upper), new(30), []string{CodeExpiresSoon}, "29 days left"},
		{"no days wanted", until(time.Hour), certs(lower, upper), new(0), nil, ""},
		{"three years", until(3 * 365 * day), certs(lower, upper), nil, []string{CodeLongLived}, "1095 days"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.leaf.Names = []string{"127.0.0.1", "localhost"}
			leaf := must(lower.Issue(tt.leaf))(t)
			shown := tls.Certificate{PrivateKey: leaf.Key, Certificate: [][]byte{leaf.Cert.Raw}}
			for _, cert := range tt.above {
				shown.Certificate = append(shown.Certificate, cert.Raw)
			}
			front := must(lab.StartFront(lab.FrontOptions{Certificate: shown, Backend: backend.Addr()}))(t)
			t.Cleanup(front.Close)
			for _, run := range []Examiner{OCSP, Connect} {
				got := run(t.Context(), &Options{
					Conn:  conn.Options{Addr: front.Addr(), TLS: &conn.TLSOptions{CAFile: ca}},
					Rules: Rules{AllowNotCovered: true, MinDays: tt.minDays}, Timeout: time.Minute,
				})
				checkRemarks(t, got, tt.want, tt.detail)
			}
		})
	}
}

// checkRemarks compares the codes of remarkRows among the findings.
func checkRemarks(t *testing.T, got report.Target, want []string, detail string) {
	t.Helper()
	var codes []string
	for _, f := range got.Findings {
		if slices.ContainsFunc(remarkRows, func(r Row) bool { return r.Code == f.Code }) {
			codes = append(codes, f.Code)
			if !strings.Contains(f.Message, detail) {
				t.Errorf("%q does not say %q", f.Message, detail)
			}
		}
	}
	if !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
	leaf := got.Certificates[0]
	if leaf.DaysLeft == nil || leaf.Key != "ECDSA P-256" || leaf.Signed != "ECDSA-SHA256" || !slices.Equal(leaf.Names, []string{"localhost", "127.0.0.1"}) {
		t.Errorf("leaf %+v", leaf)
	}
}

func certs(authorities ...*lab.Authority) (all []*x509.Certificate) {
	for _, a := range authorities {
		all = append(all, a.Cert)
	}
	return all
}
