package sim

import (
	"math/bits"

	"github.com/vkcheck/vkcheck/internal/memory"
)

// rows hold a number for each command in each lane. Those of one command lie
// together in memory, and in one cache line: their width is a power of two. Nothing
// happens to the numbers of lanes that there are not.
type rows struct {
	cells []uint32
	width int
}

func newRows(commands, lanes int) rows {
	width := 1 << bits.Len(uint(lanes-1))
	return rows{memory.Make[uint32](commands * width), width}
}

// newRows makes rows that are needed at every lookup and fetched ahead.
func (c *caches) newRows() rows {
	r := newRows(c.ev.Commands(), len(c.lanes))
	c.fetchers = append(c.fetchers, r.fetch)
	return r
}

// of gives the row of a command.
func (r rows) of(id uint32) []uint32 { return r.cells[int(id)*r.width:][:r.width] }

// at gives one number.
func (r rows) at(id uint32, lane int) *uint32 { return &r.cells[int(id)*r.width+lane] }

// fetch prepares the rows of some commands.
func (r rows) fetch(ids []uint32) { memory.FetchRows(r.cells, r.width, ids) }
