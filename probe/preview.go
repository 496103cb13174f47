package probe

import (
	"context"
	"slices"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/report"
)

// A first look is taken at a hundredth of the commands, where a trace is long
// enough for somebody to wait.
const (
	previewRate = 0.01
	previewFrom = 1_000_000 // lookups
)

// preview replays a sample and hands over its cells, with their errors, and the
// best of them. It takes about a hundredth of the time that the whole does.
// Sizes that the sample cannot tell are left out.
func preview(ctx context.Context, t *cachesim.Trace, g cachesim.Grid, o SimulateOptions) {
	if o.Preview == nil || t.Share() < 1 || t.Reads < previewFrom {
		return
	}
	small := t.Sample(previewRate, o.Seed)
	if g.Sizes = small.Tell(slices.Clone(g.Sizes), g.InBytes); len(g.Sizes) == 0 && len(o.Sizes) > 0 {
		return
	}
	g.Bytes = false
	result, err := cachesim.Run(ctx, small, g, nil)
	if err != nil {
		return // there are too few commands for a sample; the whole will tell
	}
	view := &report.Trace{}
	for _, c := range result.Cells {
		view.Cells = append(view.Cells, cellView(c))
	}
	addErrors(small, view.Cells, g.InBytes)
	addBest(view, o.TTL > 0)
	o.Preview(view)
}
