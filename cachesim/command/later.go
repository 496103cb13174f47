package command

import "slices"

// The places of keys that later commands use.
var (
	readsCounted = []Spec{{Index: 1, Counted: true, First: 1, Step: 1}}
	writesPairs  = []Spec{{Index: 1, Counted: true, First: 1, Step: 2, Writes: true}}
)

// later holds the commands of Valkey 9 and Redis 7.4 to 8.8 that the server of the
// table does not know, and of FalkorDB and redis-cell, read from their documentation.
var later = slices.Concat(
	growing(
		rows(Write, writesFirst,
			"HEXPIRE", "HEXPIREAT", "HPEXPIRE", "HPEXPIREAT", "HSETEX",
			"ARINSERT", "ARMSET", "ARRING", "ARSET",
			"GCRA", "INCREX", "VADD", "CL.THROTTLE", "GRAPH.QUERY"),
		rows(Write, writesPairs, "MSETEX"),
		rows(Write, writesPair, "BLMOVEM", "LMOVEM"),
		rows(Write, []Spec{{Index: 2, Step: 1, Writes: true}}, "HIMPORT SET"),
	),
	rows(Write, writesFirst,
		"DELEX", "DELIFEQ", "GRAPH.DELETE", "HGETDEL", "HGETEX", "HPERSIST",
		"ARDEL", "ARDELRANGE", "ARSEEK", "VREM", "VSETATTR", "XACKDEL", "XCFGSET", "XDELEX", "XNACK"),
	rows(Read, readsFirst,
		"DIGEST", "HEXPIRETIME", "HPEXPIRETIME", "HPTTL", "HTTL", "GRAPH.EXPLAIN", "GRAPH.RO_QUERY", "TS.READ",
		"ARCOUNT", "ARGET", "ARGETRANGE", "ARGREP", "ARINFO", "ARLASTITEMS", "ARLEN", "ARMGET", "ARNEXT", "AROP", "ARSCAN",
		"VCARD", "VDIM", "VEMB", "VGETATTR", "VINFO", "VISMEMBER", "VLINKS", "VRANDMEMBER", "VRANGE", "VSIM"),
	rows(Read, readsCounted, "SDIFFCARD", "SUNIONCARD", "TS.NRANGE", "TS.NREVRANGE"),
	rows(Other, nil, "CLUSTERSCAN", "FT.ALIASLIST", "FT.HYBRID", "GRAPH.LIST", "HOTKEYS", "TS.QUERYLABELS"),
	[]Command{{Name: "HIMPORT", Container: true}},
)

// growing says of commands that the server refuses them where memory is short.
func growing(some ...[]Command) []Command {
	commands := slices.Concat(some...)
	for i := range commands {
		commands[i].Grows = true
	}
	return commands
}
