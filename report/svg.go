package report

import (
	"cmp"
	"errors"
	"io"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

// errNoCurve says that a report has nothing to draw.
var errNoCurve = errors.New("nothing to draw: svg is for cache-sim, with --curve or several sizes")

// writeSVG draws the hit ratio by size: the curve, and the policies of the grid.
func writeSVG(w io.Writer, r *Report, _ Options) error {
	p := plot.New()
	p.Title.Text = "hit ratio by cache size"
	p.X.Label.Text, p.Y.Label.Text = "entries", "hit ratio"
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.Y.Min, p.Y.Max = 0, 1
	p.Legend.Top, p.Legend.Left = true, true
	p.Add(plotter.NewGrid())
	n := 0
	for i := range r.Traces {
		for _, s := range r.Traces[i].series() {
			line, err := plotter.NewLine(s.points)
			if err != nil {
				return err
			}
			line.Color, line.Dashes = plotutil.Color(n), plotutil.Dashes(n/len(plotutil.DefaultColors))
			p.Add(line)
			p.Legend.Add(s.name, line)
			n++
		}
	}
	if n == 0 {
		return errNoCurve
	}
	// A scale of powers of ten needs more than one size.
	if p.X.Min == p.X.Max {
		p.X.Max *= 10
	}
	image, err := p.WriterTo(9*vg.Inch, 5*vg.Inch, "svg")
	if err != nil {
		return err
	}
	_, err = image.WriteTo(w)
	return err
}

// series is one line of a chart.
type series struct {
	name   string
	points plotter.XYs
}

// series gives the lines of a trace: the curve first.
func (t *Trace) series() (all []series) {
	if t.Curve != nil && len(t.Curve.Points) > 0 {
		s := series{name: t.Curve.Policy + ", every size"}
		for _, p := range t.Curve.Points {
			s.points = append(s.points, plotter.XY{X: p[0], Y: p[1]})
		}
		all = append(all, s)
	}
	first := len(all)
	for _, c := range t.Cells {
		if c.HitRatio == nil {
			continue
		}
		at := first + slices.IndexFunc(all[first:], func(s series) bool { return s.name == c.Policy })
		if at < first {
			at = len(all)
			all = append(all, series{name: c.Policy})
		}
		all[at].points = append(all[at].points, plotter.XY{X: float64(c.Size), Y: *c.HitRatio})
	}
	for _, s := range all {
		slices.SortFunc(s.points, func(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) })
	}
	return all
}
