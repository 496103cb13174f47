package conn

import (
	"context"
	"fmt"
	"os"
)

// Credentials gives user and password for one connection, from a vault, a
// file, a token service. It is asked on every dial. An empty user is the
// default user. Its error must not hold a secret.
type Credentials interface {
	Credentials(ctx context.Context) (user, password string, err error)
}

// CredentialsFunc is a function as [Credentials].
type CredentialsFunc func(ctx context.Context) (user, password string, err error)

// Credentials calls f.
func (f CredentialsFunc) Credentials(ctx context.Context) (user, password string, err error) {
	return f(ctx)
}

// StaticCredentials gives the same each time.
func StaticCredentials(user string, password Secret) Credentials {
	return CredentialsFunc(func(context.Context) (string, string, error) {
		return user, string(password), nil
	})
}

// EnvironmentCredentials gives the values that the environment variables of
// these names have at the time. An empty name of the user's is the default
// user; a variable that is empty is an error.
func EnvironmentCredentials(userVariable, passwordVariable string) Credentials {
	return CredentialsFunc(func(context.Context) (user, password string, err error) {
		if userVariable != "" {
			if user = os.Getenv(userVariable); user == "" {
				return "", "", fmt.Errorf("the environment variable %s is empty", userVariable)
			}
		}
		if password = os.Getenv(passwordVariable); password == "" {
			return "", "", fmt.Errorf("the environment variable %s is empty", passwordVariable)
		}
		return user, password, nil
	})
}

// FileCredentials gives user and, for the password, the first line of a file,
// which is read each time. It may be a pipe: the end of the context is its error
// then, and who reads the pipe goes on waiting for it.
func FileCredentials(user, path string) Credentials {
	type result struct {
		password string
		err      error
	}
	return CredentialsFunc(func(ctx context.Context) (string, string, error) {
		read := make(chan result, 1)
		go func() {
			password, err := fileSecret(path)
			read <- result{password, err}
		}()
		select {
		case r := <-read:
			return user, r.password, r.err
		case <-ctx.Done():
			return user, "", fmt.Errorf("%s: %w", path, context.Cause(ctx))
		}
	})
}
