package command

import "bytes"

// grammar is of the options that say whether a command writes: where they begin,
// and how many arguments each takes behind its word.
type grammar struct {
	from  int
	takes map[string]int
}

var grammars = map[string]grammar{
	"BITFIELD":      {2, map[string]int{"GET": 2, "SET": 3, "INCRBY": 3, "OVERFLOW": 1}},
	"MIGRATE":       {6, map[string]int{"COPY": 0, "REPLACE": 0, "AUTH": 1, "AUTH2": 2}},
	"XGROUP CREATE": {5, map[string]int{"MKSTREAM": 0, "ENTRIESREAD": 1}},
}

// options gives the places of the words of options, up to what is none.
func (g grammar) options(args [][]byte) (places []int) {
	for i := g.from; i < len(args); {
		takes, ok := g.takes[string(bytes.ToUpper(args[i]))]
		if !ok {
			break
		}
		places = append(places, i)
		i += 1 + takes
	}
	return places
}

// has says that one of the words is among the options.
func (g grammar) has(args [][]byte, words ...string) bool {
	for _, i := range g.options(args) {
		for _, word := range words {
			if bytes.EqualFold(args[i], []byte(word)) {
				return true
			}
		}
	}
	return false
}
