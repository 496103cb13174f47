package main

import "testing"

func TestRedact(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{`unknown command "valkey://u:s3cret@host:1/2"`, `unknown command "valkey://[redacted]@host:1/2"`},
		{`invalid value "redis://u:s3/cr#et@host" for flag`, `invalid value "redis://[redacted]@host" for flag`},
		{"host:1?db=1&password=s3cret&x=1", "host:1?db=1&password=[redacted]&x=1"},
		{`unknown command "valkey://u:s3cr@et@host:1/2"`, `unknown command "valkey://[redacted]@host:1/2"`},
		{`unknown command "u:s3/cr//et@host:1"`, `unknown command "[redacted]@host:1"`},
		{"valkey:/u:s3cret@host", "[redacted]@host"},
		{"host:1?password=s3@cret", "host:1?password=[redacted]"},
		{"open a@b/c.yaml: no such file", "open a@b/c.yaml: no such file"},
		{"valkey://host:6379: no user, no secret", "valkey://host:6379: no user, no secret"},
	} {
		if got := redact(tt.text); got != tt.want {
			t.Errorf("redact(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestRedactTarget(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"u:s3cret@host:1", "[redacted]@host:1"},
		{"s3cret@host:1", "[redacted]@host:1"},
		{"valkey://u:s3cret@host:1?db=x", "valkey://[redacted]@host:1?db=x"},
		{"valkey://host?pasword=s3cret&db=1", "valkey://host?pasword=[redacted]&db=1"},
		{"/run/a@b.sock", "/run/a@b.sock"},
		{"host:99999", "host:99999"},
	} {
		if got := redactTarget(tt.text); got != tt.want {
			t.Errorf("redactTarget(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
