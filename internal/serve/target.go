package serve

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
)

// asked is what a query asks about.
type asked struct {
	address string // for conn.ParseTarget
	host    string
}

// parseAsked reads the target of a query: HOST, HOST:PORT, or
// valkeys://HOST:PORT. It is a stranger's text, so there is nothing in it that
// could read a file, name a user, or switch off what a module demands: a
// scheme without TLS would send the module's password in plain text.
func parseAsked(text string) (asked, error) {
	rest := text
	if scheme, after, isURL := strings.Cut(text, "://"); isURL {
		if scheme != "valkeys" && scheme != "rediss" {
			return asked{}, errors.New("the scheme of a target is valkeys or rediss, or there is none")
		}
		rest = after
	}
	if rest == "" || strings.ContainsAny(rest, "/@?#%\\ ") || strings.HasPrefix(rest, "unix:") {
		return asked{}, errors.New("a target is HOST, HOST:PORT, or valkeys://HOST:PORT")
	}
	o, _, err := conn.ParseTarget(text)
	if err != nil {
		return asked{}, fmt.Errorf("target: %w", err)
	}
	host, _, err := net.SplitHostPort(o.Addr)
	if err != nil || o.Network == "unix" {
		return asked{}, errors.New("a target is HOST, HOST:PORT, or valkeys://HOST:PORT")
	}
	return asked{text, host}, nil
}
