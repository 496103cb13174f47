//go:build linux

package probe

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
	"github.com/vkcheck/vkcheck/report"
)

// muddle is a fault of which five clients say five different things, or
// nothing: a row of section 2.4 of the research that vkcheck was built on, by
// what is in the catalogue for it.
type muddle struct {
	fault string
	codes []string // of the catalogue
	about string   // which of several ways to the code
}

var muddles = []muddle{
	{"RESP to TLS port", []string{conn.CodePlaintextToTLSPort}, ""},
	{"TLS to plain port", []string{conn.CodeTLSToPlaintextPort}, ""},
	{"stalled server", []string{conn.CodeTimeoutHello, conn.CodeTimeoutTLS}, ""},
	{"HTTP on port", []string{conn.CodeNotRespHTTP}, ""},
	{"maxclients, plain", []string{conn.CodeMaxClients}, ""},
	{"maxclients, TLS", []string{conn.CodeTLSClosedEarly}, ""},
	{"protected mode", []string{conn.CodeProtectedMode}, ""},
	{"mTLS, 1.3, no cert", []string{conn.CodeClientCertRequired}, ""},
	{"mTLS, 1.2, no cert", []string{conn.CodeClientCertRequired}, "TLS 1.2"},
	{"unknown CA, self-signed, missing intermediate", []string{ocspcheck.CodeUnknownCA, ocspcheck.CodeSelfSigned, ocspcheck.CodeMissingIntermediate}, ""},
	{"name mismatch, no IP SAN, CN only", []string{ocspcheck.CodeNameMismatch, ocspcheck.CodeIPNotInSAN, ocspcheck.CodeCNOnly}, ""},
	{"NOAUTH", []string{conn.CodeAuthRequired}, ""},
	{"ACL without client\\|tracking", []string{CodeTrackingNotExamined}, ""},
	{"HELLO unknown", []string{conn.CodeHelloUnsupported}, "passed over"},
	{"SELECT 99", []string{conn.CodeDBOutOfRange}, ""},
	{"password set, server has none", []string{conn.CodeAuthNotConfigured}, "RESP3"},
}

// beyond are the rows that end well for vkcheck, and so are in no catalogue of
// failures: it goes on, and says so.
func beyond(w *world) []failure {
	return []failure{
		{code: CodeTrackingNotExamined, exit: ExitOK, show: func(t *testing.T) report.Target {
			v := start(t, "--user", "few", "on", "nopass", "~*", "+@all", "-client|tracking")
			got := tracked(t, conn.Options{Addr: v.Addr, Username: "few", Password: "x"})
			if !strings.Contains(got.Findings[len(got.Findings)-1].Evidence, "client|tracking") {
				t.Errorf("the command is not named: %+v", got.Findings)
			}
			return got
		}},
		{code: conn.CodeHelloUnsupported, about: "passed over", phase: conn.PhaseHello, exit: ExitOK, show: func(t *testing.T) report.Target {
			got := connect(t, conn.Options{Addr: start(t, "--rename-command", "HELLO", "").Addr})
			if got.Server == nil || got.Server.Protocol != 2 || got.Server.Flavour != "valkey" {
				t.Errorf("server %+v", got.Server)
			}
			return got
		}},
		{code: conn.CodeAuthNotConfigured, about: "RESP3", phase: conn.PhaseAuth, exit: ExitOK, show: func(t *testing.T) report.Target {
			return connect(t, conn.Options{Addr: w.open.Addr, Password: "s3cret"})
		}},
	}
}

// TestWhatNoClientSays brings about each row of the table, with real servers
// but for the HTTP one: vkcheck names the phase, the code and the cure.
func TestWhatNoClientSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rows, patient := slices.Concat(beyond(w), catalogue(w)), slices.Concat(beyond(w), catalogue(w.patient()))
	for _, m := range muddles {
		for _, code := range m.codes {
			t.Run(m.fault+" "+code, func(t *testing.T) {
				t.Parallel()
				i := slices.IndexFunc(rows, func(r failure) bool { return r.code == code && r.about == m.about })
				if i < 0 {
					t.Fatal("it is brought about nowhere")
				}
				rows[i].check(t, rows[i].shown(t, patient[i]))
			})
		}
	}
}

// TestEveryMuddle compares the rows with those of the research.
func TestEveryMuddle(t *testing.T) {
	t.Parallel()
	text := string(must(os.ReadFile(lab.Shared(t, "research/conn.md")))(t))
	_, text, _ = strings.Cut(text, "### 2.4 ")
	text, _, _ = strings.Cut(text, "\n## ")
	var faults []string
	for line := range strings.Lines(text) {
		if cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), "|"); len(cells) > 2 && !strings.HasPrefix(cells[1], "---") {
			faults = append(faults, strings.ReplaceAll(strings.TrimSpace(cells[1]), "\x00", `\|`))
		}
	}
	faults = faults[1:] // the heading
	for i, m := range muddles {
		if i >= len(faults) || faults[i] != m.fault {
			t.Fatalf("%q is not what stands there: %q", m.fault, faults)
		}
	}
	if len(faults) != len(muddles) {
		t.Errorf("%d rows, want %d", len(muddles), len(faults))
	}
}
