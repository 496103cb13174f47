package conn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// CommandCredentials gives user and, for the password, the first line that a
// command prints. It is run each time, without a shell, with the environment
// and the standard error of this process. The end of the context kills it,
// and so does output above 64 KiB. No error holds what it printed.
func CommandCredentials(user string, argv ...string) Credentials {
	return CredentialsFunc(func(ctx context.Context) (string, string, error) {
		password, err := commandSecret(ctx, argv)
		return user, password, err
	})
}

// orphansMax is how long a child of the command may keep its output open.
const orphansMax = time.Second

func commandSecret(ctx context.Context, argv []string) (string, error) {
	if len(argv) == 0 {
		return "", errors.New("the command for the password is empty")
	}
	var out boundedOutput
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, os.Stderr, orphansMax
	err := cmd.Run()
	switch {
	case out.over:
		err = errTooLong
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil // it ended well, and left somebody behind
	}
	if err != nil {
		return "", fmt.Errorf("the command %s: %w", argv[0], err)
	}
	password, err := firstLine(&out.kept)
	if err != nil {
		return "", fmt.Errorf("the output of %s: %w", argv[0], err)
	}
	return password, nil
}
