package conn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretIsNeverPrinted(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-secret"
	o := Options{Addr: "h:1", Password: secret}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "password", o.Password, "options", o)
	data, err := json.Marshal(struct{ P Secret }{o.Password})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		logged.String(), string(data),
		fmt.Sprint(o), fmt.Sprintf("%+v %#v", o, o), fmt.Sprintf("%q %x %d %s", o.Password, o.Password, o.Password, &o.Password),
		fmt.Sprintf("%+v %#v", NewPool(PoolOptions{Options: o}), NewPool(PoolOptions{Options: o})),
		o.Password.String(), o.Password.GoString(),
	}
	for _, text := range texts {
		if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
			t.Errorf("the secret is in %s", text)
		}
	}
	if Secret("").String() != "" {
		t.Error("an empty secret is printed as if it were one")
	}
}

func TestScrub(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ reply, password, want string }{
		{"ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'u' 's3cr", "s3cret", "ERR unknown command 'HELLO'"},
		{"ERR bad thing s3cret", "s3cret", "ERR bad thing [redacted]"},
		{"ERR bad thing", "a", "ERR bad thing"},
		{"ERR bad thing", "", "ERR bad thing"},
	} {
		if got := scrub(tt.reply, tt.password); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	if got := (&Error{Phase: PhaseAuth, Code: CodeWrongPassword, Reply: "WRONGPASS no"}).Error(); got != "auth: wrong-password: WRONGPASS no" {
		t.Error(got)
	}
	err := fmt.Errorf("x: %w", &Error{Phase: PhaseTLS, Code: CodeTLSFailed, Err: cause})
	if !errors.Is(err, cause) || CodeOf(err) != CodeTLSFailed || CodeOf(cause) != "" {
		t.Error(err)
	}
}
