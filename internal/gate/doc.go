// Package gate holds servers and traces against what a YAML file says is
// healthy.
//
// [Load] reads the file and what it includes, and refuses what it does not
// know with file, line and column. [Config.Run] examines every target by
// [probe.Examine], holds the [Thresholds] against what they
// found, replays the traces, and lets [Waiver]s take out findings until a date.
//
// Every word of the file is a row of a table of keys (keys.go): it is read,
// described to editors ([Schema]) and checked by the same row.
//
// What belongs here: the words of the file, thresholds over reports, waivers.
// What does not: how a server is examined and what a finding says (package
// probe), options of connections (conn), flags (cmd/vkcheck).
package gate
