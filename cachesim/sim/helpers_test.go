package sim

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestQueue holds two queues that share places to two slices.
func TestQueue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, second := newPairs(newPlaces(newRows(20, 3), 3))
		queues := [2]*queue{&first[1], &second[1]}
		var want [2][]uint32
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(0, 39), 100, 400).Draw(t, "ids") {
			at, id := n/20, n%20
			in := slices.IndexFunc(want[:], func(ids []uint32) bool { return slices.Contains(ids, id) })
			switch {
			case in < 0:
				queues[at].push(id)
				want[at] = append(want[at], id)
			case id%2 == 0:
				for i, q := range queues {
					if got := q.remove(id); got != (i == in) {
						t.Fatalf("%d is removed from %d: %v, and is in %d", id, i, got, in)
					}
				}
				want[in] = without(want[in], id)
			default:
				if got := queues[in].pop(); got != want[in][0] {
					t.Fatalf("pop %d, want %d", got, want[in][0])
				}
				want[in] = want[in][1:]
			}
			for i, q := range queues {
				if q.len() != len(want[i]) {
					t.Fatalf("%d long, want %d", q.len(), len(want[i]))
				}
			}
		}
	})
}

// TestLists holds two lists of one kind to two slices.
func TestLists(t *testing.T) {
	t.Parallel()
	const commands = 20
	ev := new(Events)
	if err := ev.Lookup(commands-1, 0); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := newMembers(newCaches(ev, Config{Sizes: []int{1, 1, 1}}))
		l := m.newLists(1, 2)[1][2]
		for list := range l.queues { // as after so many
			q := &l.queues[list]
			q.head -= rapid.Uint32Range(0, 100).Draw(t, "slot")
			q.tail = q.head
		}
		var want [2][]uint32
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(0, 4*commands-1), 200, 500).Draw(t, "ids") {
			to, id, takes := int(n/commands%2), n%commands, n >= 2*commands
			in := slices.IndexFunc(want[:], func(ids []uint32) bool { return slices.Contains(ids, id) })
			switch {
			case in >= 0 && l.list(id) != in:
				t.Fatalf("%d is in %d, want %d", id, l.list(id), in)
			case in < 0:
				l.put(to, id)
				want[to] = append(want[to], id)
			case takes:
				l.take(id)
				want[in] = without(want[in], id)
			default:
				l.move(to, id)
				want[in] = without(want[in], id)
				want[to] = append(want[to], id)
			}
			for list := range want {
				if l.length[list] != len(want[list]) {
					t.Fatalf("%d in %d, want %d", l.length[list], list, len(want[list]))
				}
				if len(want[list]) > 0 && l.oldest(list) != want[list][0] {
					t.Fatalf("%d is the oldest of %d, want %d", l.oldest(list), list, want[list][0])
				}
			}
		}
	})
}

// TestQueueStaysSmall pushes and removes for ever beside one old entry.
func TestQueueStaysSmall(t *testing.T) {
	t.Parallel()
	q := newQueues(newPlaces(newRows(2, 1), 1))[0]
	q.push(0)
	for range 1000 {
		q.push(1)
		q.remove(1)
	}
	if len(q.ring) > 8 || q.pop() != 0 {
		t.Errorf("a ring of %d", len(q.ring))
	}
}

// TestTickets holds a lane of tickets to two slices.
func TestTickets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const lane = 1
		width := rapid.IntRange(lane+1, Lanes).Draw(t, "width")
		all := newTickets(20, width)
		l := &all.lanes[lane]
		var inside, remembered []uint32
		for _, n := range rapid.SliceOfN(rapid.Uint32Range(0, 99), 100, 400).Draw(t, "steps") {
			id := n % 20
			number := &all.of(id)[lane]
			in, known := slices.Contains(inside, id), slices.Contains(remembered, id)
			gotIn, gotKnown := all.look(all.of(id))
			if gotIn.has(lane) != in || gotKnown.has(lane) != known {
				t.Fatalf("look %d: %v %v, want %v %v", id, gotIn.has(lane), gotKnown.has(lane), in, known)
			}
			switch {
			case n < 20 && len(inside) > 0:
				l.let()
				remembered, inside = append(remembered, inside[0]), inside[1:]
			case n < 40 && len(remembered) > 0:
				l.forgetOldest()
				remembered = remembered[1:]
			case known && n%2 == 0:
				all.forget(id)
				remembered = without(remembered, id)
			case known:
				l.recall(number)
				*number = l.draw()
				remembered, inside = without(remembered, id), append(inside, id)
			case in && n%3 == 0:
				l.remove(number)
				inside = without(inside, id)
			case !in:
				*number = l.draw()
				inside = append(inside, id)
			}
			if l.len() != len(inside) || l.remembered() != len(remembered) {
				t.Fatalf("%d and %d, want %d and %d", l.len(), l.remembered(), len(inside), len(remembered))
			}
			if n%7 > 0 {
				continue
			}
			if got, want := l.gapless(), plainGapless(l); got != want {
				t.Fatalf("no gap for %d, want %d", got, want)
			}
		}
	})
}

func plainGapless(l *line) uint32 {
	for i := uint32(0); i < l.back-l.end; i++ {
		if l.missing[insidePart] > 0 && l.front+i < l.back && l.gap(l.front+i) || l.missing[rememberedPart] > 0 && l.gap(l.end+i) {
			return i
		}
	}
	return 1 << 31
}

// TestTicketsStaySmall wants no more room than for what is inside or remembered,
// however many have come.
func TestTicketsStaySmall(t *testing.T) {
	t.Parallel()
	all := newTickets(2, 1)
	l, number := &all.lanes[0], &all.of(1)[0]
	for i := range 100_000 {
		*number = l.draw()
		l.remove(number)
		if l.draw(); i%100 == 0 {
			for l.len() > 0 {
				l.let()
				l.forgetOldest()
			}
		}
	}
	if len(l.gaps) > 8 {
		t.Errorf("%d words for gaps", len(l.gaps))
	}
}

// TestSpots looks commands up, and takes the one looked up longest ago.
func TestSpots(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var q spots
		last := map[uint32]uint32{}
		live := func(s spot) bool { return last[s.id] == s.place }
		for now, id := range rapid.SliceOfN(rapid.Uint32Range(0, 9), 0, 900).Draw(t, "ids") {
			if place := uint32(now) + 1; id > 0 {
				last[id] = place
				q.push(spot{place, id}, func(some []spot) []spot {
					return slices.DeleteFunc(some, func(s spot) bool { return !live(s) })
				})
				continue
			}
			want := slices.Sorted(maps.Values(last))
			var got []uint32
			for len(got) == 0 && !q.empty() {
				if s := q.pop(); live(s) {
					got = append(got, s.place)
					delete(last, s.id)
				}
			}
			if !slices.Equal(got, want[:min(1, len(want))]) {
				t.Fatalf("%d, want the first of %d", got, want)
			}
		}
		if len(q.ring) > 32 {
			t.Fatalf("a ring of %d", len(q.ring))
		}
	})
}

// TestHeap lets keys grow behind the heap's back.
func TestHeap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var h heap
		keys := map[uint32]uint64{}
		now := func(r ranked) (uint64, bool) { k, ok := keys[r.id]; return k, ok }
		for n, id := range rapid.SliceOfN(rapid.Uint32Range(0, 15), 100, 400).Draw(t, "ids") {
			_, known := keys[id]
			switch {
			case !known:
				keys[id] = uint64(100*id) + uint64(n)<<8
				h.push(ranked{key: keys[id], id: id})
			case id%5 == 0:
				delete(keys, id)
			case id%3 == 0:
				keys[id] += 1 << 10
			default:
				least := id
				for other, k := range keys {
					if k < keys[least] {
						least = other
					}
				}
				if got := h.pop(now); keys[got] != keys[least] {
					t.Fatalf("pop %d with %d, want %d with %d", got, keys[got], least, keys[least])
				}
				delete(keys, least)
			}
		}
	})
}

// TestBitmap holds a bitmap to its marks in order.
func TestBitmap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const n = 500
		b := newBitmap(n)
		marks := rapid.SliceOfDistinct(rapid.Uint32Range(0, n-1), rapid.ID).Draw(t, "marks")
		for _, i := range marks {
			b.set(i)
		}
		for _, i := range marks[:len(marks)/4] {
			b.clear(i)
		}
		marks = marks[len(marks)/4:]
		slices.Sort(marks)
		from, to := rapid.Uint32Range(0, n-1).Draw(t, "from"), rapid.Uint32Range(0, n-1).Draw(t, "to")
		first, _ := slices.BinarySearch(marks, from)
		behind, _ := slices.BinarySearch(marks, to)
		if got := b.count(from, max(from, to)); got != max(0, behind-first) {
			t.Fatalf("count from %d to %d: %d, want %d", from, to, got, behind-first)
		}
		if got := b.skip(from, 0); got != from {
			t.Fatalf("skip none from %d: %d", from, got)
		}
		for i, mark := range marks[first:] {
			if got := b.skip(from, i+1); got != mark+1 {
				t.Fatalf("skip %d from %d: %d, want %d", i+1, from, got, mark+1)
			}
		}
		if first < len(marks) && b.next(from) != marks[first] {
			t.Fatalf("next from %d: %d, want %d", from, b.next(from), marks[first])
		}
	})
}

func TestTower(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const n = 300_000
		tower := newTower(n)
		want := map[uint32]bool{}
		for _, i := range rapid.SliceOfN(rapid.Uint32Range(0, n-1), 0, 100).Draw(t, "positions") {
			if want[i] = !want[i]; want[i] {
				tower.set(i)
			} else {
				delete(want, i)
				tower.clear(i)
			}
			top := uint32(0)
			for i := range want {
				top = max(top, i)
			}
			if got, ok := tower.last(); ok != (len(want) > 0) || ok && got != top {
				t.Fatalf("last %d %v, want %d", got, ok, top)
			}
		}
	})
}

func TestCounters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var c counter
		var want [Lanes]int
		for _, lanes := range rapid.SliceOf(rapid.Uint8()).Draw(t, "lanes") {
			c.add(set(lanes))
			c.put(int(lanes)%Lanes, int(lanes>>3)%4)
			for i := range want {
				want[i] = min(3, want[i]+int(lanes>>i&1))
			}
			want[int(lanes)%Lanes] = int(lanes>>3) % 4
			for i := range want {
				if got := c.get(i); got != want[i] {
					t.Fatalf("lane %d counts %d, want %d", i, got, want[i])
				}
			}
		}
	})
}

// TestSoon wants what soon gives to come as many calls of pop later as it says.
func TestSoon(t *testing.T) {
	t.Parallel()
	var q queue
	for id := range uint32(64) {
		q.push(id)
	}
	var promised []uint32
	for i := range uint32(40) {
		if soon := q.soon(); soon != nil {
			promised = append(promised, soon...)
		}
		got := q.pop()
		if got != i || i >= later && promised[i-later] != got {
			t.Fatalf("pop %d gives %d, promised were %d", i, got, promised)
		}
	}
}

// TestReserve wants events to be what they are without room made for them, and
// not to move within it.
func TestReserve(t *testing.T) {
	t.Parallel()
	fill := func(e *Events, from, to uint32) {
		for i := from; i < to; i++ {
			err := e.Lookup(i%7, int64(i)+1)
			if i%5 == 0 {
				err = e.Drop(i % 7)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	plain, roomy := new(Events), new(Events)
	fill(plain, 0, 1000)
	fill(roomy, 0, 10)
	roomy.Reserve(2000)
	first := &roomy.ids[0]
	fill(roomy, 10, 1000)
	roomy.Reserve(5)
	if first != &roomy.ids[0] || !slices.Equal(plain.ids, roomy.ids) || !slices.Equal(plain.ops, roomy.ops) || !slices.Equal(plain.times, roomy.times) {
		t.Errorf("%d events, want %d", roomy.Len(), plain.Len())
	}
}
