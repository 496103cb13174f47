package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/readfile"
)

// variablePrefix begins the environment variables of flags.
const variablePrefix = "VKCHECK_"

// dropEmptyVariables makes an empty variable as good as none, as a pipeline of CI
// has it of what is not given.
func dropEmptyVariables() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); value == "" && strings.HasPrefix(name, variablePrefix) {
			_ = os.Unsetenv(name)
		}
	}
}

// env is the environment variable of a flag: VKCHECK_ and its name.
func env(name string) []string {
	return []string{variablePrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))}
}

func stringFlag(category, name, usage string) *cli.StringFlag {
	return &cli.StringFlag{Name: name, Usage: usage, EnvVars: env(name), Category: category}
}

func boolFlag(category, name, usage string) *cli.BoolFlag {
	return &cli.BoolFlag{Name: name, Usage: usage, EnvVars: env(name), Category: category, DisableDefaultText: true}
}

func durationFlag(category, name string, value time.Duration, usage string) *cli.GenericFlag {
	f := &cli.GenericFlag{Name: name, Value: (*span)(&value), Usage: usage, EnvVars: env(name), Category: category}
	if value == 0 {
		f.DefaultText = "none"
	}
	return f
}

// span is a time as the connection's settings take it, a number of seconds or
// with a unit; 0 and below, too, which is for the flag to judge.
type span time.Duration

// Set reads one.
func (s *span) Set(text string) error {
	d, err := conn.ParseSeconds(text)
	if err != nil {
		d, err = time.ParseDuration(text)
	}
	if err == nil {
		*s = span(d)
	}
	return err
}

// String is with a unit, by which [cli.Context.Duration] reads it.
func (s *span) String() string { return time.Duration(*s).String() }

// Categories group the flags in --help, besides the groups of conn.Settings.
const (
	categoryOutput = "Output"
	categoryProbe  = "Examination"
	categoryOCSP   = "Revocation"
	categoryFiles  = "Files instead of a server"
	categorySim    = "Simulation"
	categoryRecord = "Recording"
)

// connectionSettings are those that the subcommands have flags for: without a
// session those of the handshake. The table is made once for all targets.
func connectionSettings(session bool) []conn.Setting {
	if session {
		return sessionSettings()
	}
	return handshakeSettings()
}

var (
	sessionSettings   = sync.OnceValue(func() []conn.Setting { return settingsWithFlags(true) })
	handshakeSettings = sync.OnceValue(func() []conn.Setting { return settingsWithFlags(false) })
)

func settingsWithFlags(session bool) []conn.Setting {
	return slices.DeleteFunc(conn.Settings(), func(s conn.Setting) bool {
		return s.Library || s.Flag == "" || s.Session && !session
	})
}

func connectionFlags(session bool) []cli.Flag {
	flags := []cli.Flag{
		durationFlag(conn.GroupConnection, "timeout", 10*time.Second, "`TIME` for one target, second opinions included"),
	}
	for _, s := range connectionSettings(session) {
		var aliases []string
		if s.Short != "" {
			aliases = []string{s.Short}
		}
		switch {
		case s.Secret:
			flags = append(flags, secretFlags(s, aliases)...)
		case s.Switch != "":
			flag := boolFlag(s.Group, s.Flag, s.Usage)
			flag.Aliases = aliases
			flags = append(flags, flag)
		default:
			flag := stringFlag(s.Group, s.Flag, s.Usage)
			flag.Aliases, flag.DefaultText = aliases, s.Default
			flags = append(flags, flag)
		}
	}
	return flags
}

// flagged is what the flags say of connections, found out once for all
// targets.
type flagged struct {
	session  bool
	settings []conn.Setting // those given, and the secrets, which the environment may have
	secrets  secrets
}

func readFlagged(c *cli.Context, session bool) (flagged, error) {
	switch {
	case given(c, "key") && !given(c, "cert"):
		return flagged{}, errors.New("--key goes with --cert: give both")
	case c.Bool("ipv4") && c.Bool("ipv6"):
		return flagged{}, errors.New("--ipv4 and --ipv6 exclude each other")
	}
	known, err := readSecrets(c, connectionSettings(session))
	settings := slices.DeleteFunc(slices.Clone(connectionSettings(session)), func(s conn.Setting) bool {
		return !s.Secret && !given(c, s.Flag)
	})
	if err == nil {
		err = readPipes(c, settings)
	}
	return flagged{session, settings, known}, err
}

// readPipes waits for the files of settings that are pipes: conn, which reads
// them again for each connection, would wait for them without an end.
func readPipes(c *cli.Context, settings []conn.Setting) error {
	_, err := reading(c.Context, func() (struct{}, error) {
		for _, s := range settings {
			if file := c.String(s.Flag); s.File && readfile.IsPipe(file) {
				_, _ = readfile.Again(file, conn.MaxCertFile) // conn says what is wrong with it
			}
		}
		return struct{}{}, nil
	})
	return err
}

// target turns the argument and the connection flags into options for conn.
func target(c *cli.Context, arg string, by flagged) (conn.Options, error) {
	o, warnings, err := conn.ParseTarget(arg)
	for _, w := range warnings {
		warn(c.App.ErrWriter, w)
	}
	if err != nil {
		return o, err
	}
	if o.TLS == nil && !by.session {
		o.TLS = &conn.TLSOptions{}
	}
	for _, s := range by.settings {
		if err := apply(c, s, &o, by.secrets); err != nil {
			return o, err
		}
	}
	if o.LibVersion == "" {
		o.LibVersion = version()
	}
	if o.TLS != nil {
		o.TLS.Clock = clock
	}
	return o, nil
}

// apply sets what the setting's flag says; what it does not say stays as the
// URL has it. A secret that neither has comes from the environment.
func apply(c *cli.Context, s conn.Setting, o *conn.Options, known secrets) error {
	value := c.String(s.Flag)
	switch {
	case s.Secret && known[s.Flag] == "":
		return s.FromEnvironment(o, os.Getenv)
	case s.Secret:
		value = known[s.Flag]
	case s.Switch != "":
		value = s.Switch
	}
	if err := s.Set(o, value); err != nil {
		return fmt.Errorf("--%s %w", s.Flag, err)
	}
	return nil
}

// given is true for a flag with a value: an empty variable is as good as none.
func given(c *cli.Context, name string) bool {
	if on, isBool := c.Value(name).(bool); isBool {
		return on
	}
	return c.String(name) != ""
}
