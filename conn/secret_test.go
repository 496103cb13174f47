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
	o := Options{Addr: "h:1", Password: secret, TLS: &TLSOptions{KeyPassphrase: secret}}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "password", o.Password, "options", o)
	data, err := json.Marshal(struct{ P Secret }{o.Password})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		logged.String(), string(data),
		fmt.Sprint(o), fmt.Sprintf("%+v %#v", o, o), fmt.Sprintf("%+v %#v", o.TLS, *o.TLS), fmt.Sprintf("%q %x %d %s", o.Password, o.Password, o.Password, &o.Password),
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
		{"ERR a bad 'a', ba", "a", "ERR [redacted] bad '[redacted]', ba"},
		{"ERR no such user x1", "x1", "ERR no such user [redacted]"},
		{`ERR bad s3\"cret`, `s3"cret`, "ERR bad [redacted]"},
		{"ERR bad s3  cret", "s3\r\ncret", "ERR bad [redacted]"},
		{"ERR bad 's3cr...'", "s3cret", "ERR bad '[redacted]...'"},
		{"ERR bad 's3c", "s3cret", "ERR bad '[redacted]"},
		{"ERR another the", "the", "ERR another [redacted]"},
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

// Whatever a server echoes, and wherever the reader cuts it, the password
// comes out nowhere: not in fields, not in errors, not escaped.
func TestEchoedPassword(t *testing.T) {
	t.Parallel()
	field := func(key, value string) string {
		return fmt.Sprintf("$%d\r\n%s\r\n$%d\r\n%s\r\n", len(key), key, len(value), value)
	}
	for _, password := range []string{"s3cret-Pass\"word\x01", "hunter2secret", "x1", "z"} {
		for name, reply := range map[string]string{
			"stranger":              "Zork " + password + " is not a verb\r\n",
			"stranger, cut off":     strings.Repeat("Q", 115) + password + "\r\n",
			"broken":                ":" + password + "\r\n",
			"broken length":         "$" + password + "\r\n",
			"error":                 "-ERR what is " + password + "\r\n",
			"error, cut off":        "-ERR what is '" + password[:min(len(password), 8)] + "'\r\n",
			"field":                 "%4\r\n" + field("server", password) + field("version", "8 "+password) + field("mode", password) + field("role", password),
			"line without its CRLF": "+" + password + "\n",
		} {
			if len(password) < 4 && name == "error, cut off" {
				continue
			}
			t.Run(name+" "+password, func(t *testing.T) {
				t.Parallel()
				addr := startScript(t, func(c *scripted) {
					c.expect("HELLO 3 AUTH default " + password)
					c.say(reply)
					if name == "field" {
						c.setinfo(ok)
						c.answer("PING", "+PONG\r\n")
					}
				})
				for _, o := range []Options{
					{Addr: addr, Password: Secret(password)},
					{Addr: addr, Credentials: provider{password: password}},
				} {
					var seen log
					o.Trace = seen.trace()
					c, err := Dial(testContext(t), o)
					texts := []string{fmt.Sprint(err)}
					if c != nil {
						s := c.Server()
						texts = append(texts, s.Name, s.Version, s.Mode, s.Role)
						_ = c.Close()
					}
					var e *Error
					if errors.As(err, &e) {
						texts = append(texts, e.Reply, fmt.Sprint(e.Err))
					}
					for _, r := range seen.done {
						texts = append(texts, fmt.Sprint(r.Err))
					}
					part := password[:min(3, len(password))]
					for _, text := range texts {
						if strings.Contains(text, part) {
							t.Errorf("%q holds %q", text, part)
						}
					}
				}
			})
		}
	}
}
