package report

import (
	"errors"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// errNoCurve says that a report has nothing to draw.
var errNoCurve = errors.New("nothing to draw: svg is for cache-sim, with --curve or several sizes")

// otherFonts is room for the last size, which ends at the picture's edge in the font
// that it is measured in, and beyond in another that a viewer takes for it.
const otherFonts = vg.Inch / 4

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
			line, err := plotter.NewLine(points(s.Points))
			if err != nil {
				return err
			}
			line.Color, line.Dashes = plotutil.Color(n), plotutil.Dashes(n/len(plotutil.DefaultColors))
			p.Add(line)
			p.Legend.Add(Visible(s.Name), line)
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
	image, err := draw.NewFormattedCanvas(9*vg.Inch, 5*vg.Inch, "svg")
	if err != nil {
		return err
	}
	p.Draw(draw.Crop(draw.New(image), 0, -otherFonts, 0, 0))
	_, err = image.WriteTo(w)
	return err
}

// points are the plotter's own.
type points [][2]float64

func (p points) Len() int                    { return len(p) }
func (p points) XY(i int) (float64, float64) { return p[i][0], p[i][1] }
