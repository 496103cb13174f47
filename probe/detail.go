package probe

import (
	"context"
	"strconv"
	"unicode/utf8"

	"github.com/vkcheck/vkcheck/cachesim"
	"github.com/vkcheck/vkcheck/report"
)

// addTracking says what the client costs the server.
func addTracking(view *report.Trace, t *cachesim.Trace) {
	if t.Tracked == 0 {
		return
	}
	v := &report.Tracking{Keys: t.Tracked, Invalidations: t.Invalidations}
	v.PerThousand = 1000 * float64(t.Invalidations) / float64(t.Requests)
	if seconds := float64(t.To-t.From) / 1e9; seconds > 0 {
		perSecond := float64(t.Invalidations) / seconds
		v.PerSecond = &perSecond
	}
	view.Tracking = v
}

// addDetail looks closer at one cache: the smallest that is large enough, else
// the first.
func addDetail(ctx context.Context, view *report.Trace, t *cachesim.Trace, o SimulateOptions) error {
	if o.Top == 0 && o.Intervals == 0 && o.Every == 0 {
		return nil
	}
	policy, size := view.Cells[0].Policy, view.Cells[0].Size
	if view.Enough != nil {
		policy, size = view.Enough.Policy, view.Enough.Size
	}
	d, err := t.Detail(ctx, cachesim.DetailOptions{
		Policy: policy, Size: size, InBytes: view.Cells[0].Unit == "bytes", Seed: o.Seed, Samples: o.Samples, TTL: o.TTL,
		Top: o.Top, Separator: o.Separator, Intervals: o.Intervals, Every: o.Every,
	})
	if err != nil {
		return err
	}
	view.Detail = &report.Detail{
		Policy: policy, Size: size, Unit: view.Cells[0].Unit,
		Keys: partViews(d.Keys), Prefixes: partViews(d.Prefixes), Commands: partViews(d.Commands),
	}
	for _, i := range d.Intervals {
		v := report.Interval{Requests: i.Requests, Unique: i.Unique, Hits: i.Hits, HitRatio: quotient(i.Hits, i.Requests)}
		if i.Timed {
			v.Seconds = &i.Seconds
		}
		view.Detail.Intervals = append(view.Detail.Intervals, v)
	}
	return nil
}

func partViews(parts []cachesim.Part) (views []report.Part) {
	for _, p := range parts {
		name := p.Name
		if !utf8.ValidString(name) { // as MONITOR shows it: JSON would lose it
			quoted := strconv.QuoteToASCII(name)
			name = quoted[1 : len(quoted)-1]
		}
		views = append(views, report.Part{Name: name, Requests: p.Requests, Hits: p.Hits, HitRatio: *quotient(p.Hits, p.Requests)})
	}
	return views
}

// quotient is a part by the whole; nil where there is none.
func quotient[T int64 | uint64](part, whole T) *float64 {
	if whole <= 0 {
		return nil
	}
	r := float64(part) / float64(whole)
	return &r
}
