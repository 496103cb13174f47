package command

import "slices"

// The places of keys that the module commands use.
var (
	readsFirst  = []Spec{{Index: 1, Step: 1}}
	readsSecond = []Spec{{Index: 2, Step: 1}}
	writesFirst = []Spec{{Index: 1, Step: 1, Writes: true}}
	writesThird = []Spec{{Index: 1, Last: -1, Step: 3, Writes: true}}
	writesPair  = []Spec{{Index: 1, Last: 1, Step: 1, Writes: true}}
)

// modules holds the commands of the JSON, time series, Bloom and search modules,
// read from their documentation; a plain server does not list them. Those of an
// index name no keys that are known: FT.SEARCH reads whatever it finds.
var modules = slices.Concat(
	rows(Write, writesFirst,
		"JSON.ARRAPPEND", "JSON.ARRINSERT", "JSON.ARRPOP", "JSON.ARRTRIM", "JSON.CLEAR", "JSON.DEL",
		"JSON.FORGET", "JSON.MERGE", "JSON.NUMINCRBY", "JSON.NUMMULTBY", "JSON.SET", "JSON.STRAPPEND",
		"JSON.TOGGLE"),
	rows(Write, writesThird, "JSON.MSET"),
	rows(Read, readsFirst,
		"JSON.ARRINDEX", "JSON.ARRLEN", "JSON.GET", "JSON.OBJKEYS", "JSON.OBJLEN", "JSON.RESP",
		"JSON.STRLEN", "JSON.TYPE"),
	rows(Read, readsSecond, "JSON.DEBUG"), // MEMORY key
	rows(Read, []Spec{{Index: 1, Last: -2, Step: 1}}, "JSON.MGET"),

	rows(Write, writesFirst,
		"TS.ADD", "TS.ALTER", "TS.CREATE", "TS.DECRBY", "TS.DEL", "TS.INCRBY"),
	rows(Write, writesThird, "TS.MADD"),
	rows(Write, writesPair, "TS.CREATERULE", "TS.DELETERULE"),
	rows(Read, readsFirst, "TS.GET", "TS.INFO", "TS.RANGE", "TS.REVRANGE"),
	rows(Other, nil, "TS.MGET", "TS.MRANGE", "TS.MREVRANGE", "TS.QUERYINDEX"),

	rows(Write, writesFirst,
		"BF.ADD", "BF.INSERT", "BF.LOAD", "BF.LOADCHUNK", "BF.MADD", "BF.RESERVE",
		"CF.ADD", "CF.ADDNX", "CF.COMPACT", "CF.DEL", "CF.INSERT", "CF.INSERTNX", "CF.LOADCHUNK", "CF.RESERVE",
		"CMS.INCRBY", "CMS.INITBYDIM", "CMS.INITBYPROB", "CMS.MERGE",
		"TDIGEST.ADD", "TDIGEST.CREATE", "TDIGEST.MERGE", "TDIGEST.RESET",
		"TOPK.ADD", "TOPK.INCRBY", "TOPK.RESERVE"),
	rows(Read, readsFirst,
		"BF.CARD", "BF.DEBUG", "BF.EXISTS", "BF.INFO", "BF.MEXISTS", "BF.SCANDUMP",
		"CF.COUNT", "CF.DEBUG", "CF.EXISTS", "CF.INFO", "CF.MEXISTS", "CF.SCANDUMP",
		"CMS.INFO", "CMS.QUERY",
		"TDIGEST.BYRANK", "TDIGEST.BYREVRANK", "TDIGEST.CDF", "TDIGEST.INFO", "TDIGEST.MAX", "TDIGEST.MIN",
		"TDIGEST.QUANTILE", "TDIGEST.RANK", "TDIGEST.REVRANK", "TDIGEST.TRIMMED_MEAN",
		"TOPK.COUNT", "TOPK.INFO", "TOPK.LIST", "TOPK.QUERY"),

	rows(Write, writesFirst, "FT.SUGADD", "FT.SUGDEL"),
	rows(Read, readsFirst, "FT.SUGGET", "FT.SUGLEN"),
	rows(Other, nil,
		"FT.AGGREGATE", "FT.ALIASADD", "FT.ALIASDEL", "FT.ALIASUPDATE", "FT.ALTER", "FT.CONFIG", "FT.CREATE",
		"FT.CURSOR", "FT.DICTADD", "FT.DICTDEL", "FT.DICTDUMP", "FT.DROPINDEX", "FT.EXPLAIN", "FT.EXPLAINCLI",
		"FT.INFO", "FT.PROFILE", "FT.SEARCH", "FT.SPELLCHECK", "FT.SYNDUMP", "FT.SYNUPDATE", "FT.TAGVALS", "FT._LIST"),
)

func rows(kind Kind, specs []Spec, names ...string) []Command {
	out := make([]Command, len(names))
	for i, name := range names {
		out[i] = Command{Name: name, Kind: kind, Specs: specs}
	}
	return out
}
