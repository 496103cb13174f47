package conn

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// query reads the options of a URL. A name that it does not know is an error:
// an option that is silently dropped may be the one that mattered.
func query(o *PoolOptions, s string) error {
	values, err := url.ParseQuery(s)
	if err != nil {
		return errors.New("the options after ? are malformed")
	}
	var known []string
	for _, setting := range Settings() {
		if setting.Name != "" {
			known = append(known, setting.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(known, name) {
			return nearest.Unknown("option", name, known)
		}
	}
	for _, setting := range Settings() {
		if err := setting.query(o, values[setting.Name]); err != nil {
			return fmt.Errorf("option %q %w", setting.Name, err)
		}
	}
	fallBack(&o.Options, values)
	return nil
}

// query sets the value that a URL gives.
func (s Setting) query(o *PoolOptions, values []string) error {
	switch {
	case len(values) == 0:
		return nil
	case len(values) > 1:
		return errors.New("is given more than once")
	case s.TLS && o.Options.TLS == nil:
		return errors.New("needs valkeys:// or rediss://")
	}
	return s.SetPool(o, values[0])
}

// fallBack gives the timeouts that are not given the one before, as in
// valkey-py: connecting that of a round trip, and the handshake that of
// connecting.
func fallBack(o *Options, values url.Values) {
	if !values.Has("socket_connect_timeout") {
		o.ConnectTimeout = o.CommandTimeout
	}
	if !values.Has("ssl_timeout") {
		o.TLSTimeout = o.ConnectTimeout
	}
}
