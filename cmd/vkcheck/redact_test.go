package main

import "testing"

func TestRedact(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{`unknown command "valkey://u:s3cret@host:1/2"`, `unknown command "valkey://[redacted]@host:1/2"`},
		{`invalid value "redis://u:s3/cr#et@host" for flag`, `invalid value "redis://[redacted]@host" for flag`},
		{"host:1?db=1&password=s3cret&x=1", "host:1?db=1&password=[redacted]&x=1"},
		{"valkey://host:6379: no user, no secret", "valkey://host:6379: no user, no secret"},
	} {
		if got := redact(tt.text); got != tt.want {
			t.Errorf("redact(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
