package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// findPassword reads the password from the first flag given of --askpass,
// --pass-file, --pass-command and --pass. It is empty where none is given:
// then the URL and after it the environment decide.
func findPassword(c *cli.Context) (string, error) {
	switch {
	case c.Bool("askpass"):
		return askPassword(c)
	case c.String("pass-file") != "":
		f, err := os.Open(c.String("pass-file"))
		if err != nil {
			return "", fmt.Errorf("--pass-file: %w", err)
		}
		defer f.Close()
		return firstLine(f, "--pass-file "+f.Name())
	case c.String("pass-command") != "":
		return commandPassword(c)
	case c.String("pass") != "":
		warn(c.App.ErrWriter, "--pass shows the password to everyone who can list processes: use --pass-file, --askpass or VKCHECK_PASS")
		return c.String("pass"), nil
	}
	return "", nil
}

func askPassword(c *cli.Context) (string, error) {
	in, ok := c.App.Reader.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", errors.New("--askpass needs a terminal: use --pass-file or VKCHECK_PASS")
	}
	fmt.Fprint(c.App.ErrWriter, "password: ")
	password, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(c.App.ErrWriter)
	return string(password), err
}

func commandPassword(c *cli.Context) (string, error) {
	cmd := exec.CommandContext(c.Context, "sh", "-c", c.String("pass-command"))
	cmd.Stderr = c.App.ErrWriter
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("--pass-command: %w", err)
	}
	return firstLine(strings.NewReader(string(out)), "--pass-command")
}

func firstLine(r io.Reader, from string) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 64<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("%s: %w", from, err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", fmt.Errorf("%s: the first line is empty", from)
	}
	return line, nil
}

// passwordFromEnvironment reads vkcheck's variable, then those that
// valkey-cli and redis-cli know.
func passwordFromEnvironment(getenv func(string) string) string {
	for _, name := range []string{"VKCHECK_PASS", "VALKEYCLI_AUTH", "REDISCLI_AUTH"} {
		if v := getenv(name); v != "" {
			return v
		}
	}
	return ""
}
