package conn

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// ParseTarget makes Options of what a user writes: host:port, a bare host,
// [v6]:port, /path.sock, or a URL valkey://, valkeys://, redis://, rediss://
// or unix://[USER:PASSWORD@]/PATH, with the database in the path of the
// former or in ?db=. User name, password, host and path are percent-decoded,
// once. Query options, named as in valkey-py: db, username, password,
// client_name, protocol, socket_timeout and socket_connect_timeout in seconds,
// ssl_ca_certs, ssl_ca_path, ssl_certfile, ssl_keyfile, ssl_cert_reqs,
// ssl_check_hostname. Warnings are remarks for the user.
//
// The error is an [*Error] with [CodeBadAddress] or [CodeBadURL]. It never
// quotes the target, in which a password may stand anywhere.
func ParseTarget(s string) (o Options, warnings []string, err error) {
	scheme, rest, isURL := strings.Cut(s, "://")
	switch {
	case strings.HasPrefix(s, "/"), strings.HasPrefix(s, "./"), strings.HasPrefix(s, "../"):
		return Options{Network: "unix", Addr: s}, nil, nil
	case isURL:
		return parseURL(strings.ToLower(scheme), rest)
	case strings.HasPrefix(s, "unix:"):
		return parseURL("unix", strings.TrimPrefix(s, "unix:"))
	case strings.Contains(s, "@"):
		return Options{}, nil, targetError(CodeBadAddress, errors.New("a user name needs a URL: write valkey://USER@HOST:PORT"))
	}
	addr, err := hostPort(s)
	if err != nil {
		return Options{}, nil, targetError(CodeBadAddress, err)
	}
	return Options{Network: "tcp", Addr: addr}, nil, nil
}

// targetError leaves Addr empty: the target is not to be quoted.
func targetError(code string, err error) *Error { return configError(code, "", err) }

// hostPort completes a host with the default port.
func hostPort(s string) (string, error) {
	switch {
	case s == "":
		return "", errors.New("the address is empty: write HOST:PORT")
	case strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]"):
		s += ":" + DefaultPort
	case !strings.Contains(s, ":"):
		s = net.JoinHostPort(s, DefaultPort)
	}
	return s, checkHostPort(s)
}

func parseURL(scheme, rest string) (Options, []string, error) {
	o := Options{Network: "tcp"}
	switch scheme {
	case "valkey", "redis":
	case "valkeys", "rediss":
		o.TLS = new(TLSOptions)
	case "unix":
		o.Network = "unix"
	default:
		return Options{}, nil, targetError(CodeBadURL, errors.New("unknown scheme: use valkey, valkeys, redis, rediss or unix"))
	}
	if strings.Contains(rest, "#") {
		return Options{}, nil, targetError(CodeBadURL, errors.New("a # has no meaning here: write %23 in a password"))
	}
	rest, query, _ := strings.Cut(rest, "?")
	// The last @ ends the user's part, so that an @ in a password may stand;
	// it is looked for before the path, where a socket's name may hold one.
	authority, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	var warnings []string
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		warning, err := o.userinfo(authority[:i])
		if err != nil {
			return Options{}, nil, targetError(CodeBadURL, err)
		}
		if warning != "" {
			warnings = append(warnings, warning)
		}
		authority = authority[i+1:]
	}
	if err := o.place(authority, path); err != nil {
		return Options{}, nil, targetError(CodeBadURL, err)
	}
	if err := o.query(query); err != nil {
		return Options{}, nil, targetError(CodeBadURL, err)
	}
	return o, warnings, nil
}

// userinfo reads USER:PASSWORD. Without a colon it is the user name, as in
// valkey-py; valkey-cli and others take it for the password.
func (o *Options) userinfo(s string) (warning string, err error) {
	user, password, colon := strings.Cut(s, ":")
	if o.Username, err = unescape(user); err != nil {
		return "", err
	}
	if password, err = unescape(password); err != nil {
		return "", err
	}
	o.Password = Secret(password)
	if !colon && user != "" {
		return "the text before @ is taken for a user name; write :PASSWORD@ for a password without one", nil
	}
	return "", nil
}

// place reads where the server is, and the database in a path.
func (o *Options) place(authority, path string) (err error) {
	if o.Network == "unix" {
		if o.Addr, err = unescape(authority + path); err == nil && o.Addr == "" {
			err = errors.New("the path of the socket is missing: write unix:///PATH")
		}
		return err
	}
	host, err := unescape(authority)
	if err != nil {
		return err
	}
	switch {
	case host == "":
		host = "localhost"
	case strings.HasPrefix(host, ":"):
		host = "localhost" + host
	}
	if o.Addr, err = hostPort(host); err != nil {
		return err
	}
	if path = strings.TrimPrefix(path, "/"); path != "" {
		if path, err = unescape(path); err != nil {
			return err
		}
		o.DB, err = database(path)
	}
	return err
}

func database(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		return 0, errors.New("the database is no number")
	}
	return int(n), nil
}

// unescape decodes once. Its error does not quote.
func unescape(s string) (string, error) {
	s, err := url.PathUnescape(s)
	if err != nil {
		return "", errors.New("a % is not followed by two hexadecimal digits: write %25")
	}
	return s, nil
}
