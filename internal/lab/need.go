package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// ErrNotInstalled is wrapped by every error that says a real part (a server,
// a tool) is missing on this machine. The error's text says what to install.
var ErrNotInstalled = errors.New("not installed")

// notInstalled says that program is missing and which packages bring it.
func notInstalled(program, packages string) error {
	return fmt.Errorf("%s: %w: install the package %s", program, ErrNotInstalled, packages)
}

// Program finds a program that tests call. Its error says which package brings
// it where it is not installed.
func Program(name, packages string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", notInstalled(name, packages)
	}
	return path, nil
}

// TB is the part of testing.TB that [Need] uses, so that the binary, which
// serves the lab too, does not link package testing.
type TB interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Need ends a test whose real part could not be started: it skips where the
// part is not installed, and fails where CI=true or for any other error. A
// nil error is no reason to end.
func Need(t TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, ErrNotInstalled) && os.Getenv("CI") != "true":
		t.Skipf("skipped: %v", err)
	default:
		t.Fatalf("cannot start a real part: %v", err)
	}
}
