package main

import (
	"fmt"
	"strings"
)

const (
	pipelined = 100
	hits      = 1000 // lookups of a cache that are one operation
	unbounded = -1   // allocations
	key0      = "key:1"
)

// cached are the keys that lie in the caches.
var cached = func() (all [keys]string) {
	for i := range all {
		all[i] = key(i)
	}
	return all
}()

const (
	raw       = "raw socket and deadline"
	byHand    = "bufio loop by hand"
	aProgram  = ", a program"
	bareProbe = "crypto/tls, x/crypto/ocsp and bufio by hand"
	bare      = "crypto/tls and x/crypto/ocsp by hand"
)

var groups = []group{
	{
		name: "get", title: "GET of 100 bytes on one connection", workers: 1, per: 1,
		subjects: gets,
		goals:    []goal{{"conn Do", byHand, 0.9, 1}, {"conn DoInto", byHand, 0.9, 0}},
	},
	{
		name: "get-tls", title: "the same over TLS", secure: true, workers: 1, per: 1,
		subjects: gets,
		goals:    []goal{{"conn Do", byHand, 0.9, unbounded}},
	},
	{
		name: "pipeline", title: "100 GETs of 100 bytes in one write", workers: 1, per: pipelined,
		subjects: []subject{
			{raw, false, rawGet(pipelined)},
			{byHand, false, handPipeline},
			{"conn Pipeline", false, oursPipeline},
			{"redigo", true, redigoPipeline},
			{"go-redis", true, goredisPipeline},
			{"valkey-go", true, valkeygoPipeline},
		},
		goals: []goal{{"conn Pipeline", "", 1.2, 1}},
	},
	{
		name: "pool", title: "GET by 16 goroutines over 16 connections", workers: 16, per: 1,
		subjects: []subject{
			{raw, false, rawGet(1)},
			{byHand, false, handGet},
			{"conn.Pool", false, oursPool},
			{"redigo", true, redigoPool},
			{"go-redis", true, goredisGet},
			{"valkey-go, no auto-pipelining", true, valkeygoGet(true)},
		},
		goals: []goal{{"conn.Pool", "", 1, unbounded}},
	},
	{
		name: "shared", title: "GET by 16 goroutines over one connection", workers: 16, per: 1,
		subjects: []subject{
			{"valkey-go", true, valkeygoGet(false)},
			{"conn.Shared", false, oursShared},
		},
		goals: []goal{{"conn.Shared", "valkey-go", 0.9, unbounded}},
	},
	{
		name: "cache", title: "hits of a client-side cache of 100 keys", workers: 1, per: hits,
		subjects: []subject{
			{"golang-lru", false, lruCache},
			{"localcache", false, localCache},
			{"conn with Caching", false, oursCache},
			{"valkey-go DoCache", true, valkeygoCache},
		},
		goals: []goal{{"conn with Caching", "golang-lru", 0.5, 0}},
	},
	{
		name: "connect", title: "connect, HELLO, AUTH, SETNAME, SETINFO, SELECT", workers: 1, per: 1,
		subjects: connects,
		goals:    []goal{{"conn.Dial", "dial and HELLO by hand", 1 / 1.3, unbounded}},
	},
	{
		name: "connect-tls", title: "the same over TLS", secure: true, workers: 1, per: 1,
		subjects: connects,
		goals:    []goal{{"conn.Dial", "dial and HELLO by hand", 1 / 1.1, unbounded}},
	},
	scale("ocsp-1k", 1000, usualRounds),
	scale("ocsp-10k", 10000, longRounds),
	scaleProbe("probe-1k", 1000, usualRounds),
	scaleProbe("probe-10k", 10000, longRounds),
	{name: "serve", title: fmt.Sprintf("vkcheck serve, asked about %d endpoints", served), own: serveRate},
	{name: "ocsp-memory", title: "what 1000 endpoints in flight hold", own: inFlight},
}

// longRounds are those of a group whose every turn takes seconds.
const longRounds = 3

// scale examines many endpoints, each with a certificate of its own.
func scale(name string, endpoints, rounds int) group {
	return group{
		name: name, title: fmt.Sprintf("TLS, chain and staple of %d endpoints, %d at a time", endpoints, parallel),
		endpoints: endpoints, workers: 1, per: endpoints, rounds: rounds,
		subjects: []subject{
			{bare, false, bareOCSP},
			{"probe.OCSP", false, oursOCSP},
			{bare + aProgram, false, handPrograms(bare)},
			{"vkcheck ocsp", false, vkcheckOCSP},
			{"tlsx", true, tlsx},
		},
		goals: []goal{
			{"probe.OCSP", bare, 0.95, unbounded},
			{"vkcheck ocsp", bare + aProgram, 0.95, unbounded},
			{"vkcheck ocsp", "tlsx", 1.3, unbounded},
		},
	}
}

// scaleProbe goes on to the server behind TLS.
func scaleProbe(name string, endpoints, rounds int) group {
	return group{
		name: name, title: fmt.Sprintf("TLS, chain, staple, HELLO, INFO and PING of %d endpoints, %d at a time", endpoints, parallel),
		endpoints: endpoints, workers: 1, per: endpoints, rounds: rounds,
		subjects: []subject{
			{bareProbe, false, handProbe},
			{"probe.Connect", false, oursProbe},
			{bareProbe + aProgram, false, handPrograms(bareProbe)},
			{"vkcheck probe", false, vkcheckProbe},
		},
		goals: []goal{
			{"probe.Connect", bareProbe, 0.95, unbounded},
			{"vkcheck probe", bareProbe + aProgram, 0.95, unbounded},
		},
	}
}

var gets = []subject{
	{raw, false, rawGet(1)},
	{byHand, false, handGet},
	{"conn Do", false, oursGet},
	{"conn DoInto", false, oursGetInto},
	{"redigo", true, redigoGet},
	{"go-redis", true, goredisGet},
	{"valkey-go", true, valkeygoGet(false)},
	{"valkey-go, no auto-pipelining", true, valkeygoGet(true)},
}

var connects = []subject{
	{"dial and HELLO by hand", false, handConnect},
	{"conn.Dial", false, oursConnect},
	{"redigo, without HELLO and SETINFO", true, redigoConnect},
	{"go-redis", true, goredisConnect},
	{"valkey-go", true, valkeygoConnect},
}

func names() string {
	var all []string
	for _, g := range groups {
		all = append(all, g.name)
	}
	return strings.Join(all, ", ")
}
