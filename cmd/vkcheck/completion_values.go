package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// knownValues are what flags take, by name; a function sees what was typed.
// Flags that are not here and take a FILE or a DIR are completed as such.
var knownValues = map[string]func(typed string) []string{
	"policy":   func(string) []string { return append(cachesim.Policies(), "all") },
	"format":   func(string) []string { return trace.Formats() },
	"client":   func(string) []string { return client.Names() },
	"output":   func(string) []string { return report.Formats() },
	"kind":     func(string) []string { return scenarioKinds() },
	"fail-on":  words("warning error critical never"),
	"require":  words("staple ocsp crl any"),
	"tls-min":  words("1.0 1.1 1.2 1.3"),
	"tls-max":  words("1.0 1.1 1.2 1.3"),
	"resp":     words("2 3"),
	"backoff":  words("default none constant exponential full-jitter equal-jitter decorrelated-jitter"),
	"severity": severityValues,
}

// lists are the flags whose values may be several with commas between.
var lists = []string{"policy", "output"}

func words(text string) func(string) []string {
	return func(string) []string { return strings.Fields(text) }
}

// severityValues are CODE=, and when the code stands there, its levels.
func severityValues(typed string) []string {
	code, _, ok := strings.Cut(typed, "=")
	var all []string
	if ok {
		for _, level := range []probe.Severity{probe.Info, probe.Warning, probe.Error, probe.Critical} {
			all = append(all, code+"="+string(level))
		}
		return all
	}
	for _, c := range probe.Codes() {
		all = append(all, c+"=")
	}
	return all
}

// ofFiles are the commands whose arguments are files.
var ofFiles = []string{probe.CommandCacheSim, probe.CommandCacheMerge}

// argumentsOf are what may follow a command, besides flags.
func argumentsOf(app *cli.App, command string) []candidate {
	var all []candidate
	switch {
	case slices.Contains(ofFiles, command):
		return []candidate{{":files", ""}}
	case command == "explain":
		for _, row := range probe.Findings {
			all = append(all, candidate{row.Code, row.Sentence})
		}
	case command == "lab":
		scenarios, _ := chooseScenarios(nil)
		for _, s := range scenarios {
			all = append(all, candidate{s.Name, s.About})
		}
	case command == "completion":
		for _, shell := range shellNames() {
			all = append(all, candidate{shell, ""})
		}
	case command == "man":
		return commandCandidates(app)
	}
	return all
}
