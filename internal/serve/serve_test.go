package serve

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"go.uber.org/goleak"

	"github.com/vkcheck/vkcheck/internal/lab"
	"github.com/vkcheck/vkcheck/ocspcheck"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// started is a server of a file, and its handler behind HTTP.
func started(t *testing.T, text string, parallel int) (*Server, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "vkcheck.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{
		File: file, Parallel: parallel, Version: "test", Store: &ocspcheck.MemoryStore{}, Log: slog.New(slog.DiscardHandler),
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		front.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	return s, front.URL
}

// get gives the status and the body of an answer.
func get(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	return getUntil(t, t.Context(), url, header...)
}

// getUntil is get; there is no answer where ctx has ended.
func getUntil(t *testing.T, ctx context.Context, url string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(header) > 0 {
		r.Header.Set("X-Prometheus-Scrape-Timeout-Seconds", header[0])
	}
	res, err := http.DefaultClient.Do(r)
	switch {
	case ctx.Err() != nil:
		return 0, ""
	case err != nil:
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// TestProbe asks about targets of the lab, listed and allowed.
func TestProbe(t *testing.T) {
	t.Parallel()
	l, err := lab.Start(lab.Options{Dir: t.TempDir(), Scenarios: scenarios(t, "good", "revoked-leaf")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	good, revoked := l.Endpoints[0].Addr, l.Endpoints[1].Addr
	_, url := started(t, fmt.Sprintf(`
defaults: {connection: {ssl_ca_certs: %s}, revocation: {allow-private: true}}
modules: {certificate: {check: ocsp}, demanding: {thresholds: {days-left: 1000}}}
targets: [{target: '%s', name: cache-1}]
waivers: [{code: ocsp-cert-revoked, target: '%s', reason: known, until: 2099-01-01}]
allow: [127.0.0.0/8]
`, l.CAFile, good, revoked), 4)
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"target=cache-1", []string{`vkcheck_target_exit_code{target="` + good + `",name="cache-1"} 0`, `verdict="good"} 1`}},
		{"target=" + good + "&module=certificate", []string{`vkcheck_target_exit_code{target="` + good + `",name="cache-1"} 0`, `vkcheck_info{command="ocsp"`}},
		{"target=cache-1&module=demanding", []string{`vkcheck_target_exit_code{target="` + good + `",name="cache-1"} 1`, `code="gate-days-left"`}},
		{"target=valkeys://" + revoked, []string{`verdict="revoked"} 1`}},
		{"target=" + revoked, []string{`vkcheck_target_exit_code{target="` + revoked + `"} 0`, `code="ocsp-cert-revoked"`, `waived="true"`}},
		{"target=" + good + "&debug=true", []string{"result: ok (exit 0)", "vkcheck_target_exit_code"}},
	} {
		status, body := get(t, url+"/probe?"+c.query)
		for _, want := range c.want {
			if status != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s: %d, without %s:\n%.2000s", c.query, status, want, body)
			}
		}
	}
	_, body := get(t, url+"/metrics")
	for _, want := range []string{`vkcheck_serve_probes_total{exit="1"} 2`, "vkcheck_serve_config_last_reload_successful 1", "go_goroutines"} {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics without %s", want)
		}
	}
	problems, err := promlint.New(strings.NewReader(body)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("%v, %+v", err, problems)
	}
}

func scenarios(t *testing.T, names ...string) (chosen []lab.Scenario) {
	for _, name := range names {
		s, ok := lab.FindScenario(name)
		if !ok {
			t.Fatalf("no scenario %s", name)
		}
		chosen = append(chosen, s)
	}
	return chosen
}

// TestRefused are queries that nobody may make.
func TestRefused(t *testing.T) {
	t.Parallel()
	_, url := started(t, "modules: {replica: {}, poor: {connection: {password: {env: VKCHECK_TEST_NOWHERE}}}}\nallow: [cache.example, 127.0.0.1]", 1)
	for query, want := range map[string]int{
		"target=localhost:6379":                http.StatusForbidden,
		"target=127.0.0.2:6379":                http.StatusForbidden,
		"target=[::1]:6379":                    http.StatusForbidden,
		"target=2130706433:6379":               http.StatusForbidden,
		"target=cache.example.:99999":          http.StatusBadRequest,
		"":                                     http.StatusBadRequest,
		"target=/run/valkey.sock":              http.StatusBadRequest,
		"target=unix:///run/valkey.sock":       http.StatusBadRequest,
		"target=unix:x":                        http.StatusBadRequest,
		"target=./x":                           http.StatusBadRequest,
		"target=valkey://127.0.0.1":            http.StatusBadRequest,
		"target=valkeys://user:pass@127.0.0.1": http.StatusBadRequest,
		"target=valkeys://127.0.0.1/1":         http.StatusBadRequest,
		"target=valkeys://127.0.0.1%3Fssl_ca_certs=%2Fetc":     http.StatusBadRequest,
		"target=127.0.0.1&module=poor":                         http.StatusInternalServerError,
		"target=127.0.0.1&module=replika":                      http.StatusBadRequest,
		"target=%00127.0.0.1":                                  http.StatusBadRequest,
		"target=" + strings.Repeat("a", maxQuery) + ".example": http.StatusBadRequest,
		"module=" + strings.Repeat("a", maxQuery):              http.StatusBadRequest,
	} {
		if status, body := get(t, url+"/probe?"+query); status != want {
			t.Errorf("%s: %d, want %d: %s", query, status, want, body)
		}
	}
	if status, _ := get(t, url+"/probe?target=127.0.0.1", "soon"); status != http.StatusBadRequest {
		t.Errorf("a timeout that is none: %d", status)
	}
	if _, body := get(t, url+"/probe?debug=true&target=cache.example"); !strings.Contains(body, `code="dns-not-found"`) || !strings.Contains(body, "its addresses are not among those allowed") {
		t.Errorf("a name that leads to a link-local address:\n%s", body)
	}
	res, err := http.Post(url+"/probe?target=127.0.0.1", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", res.StatusCode)
	}
}

// silent accepts and says nothing; it tells of each connection.
func silent(t *testing.T) (addr string, accepted <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan struct{}, 100)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer func() { _ = c.Close() }()
			told <- struct{}{}
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-ended
	})
	return l.Addr().String(), told
}

// TestBusy answers 503 where all slots are taken, and Prometheus' deadline ends
// a probe of a server that hangs.
func TestBusy(t *testing.T) {
	t.Parallel()
	addr, accepted := silent(t)
	_, url := started(t, "defaults: {timeout: 60s}\nallow: [127.0.0.1]", 1)
	ctx, leave := context.WithCancel(t.Context())
	first := make(chan struct{})
	go func() {
		defer close(first)
		getUntil(t, ctx, url+"/probe?target="+addr)
	}()
	<-accepted
	second, err := http.Get(url + "/probe?target=" + addr)
	if err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(second.Body)
	_ = second.Body.Close()
	if second.StatusCode != http.StatusServiceUnavailable || second.Header.Get("Retry-After") != "1" || !strings.HasPrefix(string(said), "as many targets as --parallel allows, 1,") {
		t.Errorf("the second: %s, %v: %s", second.Status, second.Header, said)
	}
	if _, body := get(t, url+"/metrics"); !strings.Contains(body, `vkcheck_serve_refused_total{reason="busy"} 1`) {
		t.Error("the refusal is not counted")
	}
	leave()
	<-first
	status, body := http.StatusServiceUnavailable, ""
	for status == http.StatusServiceUnavailable { // until the first has left its slot
		status, body = get(t, url+"/probe?target="+addr, "1")
	}
	if !strings.Contains(body, "vkcheck_target_exit_code") || strings.Contains(body, "} 0\nvkcheck_target_exit") {
		t.Errorf("the last: %d\n%s", status, body)
	}
	if _, body := get(t, url+"/metrics"); !strings.Contains(body, `vkcheck_serve_probes_total{exit="130"} 1`) {
		t.Error("the one whose client has left is not counted as interrupted")
	}
}

// TestScrapeTimeout ends all connections of a probe, and not each of them, where
// Prometheus would wait no longer.
func TestScrapeTimeout(t *testing.T) {
	t.Parallel()
	addr, _ := silent(t)
	_, url := started(t, "defaults: {timeout: 60s, count: 10000}\nallow: [127.0.0.1]", 1)
	if _, body := get(t, url+"/probe?target="+addr, "1"); !strings.Contains(body, `vkcheck_complete{command="probe"} 0`) || !strings.Contains(body, "vkcheck_target_exit_code") {
		t.Errorf("a server that hangs:\n%s", body)
	}
}

// TestReload keeps what is right where the file has become wrong.
func TestReload(t *testing.T) {
	t.Parallel()
	s, url := started(t, "allow: [127.0.0.1]", 1)
	write := func(text string) error {
		if err := os.WriteFile(s.o.File, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return s.Reload()
	}
	for _, wrong := range []string{"allwo: []", "allow: []", "allow: ['a:b']"} {
		if err := write(wrong); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
	if status, _ := get(t, url+"/probe?target=127.0.0.1:1"); status != http.StatusOK {
		t.Errorf("the old list is gone: %d", status)
	}
	if _, body := get(t, url+"/metrics"); !strings.Contains(body, "vkcheck_serve_config_last_reload_successful 0") {
		t.Error("the fault is not told")
	}
	if err := write("targets: [{target: '127.0.0.1:1', name: one}]"); err != nil {
		t.Fatal(err)
	}
	if status, _ := get(t, url+"/probe?target=127.0.0.2:1"); status != http.StatusForbidden {
		t.Errorf("the new list is not in force: %d", status)
	}
	if status, body := get(t, url+"/"); status != http.StatusOK || !strings.Contains(body, "target=one&amp;debug=true") {
		t.Errorf("the page: %d\n%s", status, body)
	}
}

// TestShutdown lets a probe that runs come to its end.
func TestShutdown(t *testing.T) {
	t.Parallel()
	addr, accepted := silent(t)
	s, _ := started(t, "defaults: {timeout: 1s}\nallow: [127.0.0.1]", 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l, "") }()
	answer := make(chan int, 1)
	go func() {
		status, _ := get(t, "http://"+l.Addr().String()+"/probe?target="+addr)
		answer <- status
	}()
	<-accepted
	end()
	if status := <-answer; status != http.StatusOK {
		t.Errorf("the probe that ran: %d", status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", l.Addr().String(), time.Second); err == nil {
		t.Error("it listens still")
	}
}
