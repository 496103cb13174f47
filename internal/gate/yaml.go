package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"gopkg.in/yaml.v3"
)

// The bounds of one file. Aliases count with all that they stand for, so that
// a few lines cannot become a billion.
const (
	maxNodes = 100_000
	maxDepth = 32
)

// parse reads a file of one YAML document. Every error is an [*Error].
func parse(file string, text []byte) (*node, error) {
	start := Position{File: file, Line: 1, Column: 1}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return &node{Position: start}, nil
	case err != nil:
		return nil, syntaxError(file, text, err)
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, &Error{Position{file, more.Line, more.Column}, "a second document begins: a file is one"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxError(file, text, err)
	}
	t := translator{file: file}
	return t.node(doc.Content[0], 0)
}

// translator makes nodes of the library's, within bounds.
type translator struct {
	file  string
	nodes int
}

func (t *translator) node(y *yaml.Node, depth int) (*node, error) {
	n := &node{Position: Position{t.file, y.Line, y.Column}}
	if t.nodes++; t.nodes > maxNodes {
		return nil, &Error{n.Position, fmt.Sprintf("the file has more than %d values, aliases included", maxNodes)}
	}
	if depth > maxDepth {
		return nil, &Error{n.Position, fmt.Sprintf("more than %d levels", maxDepth)}
	}
	if y.Style&yaml.TaggedStyle != 0 {
		return nil, &Error{n.Position, "a tag has no meaning here"}
	}
	switch y.Kind {
	case yaml.AliasNode:
		return t.node(y.Alias, depth+1)
	case yaml.ScalarNode:
		n.kind, n.text = scalar, y.Value
		if y.Tag == "!!null" {
			n.kind = null
		}
		return n, nil
	case yaml.SequenceNode:
		n.kind = list
		for _, item := range y.Content {
			child, err := t.node(item, depth+1)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, child)
		}
		return n, nil
	}
	n.kind = mapping
	return n, t.pairs(n, y, depth)
}

// pairs reads a mapping. What "<<" merges in stands behind what the mapping
// says itself.
func (t *translator) pairs(n *node, y *yaml.Node, depth int) error {
	var merged []*node
	seen := map[string]int{} // the line of a key
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, err := t.node(y.Content[i], depth+1)
		if err != nil {
			return err
		}
		value, err := t.node(y.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		switch {
		case key.kind != scalar:
			return &Error{key.Position, "a key is a word"}
		case y.Content[i].Tag == "!!merge":
			merged = append(merged, value)
		case seen[key.text] > 0:
			return &Error{key.Position, fmt.Sprintf("%q stands here twice: first in line %d", key.text, seen[key.text])}
		default:
			seen[key.text] = key.Line
			n.pairs = append(n.pairs, pair{key, value})
		}
	}
	return n.merge(merged, seen)
}

// merge adds what n lacks, of mappings and of lists of them; the first wins.
func (n *node) merge(from []*node, seen map[string]int) error {
	for _, m := range from {
		switch m.kind {
		case list:
			if err := n.merge(m.items, seen); err != nil {
				return err
			}
		case mapping:
			for _, p := range m.pairs {
				if seen[p.key.text] == 0 {
					seen[p.key.text] = p.key.Line
					n.pairs = append(n.pairs, p)
				}
			}
		default:
			return &Error{m.Position, "<< takes a mapping or a list of mappings"}
		}
	}
	return nil
}
