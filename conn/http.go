package conn

import (
	"errors"
	"strings"
)

// httpCode names the end of a connection over which a line of HTTP went: a
// server closes on the words POST and Host: without a reply, so that no web
// page can make a browser talk to it. Any other error stays as it is.
func httpCode(err error, args []string) error {
	if err == nil {
		return nil
	}
	var e *Error
	if len(args) > 0 && errors.As(err, &e) && e.Code == CodeConnectionClosed && (strings.EqualFold(args[0], "POST") || strings.EqualFold(args[0], "Host:")) {
		named := *e // others may hold that error too
		named.Code = CodeHTTPToValkey
		return &named
	}
	return err
}
