package serve

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/internal/gate"
	"github.com/vkcheck/vkcheck/internal/nearest"
)

// config is the file in force.
type config struct{ *gate.Config }

func load(file string) (*config, error) {
	c, err := gate.Load(file)
	if err != nil {
		return nil, err
	}
	if c.Allow.Empty() && len(c.Targets) == 0 {
		return nil, fmt.Errorf("%s: there is neither a target nor an allow list: every query would be refused", file)
	}
	return &config{c}, nil
}

// module gives the settings of a module, the defaults where none is named.
func (c *config) module(name string) (gate.Settings, error) {
	if name == "" {
		return c.Defaults, nil
	}
	if s, ok := c.Modules[name]; ok {
		return s, nil
	}
	return gate.Settings{}, nearest.Unknown("module", name, c.modules())
}

// modules are their names, sorted.
func (c *config) modules() []string { return slices.Sorted(maps.Keys(c.Modules)) }

// target finds a target of the file by its name, or by its address as reports
// show it: whoever wrote the file has allowed it.
func (c *config) target(text string) (gate.Target, bool) {
	i := slices.IndexFunc(c.Targets, func(t gate.Target) bool {
		return t.Name != "" && t.Name == text || strings.EqualFold(t.Label(), text)
	})
	if i < 0 {
		return gate.Target{}, false
	}
	return c.Targets[i], true
}
