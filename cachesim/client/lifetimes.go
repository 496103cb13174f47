package client

import (
	"github.com/vkcheck/vkcheck/cachesim/command"
	"github.com/vkcheck/vkcheck/cachesim/intern"
)

// Lifetimes tell of the keys that expire where the trace says so.
type Lifetimes struct {
	Followed bool   // whether keys expire; else only Given is known
	Given    uint64 // how often a key got a lifetime, or another one
	Keys     uint64 // the most keys that had one at a time
	Expired  uint64 // keys that have outlived theirs
	Partial  bool   // counts are of the keys of the partition; else of all
}

// lifetimes know when each key expires that has a lifetime, as long as it is
// there.
type lifetimes struct {
	keys  map[int32]map[intern.Tag]life // by database
	queue *deadlines
	count int // of keys
	sum   Lifetimes
}

// life is when a key expires, and when the one deadline of it stands in the queue
// that is not void: a lifetime that is renewed all the time lets it stand, and it
// moves on when its time has come.
type life struct{ due, queued int64 }

func newLifetimes() lifetimes {
	return lifetimes{keys: map[int32]map[intern.Tag]life{}, queue: newDeadlines()}
}

// due is when a key expires.
func (l *lifetimes) due(db int32, tag intern.Tag) int64 {
	if x, known := l.keys[db][tag]; known {
		return x.due
	}
	return command.Never
}

// set says when a key expires.
func (l *lifetimes) set(db int32, tag intern.Tag, due int64) {
	keys := l.keys[db]
	if keys == nil {
		keys = map[intern.Tag]life{}
		l.keys[db] = keys
	}
	x, known := keys[tag]
	if !known || due < x.queued {
		l.queue.push(deadline{due, tag, db})
		x.queued = due
	}
	x.due = due
	keys[tag] = x
	if !known {
		l.count++
		l.sum.Keys = max(l.sum.Keys, uint64(l.count))
	}
	l.sum.Given++
	l.tidy()
}

// forget ends the lifetime of a key.
func (l *lifetimes) forget(db int32, tag intern.Tag) {
	if _, known := l.keys[db][tag]; known {
		delete(l.keys[db], tag)
		l.count--
	}
}

// expire calls end with each key whose deadline is before now, the earliest
// first.
func (l *lifetimes) expire(now int64, end func(tag intern.Tag) error) error {
	for some := l.queue.take(now); len(some) > 0; some = l.queue.take(now) {
		for _, d := range some {
			switch x, known := l.keys[d.db][d.tag]; {
			case !known || x.queued != d.due: // void
			case x.due > d.due:
				l.keys[d.db][d.tag] = life{x.due, x.due}
				l.queue.push(deadline{x.due, d.tag, d.db})
			default:
				l.forget(d.db, d.tag)
				l.sum.Expired++
				if err := end(d.tag); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// flush forgets the keys of a database, or of all.
func (l *lifetimes) flush(db int32) {
	for of, keys := range l.keys {
		if db == everyDB || of == db {
			l.count -= len(keys)
			delete(l.keys, of)
		}
	}
	l.tidy()
}

// bytes estimates the memory that they take: a map does not shrink.
func (l *lifetimes) bytes() uint64 { return lifeBytes * l.sum.Keys }

// tidy keeps the queue from holding more than a few void deadlines.
func (l *lifetimes) tidy() {
	if l.queue.count > 2*l.count+bucketKept {
		l.queue.keep(func(d deadline) bool {
			x, known := l.keys[d.db][d.tag]
			return known && x.queued == d.due
		})
	}
}

// keep forgets the keys that half the sample has not, and half of what was
// counted.
func (l *lifetimes) keep(keep func(tag intern.Tag) bool) {
	old := l.keys
	l.keys, l.count = map[int32]map[intern.Tag]life{}, 0
	for db, keys := range old {
		l.keys[db] = map[intern.Tag]life{}
		for tag, x := range keys {
			if keep(tag) {
				l.keys[db][tag] = x
				l.count++
			}
		}
	}
	l.sum = Lifetimes{Given: l.sum.Given / 2, Keys: max(uint64(l.count), l.sum.Keys/2), Expired: l.sum.Expired / 2}
	l.tidy()
}
