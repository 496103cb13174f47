package gate

import (
	"maps"
	"slices"
	"time"

	"github.com/vkcheck/vkcheck/report"
)

// phaseTotal is all steps together.
const phaseTotal = "total"

// p99 holds times. A phase that did not happen took none; one that failed is a
// finding of its own.
func (h *holding) p99(bounds Latencies) {
	for _, phase := range slices.Sorted(maps.Keys(bounds)) {
		took, most := percentile99(h.target, phase), bounds[phase].Most
		if took <= most {
			continue
		}
		if about := took.Round(time.Microsecond); about > most {
			took = about
		}
		h.add(CodeP99, phase, "%v, at most %v", took, most)
	}
}

// percentile99 is that of all connections, which of one is what it took; 0
// where that failed.
func percentile99(t *report.Target, phase string) time.Duration {
	for _, timing := range t.Timings {
		if timing.Phase == phase {
			return seconds(timing.P99)
		}
	}
	took, ok := 0.0, phase != phaseTotal || stood(t)
	for _, p := range t.Phases {
		switch {
		case p.Phase == phase:
			took, ok = took+p.Seconds, p.OK
		case phase == phaseTotal && !p.Joined:
			took += p.Seconds
		}
	}
	if !ok {
		return 0
	}
	return seconds(took)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
