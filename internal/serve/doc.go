// Package serve is the exporter of "vkcheck serve": Prometheus asks it about a
// target, and it examines that target by a module of the gate's file.
//
// What belongs here is HTTP, and what a stranger's query may say. How a target is
// examined, what is healthy and what may be asked about stands in internal/gate,
// the metrics of a target in report.
package serve
