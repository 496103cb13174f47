package nearest

import "testing"

func TestTo(t *testing.T) {
	t.Parallel()
	known := []string{"lru", "lfu", "fifo", "ocsp-cert-revoked"}
	for _, tt := range []struct{ word, want string }{
		{"lru", "lru"},
		{"fiffo", "fifo"},
		{"ocsp-cert-revokd", "ocsp-cert-revoked"},
		{"lau", ""}, // as near to lru as to lfu
		{"zzz", ""},
		{"", ""},
	} {
		if got := To(tt.word, known); got != tt.want {
			t.Errorf("To(%q) = %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	known := []string{"lru", "fifo"}
	for name, want := range map[string]string{
		"fiffo": `unknown policy "fiffo": did you mean "fifo"? known: lru, fifo`,
		"zzz":   `unknown policy "zzz": known: lru, fifo`,
	} {
		if got := Unknown("policy", name, known).Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
