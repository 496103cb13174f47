package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// print writes the table of a group and says whether its goals were met.
func (g group) print(w io.Writer, results [][]sample) bool {
	fmt.Fprintf(w, "\n%s: %s (%d rounds)\n", g.name, g.title, len(results[0]))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "requests/s\tmin\tmax\tns each\tcpu ns\tallocs each\tof the first\tby cpu\t\tsubject\t")
	for i, s := range g.subjects {
		speeds := each(results[i], func(s sample) float64 { return s.speed })
		fmt.Fprintf(table, "%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f\t%.2f\t\t%s\t\n", median(speeds), slices.Min(speeds), slices.Max(speeds),
			1e9/median(speeds), median(each(results[i], func(s sample) float64 { return s.cpu })), allocations(results[i]), ratio(results[i], results[0], rate), ratio(results[i], results[0], perCPU), s.name)
	}
	_ = table.Flush()
	met := true
	for _, goal := range g.goals {
		met = g.judge(w, goal, results) && met
	}
	return met
}

// judge says whether one goal was met.
func (g group) judge(w io.Writer, goal goal, results [][]sample) bool {
	i := g.find(goal.subject)
	met := true
	say := func(ok bool, format string, args ...any) {
		word := "ok"
		if !ok {
			word, met = "MISSED", false
		}
		fmt.Fprintf(w, "  %s: %s %s\n", goal.subject, fmt.Sprintf(format, args...), word)
	}
	if goal.least > 0 {
		reference := g.fastestPeer(results)
		if goal.reference != "" {
			reference = g.find(goal.reference)
		}
		got, by := ratio(results[i], results[reference], rate), ""
		if g.endpoints > 0 {
			got, by = ratio(results[i], results[reference], perCPU), " by CPU"
		}
		say(got >= goal.least, "goal >= %.2f of %s%s: %.2f", goal.least, g.subjects[reference].name, by, got)
	}
	if goal.allocs >= 0 {
		got := allocations(results[i])
		say(got <= goal.allocs+0.1, "goal <= %.0f allocations: %.2f", goal.allocs, got) // those of the runtime come along
	}
	return met
}

func (g group) find(name string) int {
	return slices.IndexFunc(g.subjects, func(s subject) bool { return s.name == name })
}

func (g group) fastestPeer(results [][]sample) int {
	best, fastest := 0.0, -1
	for i, s := range g.subjects {
		speed := median(each(results[i], func(s sample) float64 { return s.speed }))
		if s.peer && speed > best {
			best, fastest = speed, i
		}
	}
	return fastest
}

// ratio is the median of the ratios of the rounds.
func ratio(a, b []sample, of func(sample) float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = of(a[i]) / of(b[i])
	}
	return median(ratios)
}

func rate(s sample) float64 { return s.speed }

// perCPU is requests for each second of a processor: where a run takes a second
// or more and the servers need as much, rates tell of what else the machine does.
func perCPU(s sample) float64 { return 1e9 / s.cpu }

func allocations(samples []sample) float64 {
	return median(each(samples, func(s sample) float64 { return s.allocs }))
}

func each(samples []sample, of func(sample) float64) []float64 {
	all := make([]float64, len(samples))
	for i, s := range samples {
		all[i] = of(s)
	}
	return all
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
