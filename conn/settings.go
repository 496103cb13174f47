package conn

import (
	"errors"
	"slices"
)

// Setting is an option by its name. URLs, the environment and the flags of
// the command line are all read by the one table of them, see [Settings].
type Setting struct {
	Name    string // in a URL: as in valkey-py, where that has it; empty where a URL says it otherwise
	Flag    string // of the command line; the variable is VKCHECK_<FLAG>; empty for none
	Short   string // a letter for the flag; empty for none
	Group   string // one of the Group constants
	Usage   string // what it does, with the kind of its value in `backquotes`
	Default string // in words; empty where nothing is set
	Switch  string // the value that the flag, which then has none, stands for; empty for flags that take one
	Session bool   // it matters after the handshake only
	TLS     bool   // it means that TLS is spoken
	Library bool   // it is of use to programs alone, and vkcheck has no flag for it
	Secret  bool   // its value is never quoted
	File    bool   // its value is the path of a file or a directory

	set    func(*PoolOptions, string) error
	has    func(*Options) bool // of a secret: there is one
	others []string            // of a secret: the variables of other programs
}

// The groups of settings.
const (
	GroupConnection = "Connection"
	GroupAuth       = "Authentication"
	GroupTLS        = "TLS"
	GroupOCSP       = "Revocation"
	GroupRetry      = "Retries"
	GroupHealth     = "Health"
	GroupCache      = "Client-side cache"
	GroupPool       = "Pool"
)

// Settings is the table, in the order of the documentation.
func Settings() []Setting {
	return slices.Concat(connectionSettings(), authSettings(), tlsSettings(), ocspSettings(), retrySettings(), healthSettings(), cacheSettings(), poolSettings())
}

// Set gives o the value. A setting of TLS turns TLS on. The error ends a
// sentence that begins with what the caller calls the setting ("is 2 or 3"),
// and does not quote the value.
func (s Setting) Set(o *Options, value string) error {
	if s.Group == GroupPool {
		return errors.New("is for a pool")
	}
	p := PoolOptions{Options: *o}
	err := s.SetPool(&p, value)
	*o = p.Options
	return err
}

// SetPool is Set for a pool, which has settings of its own.
func (s Setting) SetPool(o *PoolOptions, value string) error {
	if s.TLS && o.Options.TLS == nil {
		o.Options.TLS = new(TLSOptions)
	}
	return s.set(o, value)
}

// option is a setting's set for what is in Options.
func option(set func(*Options, string) error) func(*PoolOptions, string) error {
	return func(p *PoolOptions, value string) error { return set(&p.Options, value) }
}

// overTLS is a setting's set for what is in TLSOptions.
func overTLS(set func(*TLSOptions, string) error) func(*PoolOptions, string) error {
	return func(p *PoolOptions, value string) error { return set(p.Options.TLS, value) }
}
