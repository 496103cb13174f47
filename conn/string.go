package conn

import (
	"net/url"
	"strconv"
)

// String is where the options lead, as a URL: scheme, user name, address and
// database, never a password nor a file.
func (o Options) String() string {
	o = o.withDefaults()
	u := url.URL{Scheme: "valkey", Host: o.Addr}
	if o.TLS != nil {
		u.Scheme = "valkeys"
	}
	if o.Username != "" {
		u.User = url.User(o.Username)
	}
	db := strconv.Itoa(o.DB)
	switch {
	case o.Network == "unix":
		u.Scheme, u.Host, u.Path = "unix", "", o.Addr
		if o.DB != 0 {
			u.RawQuery = "db=" + db
		}
	case o.DB != 0:
		u.Path = "/" + db
	}
	return u.String()
}
