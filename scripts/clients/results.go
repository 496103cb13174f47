package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"
)

// results are of all clients, in the order of the table of clients.
type results struct {
	Clients []ran `json:"clients"`
}

// ran is a client over the scenarios.
type ran struct {
	Name     string    `json:"name"`
	Version  string    `json:"version"`
	Settings string    `json:"settings"`
	When     time.Time `json:"when"`
	Results  []result  `json:"results"`
}

func readResults(file string) (*results, error) {
	r := new(results)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, r)
	}
	return r, err
}

func (r *results) write(file string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// put replaces what is known of a client.
func (r *results) put(c client, version string, got []result) {
	now := ran{c.name, version, c.settings, time.Now().UTC(), got}
	i := slices.IndexFunc(r.Clients, func(old ran) bool { return old.Name == c.name })
	if i < 0 {
		r.Clients = append(r.Clients, now)
	} else {
		r.Clients[i] = now
	}
	var order []string
	for _, c := range clients("") {
		order = append(order, c.name)
	}
	slices.SortStableFunc(r.Clients, func(a, b ran) int { return slices.Index(order, a.Name) - slices.Index(order, b.Name) })
}

// of is what the client did with a scenario.
func (r ran) of(name string) (result, bool) {
	i := slices.IndexFunc(r.Results, func(got result) bool { return got.Scenario.Scenario == name })
	if i < 0 {
		return result{}, false
	}
	return r.Results[i], true
}
