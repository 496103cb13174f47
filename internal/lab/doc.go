// Package lab is a place to test clients of Valkey: a certificate authority,
// an OCSP responder, TLS fronts and backends, and one table of scenarios, each
// of which sets them up with one defect. Tests, "vkcheck demo" and "vkcheck
// lab" use it.
//
// A scenario is a row of [Scenarios]; what a correct client must do with it is
// part of the row and cites its source. What does not belong here: anything
// that judges (ocspcheck, probe).
package lab
