package conn

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
)

// String is where the options lead, as a URL that [ParseTarget] reads: scheme,
// user name, address and database, never a password nor a file. A user name
// without a password may be one, as valkey-cli takes it, and is not told either.
func (o Options) String() string {
	o = o.withDefaults()
	scheme, place, db := "valkey", percent(o.Addr, "[]:"), strconv.Itoa(o.DB)
	if o.TLS != nil {
		scheme = "valkeys"
	}
	switch {
	case o.Network == "unix":
		scheme, place = "unix", percent(o.Addr, "/")
		if o.DB != 0 {
			place += "?db=" + db
		}
	case o.DB != 0:
		place += "/" + db
	}
	switch {
	case o.loneUser() != "":
		place = redacted + "@" + place
	case o.Username != "":
		place = percent(o.Username, "") + "@" + place
	}
	return scheme + "://" + place
}

// loneUser is a user name that came without a password; empty for none.
func (o *Options) loneUser() string {
	if o.Password != "" || o.Username == defaultUser {
		return ""
	}
	return o.Username
}

// Format writes where the connection leads, for every verb: fmt calls no
// method of what lies within, and would print the password.
func (c *Conn) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, c.o.String()) }

// Format writes where the pool's connections lead, for every verb.
func (p *Pool) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, p.o.Options.String()) }

// Format writes where the connection leads, for every verb.
func (s *Shared) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, s.o.String()) }

// LogValue is String, for log/slog.
func (o Options) LogValue() slog.Value { return slog.StringValue(o.String()) }

// percent escapes all but letters, digits, what no URL gives a meaning to, and
// the bytes of keep.
func percent(s, keep string) string {
	var out strings.Builder
	for i := range len(s) {
		if b := s[i]; inWord(b) || strings.IndexByte("-._~"+keep, b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}
