package gate

import (
	"fmt"

	"github.com/vkcheck/vkcheck/report"
)

// Position is a place in a file, from 1. The column is 0 where it is unknown.
type Position struct {
	File         string
	Line, Column int
}

// String is FILE:LINE:COLUMN.
func (p Position) String() string {
	if p.Column == 0 {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// place is the position as reports have it; nil where it is in no file.
func (p Position) place() *report.Place {
	if p.File == StandardInput {
		return nil
	}
	return &report.Place{File: p.File, Line: p.Line, Column: p.Column}
}

// Error is a fault of a file, at its place.
type Error struct {
	Position
	Problem string
}

func (e *Error) Error() string { return e.Position.String() + ": " + e.Problem }

// node is what stands at a place of a file; aliases are followed already.
type node struct {
	Position
	kind  kind
	text  string // of a scalar
	items []*node
	pairs []pair
}

type kind int

const (
	null kind = iota
	scalar
	list
	mapping
)

// String ends a sentence that begins "is".
func (k kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a mapping"}[k]
}

// pair is a key of a mapping and its value.
type pair struct{ key, value *node }

// get gives the value of a key; nil where the mapping has none.
func (n *node) get(key string) *node {
	for _, p := range n.pairs {
		if p.key.text == key {
			return p.value
		}
	}
	return nil
}
