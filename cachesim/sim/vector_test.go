package sim

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestVectors wants what the processor does for many places at once to be what Go
// does one by one.
func TestVectors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lane := rapid.IntRange(0, Lanes-1).Draw(t, "lane")
		sets := (*[64]set)(rapid.SliceOfN(rapid.Map(rapid.Uint8(), func(s uint8) set { return set(s) }), 64, 64).Draw(t, "sets"))
		if got, want := marked64(sets, lane), plainMarked64(sets, lane); got != want {
			t.Fatalf("lane %d: %064b, want %064b", lane, got, want)
		}
		some := rapid.SampledFrom([]nibbles{0, 1, 7, 0x80000000, 0x71234567, 0xffffffff, 0xf1f1f1f1})
		numbers := (*[32]nibbles)(rapid.SliceOfN(some, 32, 32).Draw(t, "numbers"))
		place := rapid.SampledFrom([]uint32{0, 1, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 1})
		tails := (*[Lanes]uint32)(rapid.SliceOfN(place, Lanes, Lanes).Draw(t, "tails"))
		if at := place.Draw(t, "place"); above(tails, at) != plainAbove(tails, at) {
			t.Fatalf("above %d: %08b, want %08b", at, above(tails, at), plainAbove(tails, at))
		}
		places := (*batch)(rapid.SliceOfN(place, bundleLen, bundleLen).Draw(t, "places"))
		if got, want := passed(places, tails), plainPassed(places, tails); got != want {
			t.Fatalf("%d passed, want %d", got, want)
		}
		var ones, wantOnes [bundleLen]nibbles
		passedOnes(places, tails, &ones)
		if plainPassedOnes(places, tails, &wantOnes); ones != wantOnes {
			t.Fatalf("passed %08x, want %08x", ones, wantOnes)
		}
		var l [Lanes]line
		for lane := range l {
			l[lane].front, l[lane].end = place.Draw(t, "front"), place.Draw(t, "end")
		}
		front, end := behind(tails, &l)
		if wantFront, wantEnd := plainBehind(tails, &l); front != wantFront || end != wantEnd {
			t.Fatalf("behind %08b and %08b, want %08b and %08b", front, end, wantFront, wantEnd)
		}
		mask, value := nibbles(15)<<(4*lane), some.Draw(t, "value")
		if got, want := equal32(numbers, mask, value&mask), plainEqual32(numbers, mask, value&mask); got != want {
			t.Fatalf("lane %d: %032b, want %032b", lane, got, want)
		}
	})
}

// TestDoors wants the same of commands that come into all lanes at once.
func TestDoors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]uint32{0, 1, 2, 3, 9, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 9})
		const commands = 3
		cells := rapid.SliceOfN(number, commands*Lanes, commands*Lanes).Draw(t, "rows")
		ids := rapid.SliceOfN(rapid.Uint32Range(0, commands-1), 0, group).Draw(t, "ids")
		var d doors
		for lane := range Lanes {
			d.come[lane], d.size[lane] = number.Draw(t, "come"), number.Draw(t, "size")
		}
		wantCells, wantDoors, misses, wantMisses := slices.Clone(cells), d, tally{}, tally{}
		wantDoors.enter(rows{wantCells, Lanes}, ids, &wantMisses)
		enterAll(cells, ids, &d, &misses)
		if !slices.Equal(cells, wantCells) || d != wantDoors || misses != wantMisses {
			t.Fatalf("%v come, want %v;\n%v, want\n%v", d.come, wantDoors.come, cells, wantCells)
		}
	})
}

// TestPass wants the same of lookups that are passed together.
func TestPass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const commands = 5
		ev := new(Events)
		for range rapid.IntRange(1, 4*group).Draw(t, "lookups") {
			if err := ev.Lookup(rapid.Uint32Range(0, commands-1).Draw(t, "id"), 0); err != nil {
				t.Fatal(err)
			}
		}
		f := newFlow(newCaches(ev, Config{Sizes: make([]int, rapid.IntRange(1, Lanes).Draw(t, "lanes"))}))
		number := rapid.SampledFrom([]uint32{0, 1, 2, 3, 4, 9, 1<<31 - 99})
		for lane := range f.front {
			f.front[lane], f.back[lane], f.until[lane] = number.Draw(t, "front"), number.Draw(t, "back"), number.Draw(t, "until")
			f.end[lane] = min(f.front[lane], number.Draw(t, "end"))
			f.moves[lane] = -rapid.Uint32Range(0, 1).Draw(t, "moves")
			f.tails.pass(lane, rapid.Uint32Range(0, 5).Draw(t, "tail"))
		}
		f.strict = rapid.SampledFrom([]set{0, f.all}).Draw(t, "strict")
		for i := range f.cells {
			f.cells[i] = number.Draw(t, "number")
		}
		for id := range f.last {
			f.last[id] = rapid.Uint32Range(0, 5).Draw(t, "place")
			f.list[f.last[id]] = set(rapid.Uint8().Draw(t, "listed")) & f.all
		}
		want, lines, c := f, *f.lines, *f.caches
		want.caches, want.lines = &c, &lines
		want.last, want.list, want.cells = slices.Clone(f.last), slices.Clone(f.list), slices.Clone(f.cells)
		lines.cells = want.cells
		f.begin(ev.ids, 0)
		for i := 0; i < len(ev.ids); i++ {
			n := passAll(&f, ev.ids[i:], uint32(i)+6)
			if m := want.plainPass(ev.ids[i:], uint32(i)+6); n != m {
				t.Fatalf("odd is %d, want %d", i+n, i+m)
			}
			want.ahead = f.ahead
			if diff := cmp.Diff(want, f, cmp.AllowUnexported(flow{}, tails{}), cmpopts.IgnoreTypes(&caches{}, &tickets{})); diff != "" {
				t.Fatalf("until %d: -plain +vector\n%s", i+n, diff)
			}
			if i += n; i < len(ev.ids) {
				f.move(ev.ids[i], f.listed, uint32(i)+6)
				want.move(ev.ids[i], want.listed, uint32(i)+6)
			}
		}
		if f.misses != want.misses {
			t.Fatalf("%v, want %v", f.misses, want.misses)
		}
	})
}
