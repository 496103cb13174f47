// Package probe examines a target and says what it found: it drives conn,
// ocspcheck and cachesim, turns their typed results and errors into findings,
// and fills a report.
//
// [OCSP] reports the revocation status of a chain, [Connect] goes through
// every step of a connection, [Simulate] replays a trace. [Findings] is the
// one table of all codes: severity, outcome, sentence, cure and long text.
// "vkcheck explain" and docs/ are made from it.
//
// What belongs here: findings, second opinions ([Diagnose]), exit codes. What
// does not: flags and files of the command line (cmd/vkcheck), formats
// (package report), what one connection can know by itself (package conn).
package probe
