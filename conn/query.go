package conn

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// queryOption sets one option of a URL's query. Errors say what is expected
// and do not quote the value.
type queryOption func(o *Options, value string) error

// queryOptions are the names of valkey-py that apply to one connection.
var queryOptions = map[string]queryOption{
	"db": func(o *Options, v string) (err error) {
		o.DB, err = database(v)
		return err
	},
	"username":    func(o *Options, v string) error { o.Username = v; return nil },
	"password":    func(o *Options, v string) error { o.Password = Secret(v); return nil },
	"client_name": func(o *Options, v string) error { o.ClientName = v; return nil },
	"protocol": func(o *Options, v string) error {
		if v != "2" && v != "3" {
			return errors.New("is 2 or 3")
		}
		o.Protocol = int(v[0] - '0')
		return nil
	},
	"socket_timeout":         func(o *Options, v string) error { return seconds(&o.CommandTimeout, v) },
	"socket_connect_timeout": func(o *Options, v string) error { return seconds(&o.ConnectTimeout, v) },
	"ssl_ca_certs":           overTLS(func(t *TLSOptions, v string) error { t.CAFile = v; return nil }),
	"ssl_ca_path":            overTLS(func(t *TLSOptions, v string) error { t.CADir = v; return nil }),
	"ssl_certfile":           overTLS(func(t *TLSOptions, v string) error { t.CertFile = v; return nil }),
	"ssl_keyfile":            overTLS(func(t *TLSOptions, v string) error { t.KeyFile = v; return nil }),
	"ssl_cert_reqs": overTLS(func(t *TLSOptions, v string) error {
		modes := map[string]VerifyMode{"none": VerifyNone, "optional": VerifyOptional, "required": VerifyRequired}
		mode, ok := modes[v]
		if !ok {
			return errors.New("is none, optional or required")
		}
		t.Verify = mode
		return nil
	}),
	"ssl_check_hostname": overTLS(func(t *TLSOptions, v string) error {
		check, err := strconv.ParseBool(v)
		if err != nil {
			return errors.New("is true or false")
		}
		t.InsecureName = !check
		return nil
	}),
}

func overTLS(set func(*TLSOptions, string) error) queryOption {
	return func(o *Options, value string) error {
		if o.TLS == nil {
			return errors.New("needs valkeys:// or rediss://")
		}
		return set(o.TLS, value)
	}
}

func seconds(d *time.Duration, value string) error {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || !(f > 0 && f < 1e9) {
		return errors.New("is a number of seconds above 0")
	}
	*d = max(time.Duration(f*float64(time.Second)), 1)
	return nil
}

// query reads the options of a URL. A name it does not know is an error: an
// option that is silently dropped may be the one that mattered.
func (o *Options) query(s string) error {
	values, err := url.ParseQuery(s)
	if err != nil {
		return errors.New("the options after ? are malformed")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		set, known := queryOptions[name]
		if !known {
			return fmt.Errorf("unknown option %q", name)
		}
		if len(values[name]) > 1 {
			return fmt.Errorf("option %q is given more than once", name)
		}
		if err := set(o, values[name][0]); err != nil {
			return fmt.Errorf("option %q %w", name, err)
		}
	}
	return nil
}
