package gate

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/internal/nearest"
)

// Connection holds options of a connection by their names in [conn.Settings].
type Connection map[string]Option

// Option is the value of an option, or where it comes from when a connection
// is made: exactly one of its fields says it.
type Option struct {
	Position
	text string
	env  string // the name of a variable
	file string // the first line of this file
}

// settings are the options that a file may have, by their names there: those
// of a URL, and "tls".
func settings() (all []conn.Setting) {
	for _, s := range conn.Settings() {
		if !s.Library && (s.Name != "" || s.Switch == "true") {
			s.Name = cmp.Or(s.Name, s.Flag)
			all = append(all, s)
		}
	}
	return all
}

// connectionKey is the key with a Connection.
func connectionKey[T any](at func(*T) *Connection) key[T] {
	return key[T]{
		name: "connection", schema: reference("connection"),
		doc:   "Options of the connection, by their names in docs/options.md. What the address of a target says itself stands above them.",
		read:  func(r *reader, n *node, to *T) { at(to).read(r, n) },
		unset: func(to *T) { *at(to) = nil },
		holds: optionFor,
	}
}

// optionFor is the name of an option by that or by its flag; "" for none.
func optionFor(name string) string {
	for _, s := range settings() {
		if s.Name == name || s.Flag == name && name != "" {
			return s.Name
		}
	}
	return ""
}

// read reads a mapping over what was there before.
func (c *Connection) read(r *reader, n *node) {
	if n.kind != mapping {
		r.fail(n, "connection is a mapping of keys to values, not %s", n.kind)
		return
	}
	all, own := settings(), Connection{}
	for name, o := range *c {
		own[name] = o
	}
	for _, p := range n.pairs {
		i := slices.IndexFunc(all, func(s conn.Setting) bool { return s.Name == p.key.text })
		switch {
		case i < 0:
			r.fail(p.key, "%v", unknownOption(p.key.text, all))
		case p.value.kind == null:
			delete(own, p.key.text)
		default:
			own.set(r, p.value, all[i])
		}
	}
	*c = own
}

// unknownOption knows who looks for the name of a flag.
func unknownOption(name string, all []conn.Setting) error {
	if here := optionFor(name); here != "" {
		return fmt.Errorf("unknown option %q: here it is called %q", name, here)
	}
	var known []string
	for _, s := range all {
		known = append(known, s.Name)
	}
	return nearest.Unknown("option", name, known)
}

func (c Connection) set(r *reader, n *node, s conn.Setting) {
	o := Option{Position: n.Position}
	switch n.kind {
	case scalar:
		o.text = n.text
		if s.File {
			o.text = beside(n.File, n.text)
		}
		if err := try(s, o.text); err != nil {
			r.fail(n, "%s %v", s.Name, err)
			return
		}
	case mapping:
		if len(n.pairs) != 1 || n.pairs[0].value.kind != scalar || n.pairs[0].value.text == "" {
			r.fail(n, "%s is a value, {env: VARIABLE} or {file: PATH}", s.Name)
			return
		}
		where, from := n.pairs[0].key, n.pairs[0].value
		switch where.text {
		case "env":
			o.env = from.text
		case "file":
			o.file = beside(from.File, from.text)
		default:
			r.fail(where, "%v", nearest.Unknown("key", where.text, []string{"env", "file"}))
			return
		}
	default:
		r.fail(n, "%s is a value, {env: VARIABLE} or {file: PATH}, not %s", s.Name, n.kind)
		return
	}
	c[s.Name] = o
}

// try says what is wrong with a value.
func try(s conn.Setting, text string) error {
	if s.Name == nameTLS {
		_, err := boolean.parse(text)
		return err
	}
	return s.Set(new(conn.Options), text)
}

// nameTLS is the option that a URL says by its scheme.
const nameTLS = "tls"

// beside is a path that is relative to the directory of a file.
func beside(file, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}

// value gives the option's value at this time. The error does not hold it.
func (o Option) value() (string, error) {
	switch {
	case o.env != "":
		value := os.Getenv(o.env)
		if value == "" {
			return "", fmt.Errorf("the environment variable %s is empty", o.env)
		}
		return value, nil
	case o.file != "":
		_, line, err := conn.FileCredentials("", o.file).Credentials(context.Background())
		return line, err
	}
	return o.text, nil
}

// Options are those of a connection to the address. What the address says
// itself stands above c: its options, its user, password and database, and a
// scheme for plain text above every option of TLS. Without a session those of
// the handshake alone count, and TLS is spoken. The error is a [*conn.Error]
// where the address cannot be, else an [*Error].
func (c Connection) Options(address string, session bool) (conn.Options, error) {
	o, _, err := conn.ParseTarget(address)
	if err != nil {
		return o, err
	}
	said := saidBy(address, o)
	for _, s := range settings() {
		option, ok := c[s.Name]
		if !ok || said(s) || s.Session && !session {
			continue
		}
		value, err := option.value()
		if err == nil && !(s.Name == nameTLS && value == "false") {
			err = s.Set(&o, value)
		}
		if err != nil {
			return o, &Error{option.Position, fmt.Sprintf("%s: %v", s.Name, err)}
		}
	}
	if !session && o.TLS == nil {
		o.TLS = new(conn.TLSOptions)
	}
	return o, nil
}

// saidBy says which options an address has already.
func saidBy(address string, o conn.Options) func(conn.Setting) bool {
	scheme, rest, isURL := strings.Cut(address, "://")
	_, query, _ := strings.Cut(rest, "?")
	values, _ := url.ParseQuery(query) // ParseTarget has read it
	plain := o.TLS == nil && (o.Network == "unix" || isURL && scheme != "")
	return func(s conn.Setting) bool {
		switch s.Name {
		case "username":
			return o.Username != "" || o.Password != ""
		case "password":
			return o.Password != ""
		case "db":
			return o.DB != 0 || values.Has(s.Name)
		}
		return values.Has(s.Name) || s.TLS && plain
	}
}
