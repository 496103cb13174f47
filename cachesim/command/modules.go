package command

// The places of keys that the module commands use.
var (
	readsFirst  = []Spec{{Index: 1, Step: 1}}
	writesFirst = []Spec{{Index: 1, Step: 1, Writes: true}}
	writesThird = []Spec{{Index: 1, Last: -1, Step: 3, Writes: true}}
)

// modules holds the commands of the JSON and time series modules, read from
// their documentation; a plain server does not list them.
var modules = append(
	rows(Write, writesFirst,
		"JSON.ARRAPPEND", "JSON.ARRINSERT", "JSON.ARRPOP", "JSON.ARRTRIM", "JSON.CLEAR", "JSON.DEL",
		"JSON.FORGET", "JSON.MERGE", "JSON.NUMINCRBY", "JSON.NUMMULTBY", "JSON.SET", "JSON.STRAPPEND",
		"JSON.TOGGLE", "TS.ADD", "TS.ALTER", "TS.CREATE", "TS.DECRBY", "TS.DEL", "TS.INCRBY"),
	append(
		rows(Read, readsFirst,
			"JSON.ARRINDEX", "JSON.ARRLEN", "JSON.GET", "JSON.OBJKEYS", "JSON.OBJLEN", "JSON.RESP",
			"JSON.STRLEN", "JSON.TYPE", "TS.GET", "TS.INFO", "TS.RANGE", "TS.REVRANGE"),
		Command{Name: "JSON.MGET", Kind: Read, Specs: []Spec{{Index: 1, Last: -2, Step: 1}}},
		Command{Name: "JSON.MSET", Kind: Write, Specs: writesThird},
		Command{Name: "TS.MADD", Kind: Write, Specs: writesThird},
		Command{Name: "TS.CREATERULE", Kind: Write, Specs: []Spec{{Index: 1, Last: 1, Step: 1, Writes: true}}},
		Command{Name: "TS.DELETERULE", Kind: Write, Specs: []Spec{{Index: 1, Last: 1, Step: 1, Writes: true}}},
	)...)

func rows(kind Kind, specs []Spec, names ...string) []Command {
	out := make([]Command, len(names))
	for i, name := range names {
		out[i] = Command{Name: name, Kind: kind, Specs: specs}
	}
	return out
}
