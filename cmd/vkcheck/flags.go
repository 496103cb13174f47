package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/conn"
)

// env is the environment variable of a flag: VKCHECK_ and its name.
func env(name string) []string {
	return []string{"VKCHECK_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))}
}

func stringFlag(category, name, usage string) *cli.StringFlag {
	return &cli.StringFlag{Name: name, Usage: usage, EnvVars: env(name), Category: category}
}

func boolFlag(category, name, usage string) *cli.BoolFlag {
	return &cli.BoolFlag{Name: name, Usage: usage, EnvVars: env(name), Category: category, DisableDefaultText: true}
}

func durationFlag(category, name string, value time.Duration, usage string) *cli.DurationFlag {
	f := &cli.DurationFlag{Name: name, Value: value, Usage: usage, EnvVars: env(name), Category: category}
	if value == 0 {
		f.DefaultText = "none"
	}
	return f
}

// Categories group the flags in --help.
const (
	categoryTLS    = "TLS"
	categoryAuth   = "Authentication"
	categoryConn   = "Connection"
	categoryOutput = "Output"
	categoryOCSP   = "Revocation"
	categorySim    = "Simulation"
)

// tlsFlags name the flags any of which means that TLS is spoken.
var tlsFlags = []string{"tls", "cacert", "cacertdir", "cert", "key", "sni", "insecure", "tls-min"}

func connectionFlags() []cli.Flag {
	return []cli.Flag{
		boolFlag(categoryTLS, "tls", "speak TLS (any other TLS flag implies it)"),
		stringFlag(categoryTLS, "cacert", "trust the certificates in this PEM `FILE` instead of the system's"),
		stringFlag(categoryTLS, "cacertdir", "trust the certificates in this `DIR` instead of the system's"),
		stringFlag(categoryTLS, "cert", "client certificate, PEM `FILE`"),
		stringFlag(categoryTLS, "key", "client key, PEM `FILE`"),
		stringFlag(categoryTLS, "sni", "server `NAME` to ask for and to verify (default: the host)"),
		boolFlag(categoryTLS, "insecure", "go on with a certificate that does not verify; the fault is still reported"),
		stringFlag(categoryTLS, "tls-min", "lowest TLS `VERSION`: 1.0, 1.1, 1.2, 1.3 (default: 1.2)"),
		durationFlag(categoryConn, "timeout", 10*time.Second, "`TIME` for one target, second opinions included"),
	}
}

func sessionFlags() []cli.Flag {
	return []cli.Flag{
		stringFlag(categoryAuth, "user", "ACL user `NAME`"),
		boolFlag(categoryAuth, "askpass", "ask for the password on the terminal"),
		stringFlag(categoryAuth, "pass-file", "read the password from the first line of `FILE`"),
		stringFlag(categoryAuth, "pass-command", "read the password from the first line that `COMMAND` prints"),
		&cli.StringFlag{Name: "pass", Aliases: []string{"a"}, Usage: "the `PASSWORD` itself: seen by everyone who can list processes", Category: categoryAuth},
		&cli.IntFlag{Name: "db", Aliases: []string{"n"}, Usage: "database `NUMBER`", EnvVars: env("db"), Category: categoryConn},
		&cli.IntFlag{Name: "resp", Usage: "RESP `VERSION` 2 or 3", DefaultText: "3, else 2", EnvVars: env("resp"), Category: categoryConn},
		stringFlag(categoryConn, "client-name", "`NAME` for CLIENT SETNAME"),
	}
}

// target turns the argument and the connection flags into options for conn.
func target(c *cli.Context, arg string, tlsAlways bool) (conn.Options, error) {
	o, warnings, err := conn.ParseTarget(arg)
	for _, w := range warnings {
		warn(c.App.ErrWriter, w)
	}
	if err != nil {
		return o, err
	}
	if o.TLS == nil && (tlsAlways || slices.ContainsFunc(tlsFlags, func(name string) bool { return given(c, name) })) {
		o.TLS = &conn.TLSOptions{}
	}
	if o.TLS != nil {
		if err := applyTLS(c, o.TLS); err != nil {
			return o, err
		}
	}
	o.LibVersion = version()
	return o, nil
}

// given is true for a flag with a value: an empty variable is as good as none.
func given(c *cli.Context, name string) bool {
	value := c.String(name) // of a bool flag too
	return value != "" && value != "false"
}

// applyTLS sets what the flags say; what they do not say stays as the URL has it.
func applyTLS(c *cli.Context, t *conn.TLSOptions) error {
	for name, field := range map[string]*string{
		"cacert": &t.CAFile, "cacertdir": &t.CADir, "cert": &t.CertFile, "key": &t.KeyFile, "sni": &t.ServerName,
	} {
		if value := c.String(name); value != "" {
			*field = value
		}
	}
	if c.Bool("insecure") {
		t.Verify = conn.VerifyOptional
	}
	if given(c, "cert") != given(c, "key") {
		return fmt.Errorf("--cert and --key go together: give both")
	}
	if v := c.String("tls-min"); v != "" {
		versions := map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}
		var ok bool
		if t.MinVersion, ok = versions[v]; !ok {
			return fmt.Errorf("--tls-min %s: one of 1.0, 1.1, 1.2, 1.3", v)
		}
	}
	return nil
}

// applySession sets what the flags say of user, database and protocol, and
// the password that [findPassword] has found; that of the URL comes before
// those of the environment.
func applySession(c *cli.Context, o *conn.Options, password string) error {
	if user := c.String("user"); user != "" {
		o.Username = user
	}
	if c.IsSet("db") {
		o.DB = c.Int("db")
	}
	if name := c.String("client-name"); name != "" {
		o.ClientName = name
	}
	switch v := c.Int("resp"); v {
	case 0: // not given
	case 2, 3:
		o.Protocol = v
	default:
		return fmt.Errorf("--resp %d: RESP has the versions 2 and 3", v)
	}
	if password != "" {
		o.Password = conn.Secret(password)
	} else if o.Password == "" {
		o.Password = conn.Secret(passwordFromEnvironment(os.Getenv))
	}
	return nil
}
