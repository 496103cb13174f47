package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/guptarohit/asciigraph"
)

// The plot's own size, in columns and lines, and what is left of the columns
// for the axis beside its digits.
const (
	plotWidth  = 72
	plotHeight = 12
	plotMargin = 8
)

// drawPlot draws one curve in text, sizes in powers of ten, within width columns;
// 0 for no limit.
func drawPlot(p *Plot, width int) string {
	s := p.Lines[0]
	digits := 2
	if top := slices.MaxFunc(s.Points, func(a, b [2]float64) int { return cmp.Compare(a[1], b[1]) })[1]; top > 0 && top < 0.1 {
		digits -= int(math.Log10(top))
	}
	columns := plotWidth
	if width > 0 {
		columns = max(10, min(columns, width-plotMargin-digits))
	}
	least, most := math.Log10(s.Points[0][0]), math.Log10(s.Points[len(s.Points)-1][0])
	values := make([]float64, columns)
	for i := range values {
		values[i] = s.at(math.Pow(10, least+(most-least)*float64(i)/float64(columns-1)))
	}
	options := []asciigraph.Option{
		asciigraph.Height(plotHeight), asciigraph.LowerBound(0), asciigraph.Caption("size in " + p.Unit),
		asciigraph.YAxisValueFormatter(func(ratio float64) string { // the lowest may have rounded to less than 0
			return strconv.FormatFloat(max(0, ratio), 'f', digits, 64)
		}),
	}
	if most > least {
		options = append(options, asciigraph.XAxisRange(least, most), asciigraph.XAxisTickCount(6),
			asciigraph.XAxisValueFormatter(func(power float64) string { return short(math.Pow(10, power)) }))
	}
	return strings.TrimRight(asciigraph.Plot(values, options...), "\n")
}

// at gives the ratio at a size: that of the largest point that is no larger.
func (s *Series) at(size float64) float64 {
	ratio := s.Points[0][1]
	for _, point := range s.Points {
		if point[0] > size*1.0000001 { // powers and logarithms round
			break
		}
		ratio = point[1]
	}
	return ratio
}

// short writes a number of entries with at least two digits that count.
func short(n float64) string {
	for _, unit := range []struct {
		factor float64
		suffix string
	}{{1e9, "g"}, {1e6, "m"}, {1e3, "k"}} {
		if n >= unit.factor {
			digits := 0
			if n < 10*unit.factor {
				digits = 1
			}
			return strings.TrimSuffix(strconv.FormatFloat(n/unit.factor, 'f', digits, 64), ".0") + unit.suffix
		}
	}
	return strconv.FormatFloat(math.Round(n), 'f', 0, 64)
}
