package conn

import (
	"os"
	"strings"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFileCredentials(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/password"
	for text, want := range map[string]string{
		"p":                              "p",
		"p q: \n":                        "p q: ",
		"p\r\nq":                         "p",
		"\ufeffp\r\n":                    "p",
		"p\n" + strings.Repeat("x", 1e5): "p",
	} {
		write(t, path, text)
		user, password, err := FileCredentials("u", path).Credentials(t.Context())
		if user != "u" || password != want || err != nil {
			t.Errorf("%.10q: %q, %q, %v", text, user, password, err)
		}
	}
	for text, word := range map[string]string{"": "empty", "\np": "empty", "\ufeff\r\n": "empty", strings.Repeat("x", 1e5): "64 KiB"} {
		write(t, path, text)
		_, _, err := FileCredentials("u", path).Credentials(t.Context())
		if err == nil || !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "xx") {
			t.Errorf("%.10q: %v, want %q", text, err, word)
		}
	}
}

func TestEnvironmentCredentials(t *testing.T) {
	t.Setenv("VKCHECK_TEST_PASSWORD", "p")
	user, password, err := EnvironmentCredentials("", "VKCHECK_TEST_PASSWORD").Credentials(t.Context())
	if user != "" || password != "p" || err != nil {
		t.Errorf("%q, %q, %v", user, password, err)
	}
	t.Setenv("VKCHECK_TEST_PASSWORD", "q")
	for _, names := range [][2]string{{"VKCHECK_TEST_NONE", "VKCHECK_TEST_PASSWORD"}, {"", "VKCHECK_TEST_NONE"}} {
		_, _, err := EnvironmentCredentials(names[0], names[1]).Credentials(t.Context())
		if err == nil || !strings.Contains(err.Error(), "VKCHECK_TEST_NONE") || strings.Contains(err.Error(), "q") {
			t.Errorf("%v: %v", names, err)
		}
	}
}
