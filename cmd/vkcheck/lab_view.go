package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/internal/lab"
)

// labView is what "lab -o json" prints; fields may be added, never renamed.
type labView struct {
	Schema    string         `json:"schema"`         // vkcheck-lab/v1
	CA        string         `json:"ca,omitempty"`   // PEM file of the root to trust; absent with --list
	Cert      string         `json:"cert,omitempty"` // PEM file of a client certificate that the endpoints accept
	Key       string         `json:"key,omitempty"`
	Scenarios []scenarioView `json:"scenarios"`
}

// scenarioView is a scenario, and where it is served.
type scenarioView struct {
	Scenario string   `json:"scenario"`
	Kind     string   `json:"kind"` // certificate, staple, responder, crl, server, policy
	About    string   `json:"about"`
	Addr     string   `json:"addr,omitempty"` // host:port; absent with --list, as are host and port
	Host     string   `json:"host,omitempty"`
	Port     string   `json:"port,omitempty"`
	TLS      bool     `json:"tls"`              // whether the client shall speak TLS
	Command  string   `json:"command"`          // what it shall ask
	Silent   bool     `json:"silent,omitempty"` // a client without timeouts hangs
	Must     string   `json:"must,omitempty"`   // connect, refuse, either; absent for kind policy
	Flags    []string `json:"flags,omitempty"`  // that vkcheck is given
	Want     wantView `json:"want"`             // what vkcheck reports
	Source   string   `json:"source"`
}

type wantView struct {
	Verdict string     `json:"verdict,omitempty"`
	OCSP    resultView `json:"ocsp"`
	Probe   resultView `json:"probe"`
}

type resultView struct {
	Exit     int    `json:"exit"`
	Code     string `json:"code,omitempty"`
	Severity string `json:"severity,omitempty"`
}

func viewLab(l *lab.Lab) labView {
	v := labView{Schema: labSchema, CA: l.CAFile, Cert: l.ClientCert, Key: l.ClientKey}
	for _, e := range l.Endpoints {
		s := viewScenario(e.Scenario)
		s.Addr = e.Addr
		s.Host, s.Port, _ = net.SplitHostPort(e.Addr)
		v.Scenarios = append(v.Scenarios, s)
	}
	return v
}

const labSchema = "vkcheck-lab/v1"

// listView is a lab that is not set up.
func listView(scenarios []lab.Scenario) labView {
	v := labView{Schema: labSchema}
	for _, s := range scenarios {
		v.Scenarios = append(v.Scenarios, viewScenario(s))
	}
	return v
}

func viewScenario(s lab.Scenario) scenarioView {
	return scenarioView{
		Scenario: s.Name, Kind: string(s.Kind), About: s.About, TLS: !s.DialPlain, Command: s.Command, Silent: s.Silent,
		Must: string(s.Must), Flags: s.Flags, Source: s.Source,
		Want: wantView{s.Want.Verdict, resultView(s.Want.OCSP), resultView(s.Want.Probe)},
	}
}

func checkLabFormat(format string) error {
	if format == "table" || format == "json" {
		return nil
	}
	return unknown(fmt.Sprintf("unknown output format %q", format), format, []string{"table", "json"}, "table or json")
}

// showLab describes the lab to all who asked.
func showLab(c *cli.Context, sinks []sink, v labView) error {
	for _, s := range sinks {
		var b bytes.Buffer
		width := 0 // no limit
		if s.file == "" {
			width = terminalOptions(c.App.Writer).Width
		}
		if err := v.write(&b, s.format, width); err != nil {
			return err
		}
		if s.file == "" {
			if _, err := c.App.Writer.Write(b.Bytes()); err != nil {
				return err
			}
		} else if err := s.keep(c.Context, b.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (v labView) write(w io.Writer, format string, width int) error {
	switch {
	case format == "json":
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(v)
	case v.CA == "" && width > 0:
		return v.narrow(w, width)
	case v.CA == "":
		return v.list(w)
	}
	return v.table(w)
}

// table says where to connect, and what is to happen there.
func (v labView) table(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "PORT\tSCENARIO\tA CLIENT MUST\tWHAT IS THE CASE")
	for _, s := range v.Scenarios {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", s.Port, s.Scenario, s.duty(), s.about())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\non %s; trust %s; client certificate %s, key %s\n", v.Scenarios[0].Host, v.CA, v.Cert, v.Key)
	return err
}

// list says what vkcheck reports, and where it is written what must be done.
func (v labView) list(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "KIND\tSCENARIO\tA CLIENT MUST\tWHAT IS THE CASE\tOCSP\tPROBE\tSOURCE")
	for _, s := range v.Scenarios {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", s.Kind, s.Scenario, s.duty(), s.about(), s.Want.OCSP, s.Want.Probe, s.Source)
	}
	return w.Flush()
}

// narrow is list for a terminal, whose lines have not that many columns.
func (v labView) narrow(out io.Writer, width int) error {
	var b strings.Builder
	for _, s := range v.Scenarios {
		fmt.Fprintf(&b, "%s (%s): a client must: %s\n", s.Scenario, s.Kind, s.duty())
		for _, text := range []string{s.about(), fmt.Sprintf("ocsp: %s; probe: %s", s.Want.OCSP, s.Want.Probe), s.Source} {
			b.WriteString("    " + strings.Join(wrap(text, width-4), "\n    ") + "\n")
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// duty is what a client must do, which may depend on what it is told.
func (s scenarioView) duty() string { return cmp.Or(s.Must, "as told") }

// about is what is the case, with what a client is to be told.
func (s scenarioView) about() string {
	about := s.About
	if s.Flags != nil {
		about += " (" + strings.Join(s.Flags, " ") + ")"
	}
	if !s.TLS {
		about += "; without TLS"
	}
	if s.Command != lab.DefaultCommand {
		about += "; ask " + s.Command
	}
	return about
}

func (r resultView) String() string {
	return strings.TrimSpace(fmt.Sprintf("exit %d %s", r.Exit, r.Code))
}
