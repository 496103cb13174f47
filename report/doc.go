// Package report is the contract: the structs of the JSON that gates and
// dashboards lean on, and one writer per output format. Of ours it imports what
// finds the name that a user may have meant, and nothing else.
//
// Fields may be added, never renamed; what is absent is absent, never 0. All
// formats are views of [Report]: tables, sections and curves are derived from
// it in document*.go, so that no format can say what another does not.
//
// To add a format: one file with a [Writer] and one line in the registry.
//
// What belongs here: what is said, and how each format spells it. What does
// not: findings and exit codes, which are settled before a report is written
// (package probe).
package report
