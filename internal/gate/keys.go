package gate

import (
	"fmt"

	"github.com/vkcheck/vkcheck/internal/nearest"
)

// key is a word that a mapping of the file may hold. An object is a table of
// them: what is read, refused, and told to editors is made from it.
type key[T any] struct {
	name     string
	doc      string // for editors: what it does, with units
	schema   schema
	required bool
	read     func(r *reader, n *node, to *T) // n is not null; a value that cannot be is told to r
	unset    func(to *T)                     // for null, which takes back what was set before
	holds    func(name string) string        // what a section calls a key; "" for none, nil for what is no section
}

// reader collects what is wrong with nodes, so that a user is told everything
// at once.
type reader struct {
	problems []error
}

// fail says what is wrong with n, in the words that end a sentence about it.
func (r *reader) fail(n *node, format string, args ...any) {
	r.problems = append(r.problems, &Error{n.Position, fmt.Sprintf(format, args...)})
}

// object reads a mapping by its table of keys. A mapping that is empty is as
// good as none.
func object[T any](r *reader, n *node, what string, keys []key[T], to *T) {
	switch n.kind {
	case mapping:
	case null:
		n = &node{Position: n.Position}
	default:
		r.fail(n, "%s is a mapping of keys to values, not %s", what, n.kind)
		return
	}
	for _, p := range n.pairs {
		k := find(keys, p.key.text)
		switch {
		case k == nil:
			r.fail(p.key, "%v", unknownKey(p.key.text, keys))
		case p.value.kind == null:
			k.unset(to)
		default:
			k.read(r, p.value, to)
		}
	}
	for _, k := range keys {
		if v := n.get(k.name); k.required && (v == nil || v.kind == null) {
			r.fail(n, "%s needs %q", what, k.name)
		}
	}
}

// unknownKey is the error for a key that is none of keys, which may have slipped
// out of its section.
func unknownKey[T any](name string, keys []key[T]) error {
	for _, k := range keys {
		if k.holds == nil {
			continue
		}
		switch inside := k.holds(name); inside {
		case "":
		case name:
			return fmt.Errorf("unknown key %q: it stands below %q, and is indented further than it", name, k.name)
		default:
			return fmt.Errorf("unknown key %q: it is called %q, stands below %q, and is indented further than it", name, inside, k.name)
		}
	}
	return nearest.Unknown("key", name, names(keys))
}

func find[T any](keys []key[T], name string) *key[T] {
	for i := range keys {
		if keys[i].name == name {
			return &keys[i]
		}
	}
	return nil
}

func names[T any](keys []key[T]) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.name)
	}
	return all
}

// field is a key with a single value, kept where at points to.
func field[T, V any](name, doc string, v value[V], at func(*T) *V) key[T] {
	return key[T]{
		name: name, doc: doc, schema: v.schema,
		read: func(r *reader, n *node, to *T) {
			if got, ok := v.read(r, n, name); ok {
				*at(to) = got
			}
		},
		unset: func(to *T) { *at(to) = v.initial },
	}
}

// fields is a key with one value or a list of them.
func fields[T, V any](name, doc string, v value[V], at func(*T) *[]V) key[T] {
	return key[T]{
		name: name, doc: doc, schema: schema{"anyOf": []schema{v.schema, {"type": "array", "items": v.schema}}},
		read: func(r *reader, n *node, to *T) {
			var all []V
			each(n, func(item *node) {
				if got, ok := v.read(r, item, name); ok {
					all = append(all, got)
				}
			})
			*at(to) = all
		},
		unset: func(to *T) { *at(to) = nil },
	}
}

// each goes through the items of a list; what is no list is one item.
func each(n *node, do func(*node)) {
	items := []*node{n}
	if n.kind == list {
		items = n.items
	}
	for _, item := range items {
		do(item)
	}
}

// section is a key with a mapping of its own. What it holds is read over what
// was there before.
func section[T, V any](name, doc, def string, keys func() []key[V], at func(*T) *V) key[T] {
	return key[T]{
		name: name, doc: doc, schema: reference(def),
		read:  func(r *reader, n *node, to *T) { object(r, n, name, keys(), at(to)) },
		unset: func(to *T) { *at(to) = *new(V) },
		holds: among(keys),
	}
}

// among is what a section with these keys calls them.
func among[T any](keys func() []key[T]) func(name string) string {
	return func(name string) string {
		if find(keys(), name) == nil {
			return ""
		}
		return name
	}
}

func needed[T any](k key[T]) key[T] {
	k.required = true
	return k
}
