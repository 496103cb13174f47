package localcache

import (
	"cmp"
	"slices"
	"strconv"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// model is the cache as simply as can be: one slice, searched from end to end.
type model struct {
	opt     Options
	now     time.Time
	turn    int // of the last access or storing
	entries []*modelEntry
	waiting map[int]*modelEntry // reservations that are not void, by their number
	stats   Stats
}

type modelEntry struct {
	command            string
	reply              int
	keys               []string
	owner              uint64 // 0: none
	count, used, order int
	stored             time.Time
}

func (m *model) find(command string) *modelEntry {
	i := slices.IndexFunc(m.entries, func(e *modelEntry) bool { return e.command == command })
	if i < 0 {
		return nil
	}
	return m.entries[i]
}

func (m *model) expired(e *modelEntry) bool {
	return m.opt.TTL > 0 && m.now.Sub(e.stored) > m.opt.TTL
}

func (m *model) remove(gone func(*modelEntry) bool) uint64 {
	before := len(m.entries)
	m.entries = slices.DeleteFunc(m.entries, gone)
	return uint64(before - len(m.entries))
}

func (m *model) get(command string) (int, bool) {
	m.turn++
	e := m.find(command)
	if e != nil && m.expired(e) {
		m.stats.Expirations += m.remove(func(x *modelEntry) bool { return x == e })
		e = nil
	}
	if e == nil {
		return 0, false
	}
	m.stats.Hits++
	e.count++
	e.used = m.turn
	return e.reply, true
}

func (m *model) set(command string, reply int, keys []string, owner uint64) {
	m.turn++
	e := m.find(command)
	if e == nil {
		if len(m.entries) >= m.opt.MaxEntries {
			m.evict()
		}
		e = &modelEntry{command: command, used: m.turn}
		m.entries = append(m.entries, e)
	}
	e.reply, e.keys, e.owner, e.stored, e.order = reply, keys, owner, m.now, m.turn
}

func (m *model) evict() {
	victim := slices.MinFunc(m.entries, func(a, b *modelEntry) int { return cmp.Compare(a.order, b.order) })
	if m.expired(victim) {
		m.stats.Expirations++
	} else {
		victim = slices.MinFunc(m.entries, func(a, b *modelEntry) int {
			if m.opt.Policy == LFU && a.count != b.count {
				return cmp.Compare(a.count, b.count)
			}
			return cmp.Compare(a.used, b.used)
		})
		m.stats.Evictions++
	}
	m.remove(func(e *modelEntry) bool { return e == victim })
}

// drop is what every invalidation does to what it concerns.
func (m *model) drop(concerned func(*modelEntry) bool) {
	m.stats.Invalidations += m.remove(concerned)
	for i, e := range m.waiting {
		if concerned(e) {
			delete(m.waiting, i)
		}
	}
}

// TestCacheEqualsModel wants the cache to do what the model does, whatever
// happens in whatever order, and to hold nothing else in the end.
func TestCacheEqualsModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{waiting: map[int]*modelEntry{}, opt: Options{
			MaxEntries: rapid.IntRange(1, 6).Draw(rt, "size"),
			TTL:        time.Duration(rapid.SampledFrom([]int{0, 5}).Draw(rt, "ttl")),
			Policy:     rapid.SampledFrom([]Policy{LRU, LFU}).Draw(rt, "policy"),
		}}
		m.opt.Clock = func() time.Time { return m.now }
		c := newCache(t, m.opt)
		command := rapid.Custom(func(t *rapid.T) string { return "c" + strconv.Itoa(rapid.IntRange(0, 8).Draw(t, "command")) })
		key := rapid.Custom(func(t *rapid.T) string { return "k" + strconv.Itoa(rapid.IntRange(0, 4).Draw(t, "key")) })
		owner := rapid.Uint64Range(1, 3)
		var reservations []*Reservation
		actions := map[string]func(*rapid.T){
			"get": func(t *rapid.T) {
				k := command.Draw(t, "c")
				want, ok := m.get(k)
				lookup := func() (any, bool) { return c.GetBytes([]byte(k)) }
				if rapid.Bool().Draw(t, "counted") {
					lookup = func() (any, bool) { return c.Get(k) }
					if !ok {
						m.stats.Misses++
					}
				}
				got, found := lookup()
				if found != ok || ok && got != want {
					t.Fatalf("%s is %v %t, want %v %t", k, got, found, want, ok)
				}
			},
			"set": func(t *rapid.T) {
				k, keys := command.Draw(t, "c"), rapid.SliceOfN(key, 0, 3).Draw(t, "keys")
				m.set(k, m.turn, keys, 0)
				c.Set(k, m.turn-1, keys)
			},
			"reserve": func(t *rapid.T) {
				k, keys, o := command.Draw(t, "c"), rapid.SliceOfN(key, 0, 3).Draw(t, "keys"), owner.Draw(t, "owner")
				m.stats.Misses++
				m.waiting[len(reservations)] = &modelEntry{command: k, keys: keys, owner: o}
				reservations = append(reservations, c.Reserve(k, keys, o))
			},
			"commit": func(t *rapid.T) {
				if len(reservations) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(reservations)-1).Draw(t, "reservation")
				e, want := m.waiting[i]
				if want {
					m.set(e.command, i, e.keys, e.owner)
					delete(m.waiting, i)
				} else {
					m.stats.Discarded++
				}
				if got := reservations[i].Commit(i); got != want {
					t.Fatalf("Commit is %t, want %t", got, want)
				}
			},
			"cancel": func(t *rapid.T) {
				if len(reservations) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(reservations)-1).Draw(t, "reservation")
				delete(m.waiting, i)
				reservations[i].Cancel()
			},
			"invalidate key": func(t *rapid.T) {
				k := key.Draw(t, "k")
				m.drop(func(e *modelEntry) bool { return slices.Contains(e.keys, k) })
				c.InvalidateKey(k)
			},
			"delete": func(t *rapid.T) {
				ks := rapid.SliceOfN(command, 0, 3).Draw(t, "commands")
				m.drop(func(e *modelEntry) bool { return slices.Contains(ks, e.command) })
				c.Delete(ks...)
			},
			"flush": func(*rapid.T) {
				m.drop(func(*modelEntry) bool { return true })
				c.Flush()
			},
			"flush owner": func(t *rapid.T) {
				o := owner.Draw(t, "owner")
				m.drop(func(e *modelEntry) bool { return e.owner == o })
				c.FlushOwner(o)
			},
			"wait": func(t *rapid.T) { m.now = m.now.Add(time.Duration(rapid.IntRange(1, 4).Draw(t, "time"))) },
			"": func(*rapid.T) {
				sound(t, c)
				m.stats.Entries = len(m.entries)
				if diff := gocmp.Diff(m.stats, c.Stats()); diff != "" {
					rt.Fatalf("-want +got\n%s", diff)
				}
			},
		}
		rt.Repeat(actions)
		for _, r := range reservations {
			r.Cancel()
		}
		c.Flush()
		if len(c.pending)+len(c.byKey)+len(c.owners)+c.Len() != 0 || c.ages.last != nil {
			rt.Fatal("something is left of an empty cache")
		}
	})
}
