package conn

import (
	"fmt"
	"strings"
)

// targetVariable holds an address or a URL.
const targetVariable = "VKCHECK_TARGET"

// FromEnvironment makes Options of environment variables: VKCHECK_TARGET as
// [ParseTarget] reads it, localhost:6379 by default; then the VKCHECK_<FLAG>
// of each of the [Settings]. A password comes from the first that has one of
// the URL, VKCHECK_PASS, the first line of the file VKCHECK_PASS_FILE,
// VALKEYCLI_AUTH and REDISCLI_AUTH, and so with other secrets as far as they
// have such names. Variables that are empty are as good as none. getenv is
// os.Getenv, or a stand-in. The warnings are those of [ParseTarget]; the
// error is an [*Error] of the phase config that names the variable.
func FromEnvironment(getenv func(string) string) (o Options, warnings []string, err error) {
	if target := getenv(targetVariable); target != "" {
		if o, warnings, err = ParseTarget(target); err != nil {
			return Options{}, nil, err
		}
	}
	for _, s := range Settings() {
		if err := s.FromEnvironment(&o, getenv); err != nil {
			return Options{}, nil, configError(CodeBadOption, "", err)
		}
	}
	return o, warnings, nil
}

// Variable is the environment variable of the setting; empty for none.
func (s Setting) Variable() string {
	if s.Flag == "" {
		return ""
	}
	return "VKCHECK_" + strings.ToUpper(strings.ReplaceAll(s.Flag, "-", "_"))
}

// FromEnvironment sets what the variable of the setting says, if it says
// anything; one with a Switch is true or false. A secret that o has stays.
func (s Setting) FromEnvironment(o *Options, getenv func(string) string) error {
	name := s.Variable()
	if s.Secret {
		return s.secretFromEnvironment(o, getenv)
	}
	value := getenv(name)
	if name == "" || value == "" {
		return nil
	}
	if s.Switch != "" {
		on, err := boolean(value)
		if !on {
			return named(name, err)
		}
		value = s.Switch
	}
	return named(name, s.Set(o, value))
}

// secretFromEnvironment reads the variable, the file that the variable with
// _FILE behind it names, and the variables of other programs.
func (s Setting) secretFromEnvironment(o *Options, getenv func(string) string) error {
	name := s.Variable()
	if s.has(o) {
		return nil
	}
	value := getenv(name)
	if path := getenv(name + "_FILE"); value == "" && path != "" {
		var err error
		if value, err = fileSecret(path); err != nil {
			return named(name+"_FILE", err)
		}
	}
	for _, other := range s.others {
		if value == "" {
			name, value = other, getenv(other)
		}
	}
	if value == "" {
		return nil
	}
	return named(name, s.Set(o, value))
}

// named begins the sentence that an error of Set ends.
func named(name string, err error) error {
	if err != nil {
		err = fmt.Errorf("%s %w", name, err)
	}
	return err
}
