package probe

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/conn"
	"github.com/vkcheck/vkcheck/report"
)

// phaseTotal is the name of all steps together, from the first to the last.
const phaseTotal = "total"

// stopwatch keeps how long the steps of several connections took.
type stopwatch struct {
	took   map[string][]float64 // seconds, by phase, of those that did not fail
	failed map[string]int       // connections that ended there, by phase
}

func newStopwatch() *stopwatch {
	return &stopwatch{took: map[string][]float64{}, failed: map[string]int{}}
}

// add counts one connection. A step that was tried at several addresses took
// as long as all of them.
func (w *stopwatch) add(phases []report.Phase, total time.Duration, failed bool) {
	sums := map[string]float64{}
	for _, p := range phases {
		sums[p.Phase] += p.Seconds
	}
	sums[phaseTotal] = total.Seconds()
	if failed {
		w.failed[phaseTotal]++
		delete(sums, phaseTotal)
		if n := len(phases); n > 0 && !phases[n-1].OK {
			w.failed[phases[n-1].Phase]++
			delete(sums, phases[n-1].Phase)
		}
	}
	for phase, seconds := range sums {
		w.took[phase] = append(w.took[phase], seconds)
	}
}

// timings are those of every phase that was reached, in their order, and of
// all together.
func (w *stopwatch) timings() []report.Timing {
	var timings []report.Timing
	for _, phase := range phaseNames {
		if len(w.took[phase])+w.failed[phase] > 0 {
			timings = append(timings, timing(phase, w.took[phase], w.failed[phase]))
		}
	}
	return timings
}

var phaseNames = append(names(conn.Phases()), phaseTotal)

func names(phases []conn.Phase) []string {
	all := make([]string, len(phases))
	for i, p := range phases {
		all[i] = string(p)
	}
	return all
}

// timing sorts the seconds. Its percentiles are of those that did not fail,
// each a time that was measured (nearest rank).
func timing(phase string, seconds []float64, failed int) report.Timing {
	slices.SortFunc(seconds, cmp.Compare[float64])
	return report.Timing{
		Phase: phase, Count: len(seconds) + failed, Failed: failed,
		P50: percentile(seconds, 50), P95: percentile(seconds, 95), P99: percentile(seconds, 99),
	}
}

// percentile is 0 of nothing.
func percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(math.Ceil(p/100*float64(len(sorted))))-1]
}
