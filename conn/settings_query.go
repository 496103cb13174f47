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
	known := map[string]Setting{}
	for _, setting := range Settings() {
		known[setting.Name] = setting
	}
	delete(known, "")
	for _, name := range slices.Sorted(maps.Keys(values)) {
		setting, ok := known[name]
		switch {
		case !ok:
			return nearest.Unknown("option", name, slices.Sorted(maps.Keys(known)))
		case len(values[name]) > 1:
			return fmt.Errorf("option %q is given more than once", name)
		case setting.TLS && o.Options.TLS == nil:
			return fmt.Errorf("option %q needs valkeys:// or rediss://", name)
		}
		if err := setting.SetPool(o, values[name][0]); err != nil {
			return fmt.Errorf("option %q %w", name, err)
		}
	}
	fallBack(&o.Options, values)
	return nil
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
