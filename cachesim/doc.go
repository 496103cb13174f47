// Package cachesim replays a trace through a simulated client-side cache: a
// trace in, hit ratios out. It knows nothing of networks.
//
// The way of a trace: package trace reads requests, package client decides
// which of them look up, write or pass and makes dense events of them (by
// package intern), package sim replays the events, and [Run] drives the grid
// of policies and sizes in parallel. Package localcache is the live cache that
// conn uses and the oracle of the simulator.
//
// What belongs here: how a trace is loaded, and which policies run at which
// sizes. What does not: what a policy does (package sim), formats (package
// trace), gates and texts (package probe).
package cachesim
