package client

import (
	"encoding/binary"

	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/intern"
	"github.com/vkcheck/vkcheck/cachesim/sim"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// databases know which keys of the server are in which database, for FLUSHDB.
type databases struct {
	keys   map[int32][]uint32 // that were used since the database was flushed
	listed []bool             // by command
}

// everyDB is the database of FLUSHALL.
const everyDB = -1

// list notes a key of a database.
func (d *databases) list(db int32, id uint32) {
	d.listed = extend(d.listed, id)
	if d.listed[id] {
		return
	}
	d.listed[id] = true
	if d.keys == nil {
		d.keys = map[int32][]uint32{}
	}
	d.keys[db] = append(d.keys[db], id)
}

// flush gives the keys of a database, which has none then.
func (d *databases) flush(db int32) []uint32 {
	keys := d.keys[db]
	delete(d.keys, db)
	for _, id := range keys {
		d.listed[id] = false
	}
	return keys
}

// keep gives the keys their new numbers.
func (d *databases) keep(renumbered []uint32) {
	old := d.keys
	*d = databases{}
	for db, keys := range old {
		for _, id := range keys {
			if n := renumbered[id]; n != intern.Gone {
				d.list(db, n)
			}
		}
	}
}

// flushed is the database that a command flushes.
func flushed(c *command.Command, db int32) int32 {
	if c.Name == "FLUSHALL" {
		return everyDB
	}
	return db
}

// serve plans what one command does to the server's memory.
func (b *Builder) serve(c *command.Command, does command.Kind, args [][]byte, db int32) {
	from := len(b.named)
	b.named = c.Keys(b.named, args)
	keys := b.named[from:]
	switch {
	case does == command.Flush:
		b.sum.Writes++
		db = flushed(c, db)
		b.lifetimes.flush(db)
		b.planServed(sim.OpFlush, db, nil)
	case does == command.Write:
		b.sum.Writes++
		l := b.lifetime(c, args, db)
		for i, k := range keys {
			b.planFate(&l, c.Fate(i), db, k)
			b.renewKey(&l, c.Fate(i), db, k)
		}
	case does == command.Read && len(keys) > 0:
		b.sum.Reads++
		b.bytes /= int64(len(keys))
		for _, k := range keys {
			b.planServed(sim.OpLookup, db, k)
		}
	default:
		b.sum.Bypassed++
	}
}

// serveKey does the same for a request of a key.
func (b *Builder) serveKey(block *trace.Block, i int, op trace.Op) {
	db := int32(0)
	if len(block.DB) > 0 {
		db = block.DB[i]
	}
	key := block.Key(i)
	switch op {
	case trace.Flush:
		b.sum.Writes++
		b.lifetimes.flush(everyDB)
		b.planServed(sim.OpFlush, everyDB, nil)
		return
	case trace.Read:
		b.sum.Reads++
		b.planServed(sim.OpLookup, db, key)
	case trace.Delete:
		b.sum.Writes++
		b.planWrite(command.Removed, db, key)
	default:
		b.sum.Writes++
		b.planWrite(command.Made, db, key)
	}
	b.renewKeyed(block, i, op, key)
}

// planFate plans what a write does to one of its keys, which MOVE and COPY may
// make in another database.
func (b *Builder) planFate(l *command.Lifetime, fate command.Fate, db int32, key []byte) {
	to := target(l, db)
	if fate == command.Removed {
		b.planWrite(fate, db, key)
		if to == db {
			return
		}
		fate = command.Made
	}
	b.planWrite(fate, to, key)
}

func (b *Builder) planWrite(fate command.Fate, db int32, key []byte) {
	switch fate {
	case command.Made:
		b.planServed(sim.OpStore, db, key)
	case command.Removed:
		b.planServed(sim.OpDrop, db, key)
	}
}

// planServed plans a step of one key. Its text is that of the key alone in the
// first database, as in formats that know no databases. It has no command: many
// look up the same key.
func (b *Builder) planServed(op sim.Op, db int32, key []byte) {
	b.spellServed(db, key)
	from := len(b.named)
	b.named = append(b.named, key)
	b.plan(op, nil, from)
	b.steps[len(b.steps)-1].db = db
}

// spellServed makes the text of a key.
func (b *Builder) spellServed(db int32, key []byte) {
	b.text = append(b.text[:0], key...)
	if db != 0 {
		b.text = binary.AppendUvarint(append(b.text, 0), uint64(uint32(db)))
	}
}

// serveStep adds a step to the events.
func (b *Builder) serveStep(s *step, keys [][]byte) error {
	switch {
	case s.op == sim.OpFlush:
		return b.serveFlush(s.db)
	case s.op == sim.OpDrop || s.op == sim.OpExpire:
		id, known := b.commands.FindTag(s.tag)
		switch {
		case !known:
			return nil
		case s.op == sim.OpDrop:
			return b.events.Drop(id)
		}
		return b.events.Expire(id)
	case !s.kept:
		return nil
	}
	b.databases.list(s.db, s.id)
	if s.op == sim.OpLookup {
		return b.lookup(s, keys)
	}
	if b.texts != nil {
		b.texts.add(s.id, s.name, keys)
	}
	if s.op == sim.OpLifetime {
		return b.events.Lifetime(s.id, s.due)
	}
	if err := b.events.Store(s.id, s.at); err != nil {
		return err
	}
	b.weighStep(s)
	return nil
}

func (b *Builder) serveFlush(db int32) error {
	if db == everyDB {
		clear(b.databases.listed)
		clear(b.databases.keys)
		return b.events.Flush()
	}
	for _, id := range b.databases.flush(db) {
		if err := b.events.Drop(id); err != nil {
			return err
		}
	}
	return nil
}
