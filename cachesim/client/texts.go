package client

import (
	"strings"

	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// Extras are kept beside the events where they are asked for: they take memory
// and time.
type Extras struct {
	Texts bool // of commands and keys
	Bytes bool // of values, where the format has sizes
}

// Keep says what is kept. It is called before the first request.
func (b *Builder) Keep(e Extras) {
	if b.extras = e; e.Texts {
		b.texts = &Texts{numbers: map[string]uint32{}}
	}
}

// Texts gives the names of the events' commands, nil unless they are kept.
func (b *Builder) Texts() *Texts { return b.texts }

// weigh takes how many bytes a request is about.
func (b *Builder) weigh(block *trace.Block, i int) {
	if b.bytes = 0; len(block.Size) > 0 {
		b.bytes = block.Size[i]
	}
}

// Texts tells what the events' commands are called and which keys they name.
type Texts struct {
	numbers  map[string]uint32 // of keys and of commands' names
	texts    []string
	commands []named // by id
}

// named is a command: its name, "" where the trace has none, and its keys.
type named struct {
	name uint32
	keys []uint32
}

// add notes a command, unless it is known.
func (n *Texts) add(id uint32, name []byte, keys [][]byte) {
	if int(id) < len(n.commands) {
		return
	}
	c := named{n.number(name), make([]uint32, 0, len(keys))}
	for _, k := range keys {
		c.keys = append(c.keys, n.number(k))
	}
	n.commands = append(n.commands, c)
}

func (n *Texts) number(text []byte) uint32 {
	if at, known := n.numbers[string(text)]; known {
		return at
	}
	return n.note(string(text))
}

// note gives a text that is not known a number.
func (n *Texts) note(text string) uint32 {
	at := uint32(len(n.texts))
	n.texts = append(n.texts, text)
	n.numbers[text] = at
	return at
}

// keep gives the commands their new numbers, and forgets the texts of those that
// are gone.
func (n *Texts) keep(renumbered []uint32) {
	old := *n
	*n = Texts{numbers: map[string]uint32{}, commands: old.commands[:0]}
	again := func(number uint32) uint32 {
		text := old.texts[number]
		if at, known := n.numbers[text]; known {
			return at
		}
		return n.note(text)
	}
	for id, c := range old.commands {
		if renumbered[id] == intern.Gone {
			continue
		}
		c.name = again(c.name)
		for i, key := range c.keys {
			c.keys[i] = again(key)
		}
		n.commands = append(n.commands, c)
	}
}

// Command is the name of a command, in upper case; "" where the trace has none.
func (n *Texts) Command(id uint32) string { return strings.ToUpper(n.texts[n.commands[id].name]) }

// Keys gives the numbers of the keys that a command names, one number for each
// distinct key, below Len.
func (n *Texts) Keys(id uint32) []uint32 { return n.commands[id].keys }

// Text is the key of a number.
func (n *Texts) Text(number uint32) string { return n.texts[number] }

// Len is how many numbers there are.
func (n *Texts) Len() int { return len(n.texts) }
