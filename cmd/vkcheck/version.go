package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"

	"github.com/urfave/cli/v2"
)

// Version is set by -ldflags "-X main.Version=v1.2.3" in release builds.
var Version string

// version is the released version, else the module's, else "devel".
var version = sync.OnceValue(func() string {
	if Version != "" {
		return Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
})

// build is what "version -o json" prints; fields may be added, never renamed.
type build struct {
	Version      string            `json:"version"`
	Commit       string            `json:"commit,omitempty"`
	Date         string            `json:"date,omitempty"`     // of the commit, RFC 3339
	Modified     bool              `json:"modified,omitempty"` // the tree differed from the commit
	Go           string            `json:"go"`
	Platform     string            `json:"platform"`
	Dependencies map[string]string `json:"dependencies,omitempty"` // versions by module
}

func thisBuild() build {
	b := build{Version: version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	b.Dependencies = map[string]string{}
	for _, d := range info.Deps {
		b.Dependencies[d.Path] = d.Version
	}
	return b
}

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:      "version",
		Usage:     "print the version, and of what it was built",
		UsageText: "vkcheck version\nvkcheck version -o json",
		Flags: []cli.Flag{&cli.StringFlag{
			Name: "output", Aliases: []string{"o"}, Value: "text", Usage: "`FORMAT`: text or json",
		}},
		Action: func(c *cli.Context) error {
			switch format := c.String("output"); format {
			case "text":
				_, err := fmt.Fprintf(c.App.Writer, "vkcheck %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			case "json":
				e := json.NewEncoder(c.App.Writer)
				e.SetIndent("", "  ")
				return e.Encode(thisBuild())
			default:
				return unknown(fmt.Sprintf("unknown output format %q", format), format, []string{"text", "json"}, "text or json")
			}
		},
	}
}
