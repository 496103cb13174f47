package conn

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// ParseTarget makes Options of what a user writes: host:port, a bare host,
// [v6]:port, /path.sock, or a URL valkey://, valkeys://, redis://, rediss://
// or unix://[USER:PASSWORD@]/PATH, with the database in the path of the
// former or in ?db=. User name, password, host and path are percent-decoded,
// once. The options after ? are the [Settings], by name; where they say a
// socket_timeout and none for connecting, or one for connecting and none for
// the handshake, it is that too. User and password before the host come before
// those of the options, and ?db= before the path. Warnings are remarks for the
// user, among them that an option for a pool is of no use to one connection.
//
// The error is an [*Error] with [CodeBadAddress] or [CodeBadURL]. It never
// quotes the target, in which a password may stand anywhere.
func ParseTarget(s string) (o Options, warnings []string, err error) {
	p, warnings, err := ParsePoolTarget(s)
	if p.Max != 0 || p.Wait != 0 || p.SharedCache {
		warnings = append(warnings, "max_connections, timeout and cache_shared are for a pool: one connection does without")
	}
	return p.Options, warnings, err
}

// ParsePoolTarget is [ParseTarget] for a pool.
func ParsePoolTarget(s string) (o PoolOptions, warnings []string, err error) {
	scheme, rest, isURL := strings.Cut(s, "://")
	switch {
	case strings.HasPrefix(s, "/"), strings.HasPrefix(s, "./"), strings.HasPrefix(s, "../"):
		return PoolOptions{Options: Options{Network: "unix", Addr: s}}, nil, nil
	case isURL:
		return parseURL(strings.ToLower(scheme), rest)
	case strings.HasPrefix(s, "unix:"):
		return parseURL("unix", strings.TrimPrefix(s, "unix:"))
	case strings.Contains(s, "@"):
		return PoolOptions{}, nil, targetError(CodeBadAddress, errors.New("a user name needs a URL: write valkey://USER@HOST:PORT"))
	}
	addr, err := hostPort(s)
	if err != nil {
		return PoolOptions{}, nil, targetError(CodeBadAddress, err)
	}
	return PoolOptions{Options: Options{Network: "tcp", Addr: addr}}, nil, nil
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

func parseURL(scheme, rest string) (PoolOptions, []string, error) {
	p := PoolOptions{Options: Options{Network: "tcp"}}
	o := &p.Options
	refuse := func(err error) (PoolOptions, []string, error) {
		return PoolOptions{}, nil, targetError(CodeBadURL, err)
	}
	switch scheme {
	case "valkey", "redis":
	case "valkeys", "rediss":
		o.TLS = new(TLSOptions)
	case "unix":
		o.Network = "unix"
	default:
		return refuse(errors.New("unknown scheme: use valkey, valkeys, redis, rediss or unix"))
	}
	if strings.Contains(rest, "#") {
		return refuse(errors.New("a # has no meaning here: write %23 in a password"))
	}
	rest, options, _ := strings.Cut(rest, "?")
	// The last @ ends the user's part, so that an @ in a password may stand;
	// it is looked for before the path, where a socket's name may hold one.
	authority, path := rest, ""
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	user := ""
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		user, authority = authority[:i], authority[i+1:]
	}
	if user == "" && strings.Contains(options, "@") {
		// Probably half a password, of which no error is to quote a word.
		return refuse(errors.New("an @ follows the ?: write %3F for a ? in a password, %40 for an @ in an option"))
	}
	if err := o.place(authority, path); err != nil {
		return refuse(err)
	}
	if err := query(&p, options); err != nil {
		return refuse(err)
	}
	warnings, err := o.userinfo(user)
	if err != nil {
		return refuse(err)
	}
	return p, warnings, nil
}

// userinfo reads USER:PASSWORD. Without a colon it is the user name, as in
// valkey-py; valkey-cli and others take it for the password.
func (o *Options) userinfo(s string) (warnings []string, err error) {
	user, password, colon := strings.Cut(s, ":")
	if user, err = unescape(user); err != nil {
		return nil, err
	}
	if password, err = unescape(password); err != nil {
		return nil, err
	}
	if user != "" {
		o.Username = user
	}
	if password != "" {
		o.Password = Secret(password)
	}
	if !colon && user != "" {
		return []string{"the text before @ is taken for a user name, and not for a password as by valkey-cli: for that write :PASSWORD@"}, nil
	}
	return nil, nil
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
		if o.DB, err = database(path); err != nil {
			err = errors.New("the database, which is the path, " + err.Error())
		}
	}
	return err
}

// unescape decodes once. Its error does not quote.
func unescape(s string) (string, error) {
	s, err := url.PathUnescape(s)
	if err != nil {
		return "", errors.New("a % is not followed by two hexadecimal digits: write %25")
	}
	return s, nil
}
