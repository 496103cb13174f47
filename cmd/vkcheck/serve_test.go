package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestServe runs the exporter as a service manager would: behind a password,
// with SIGHUP after the file has changed, and SIGTERM.
func TestServe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, web := filepath.Join(dir, "vkcheck.yaml"), filepath.Join(dir, "web.yml")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file, "allow: [127.0.0.1]\n")
	// The password is "secret".
	write(web, "basic_auth_users: {prometheus: $2y$04$movGzrIrd7L/Zz7eHtKoQuj3tnch0W.ILvfXrUo3nEs3pcVbJMO3S}\n")
	cmd := exec.CommandContext(t.Context(), "vkcheck", "serve", "-f", file, "--listen", "127.0.0.1:0", "--web-config", web)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log := bufio.NewScanner(stderr)
	said := func(want string) string {
		t.Helper()
		for log.Scan() {
			if strings.Contains(log.Text(), want) {
				return log.Text()
			}
		}
		t.Fatalf("the log ended without %q", want)
		return ""
	}
	url := "http://" + regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(said("Listening on"))
	get := func(path, password string) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("prometheus", password)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(body)
	}
	for _, c := range []struct {
		path, password string
		status         int
		want           string
	}{
		{"/-/healthy", "wrong", http.StatusUnauthorized, ""},
		{"/-/ready", "secret", http.StatusOK, "ready"},
		{"/probe?target=127.0.0.1:1", "secret", http.StatusOK, `vkcheck_target_exit_code{target="127.0.0.1:1"} 3`},
		{"/probe?target=127.0.0.2:1", "secret", http.StatusForbidden, "allow list"},
	} {
		if status, body := get(c.path, c.password); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s, want %d %s", c.path, status, body, c.status, c.want)
		}
	}
	for _, change := range []struct{ text, said string }{
		{"allwo: []\n", `did you mean`},
		{"allow: [127.0.0.2]\n", "read anew"},
	} {
		write(file, change.text)
		if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		said(change.said)
	}
	if status, _ := get("/probe?target=127.0.0.2:1", "secret"); status != http.StatusOK {
		t.Errorf("the new file is not in force: %d", status)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for log.Scan() { // until it has gone
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
}
