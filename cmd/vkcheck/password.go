package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/vkcheck/vkcheck/conn"
)

// secretFlags are the ways to give a secret: itself, a file, a command.
func secretFlags(s conn.Setting, aliases []string) []cli.Flag {
	// The variable of the secret itself is read where the URL has none.
	flags := []cli.Flag{
		&cli.StringFlag{Name: s.Flag, Aliases: aliases, Usage: s.Usage + " itself: seen by everyone who can list processes", Category: s.Group},
		stringFlag(s.Group, s.Flag+"-file", "take --"+s.Flag+" from the first line of `FILE`"),
		stringFlag(s.Group, s.Flag+"-command", "take --"+s.Flag+" from the first line that `COMMAND` prints"),
	}
	if s.Group == conn.GroupAuth {
		flags = append(flags, boolFlag(s.Group, "askpass", "ask for the password on the terminal"))
	}
	return flags
}

// secrets are values by the names of their flags.
type secrets map[string]string

// readSecrets reads the secrets once for all targets, each from the first
// flag given of --askpass, --X-file, --X-command and --X. One that is given
// nowhere is empty: then the URL and after it the environment decide.
func readSecrets(c *cli.Context, settings []conn.Setting) (secrets, error) {
	found := secrets{}
	for _, s := range settings {
		if !s.Secret {
			continue
		}
		var err error
		if found[s.Flag], err = readSecret(c, s); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func readSecret(c *cli.Context, s conn.Setting) (string, error) {
	file, command := s.Flag+"-file", s.Flag+"-command"
	switch {
	case s.Group == conn.GroupAuth && c.Bool("askpass"):
		return askPassword(c)
	case given(c, file):
		return ask(c, file, conn.FileCredentials("", c.String(file)))
	case given(c, command):
		return ask(c, command, conn.CommandCredentials("", "sh", "-c", c.String(command)))
	case c.String(s.Flag) != "":
		warn(c.App.ErrWriter, fmt.Sprintf("--%s is seen by everyone who can list processes: use --%s or %s", s.Flag, file, s.Variable()))
	}
	return c.String(s.Flag), nil
}

// secretMax is how long a command or file may take to give a secret: a person may have
// to type one for it.
var secretMax = time.Minute

func ask(c *cli.Context, flag string, from conn.Credentials) (string, error) {
	ctx, cancel := context.WithTimeoutCause(c.Context, secretMax, fmt.Errorf("nothing within %v", secretMax))
	defer cancel()
	_, secret, err := from.Credentials(ctx)
	if err != nil {
		return "", fmt.Errorf("--%s: %w", flag, err)
	}
	return secret, nil
}

func askPassword(c *cli.Context) (string, error) {
	in, ok := terminal(c.App.Reader)
	if !ok {
		return "", errors.New("--askpass needs a terminal: use --pass-file or VKCHECK_PASS")
	}
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return "", fmt.Errorf("--askpass: %w", err)
	}
	fmt.Fprint(c.App.ErrWriter, "password: ")
	password, err := waiting(c.Context, func() ([]byte, error) { return term.ReadPassword(int(in.Fd())) })
	if c.Context.Err() != nil { // it is read still, without an echo
		_ = term.Restore(int(in.Fd()), before)
	}
	fmt.Fprintln(c.App.ErrWriter)
	return string(password), err
}
