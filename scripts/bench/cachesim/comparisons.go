package main

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"text/tabwriter"
)

// comparison is what is measured in turns, ours first, and what ours has to
// reach.
type comparison struct {
	name, title string
	subjects    []subject
	goals       []goal
}

// goal is a bound of a figure of the first subject, by that of another subject
// or by itself.
type goal struct {
	says  string
	value func(ours, other measured) float64
	other string // no such subject: not measured
	least float64
	most  float64
}

// libCacheSim is the name of its program, and of what it is compared with.
const libCacheSim = "cachesim"

const (
	policies = "fifo,lru,clock,sieve,s3fifo,2q,arc,lfu"
	theirs   = "fifo,lru,clock,sieve,s3fifo,twoq,arc,lfu"
	eight    = "1000,4000,15000,50000,150000,300000,600000,1000000"
)

func vkcheck(name, file string, flags ...string) subject {
	args := []string{"vkcheck", "cache-sim", "TRACE/" + file}
	return subject{name: name, args: append(args, flags...)}
}

func itself(name, work string) subject {
	return subject{name: name, args: []string{work}, work: true}
}

func onOne(s subject) subject {
	s.one = true
	return s
}

// asMuch is what writes and TTL may cost.
var asMuch = []goal{
	{"of the time without", wallRatio, "without", 0, 2},
	{"of the processor's time without", cpuRatio, "without", 0, 2},
}

var comparisons = []comparison{
	{
		name: "grid", title: "eight policies at eight sizes, text in, table out",
		subjects: []subject{
			vkcheck("vkcheck", textTrace, "--policy", policies, "--size", eight),
			itself("simplelru, one size, numbers in memory", "simplelru"),
			{name: libCacheSim, args: []string{libCacheSim, "TRACE/" + binaryTrace, "oracleGeneral", theirs, eight, "--ignore-obj-size", "1", "--num-thread", "2"}, once: true},
		},
		goals: []goal{
			{"of simplelru's time", wallRatio, "simplelru, one size, numbers in memory", 0, 1.2},
			{"times as fast as libCacheSim", speedRatio, libCacheSim, 30, 0},
			{"of libCacheSim's memory", memoryRatio, libCacheSim, 0, 1.0 / 20},
		},
	},
	{
		name: "one", title: "LRU at one size",
		subjects: []subject{
			vkcheck("vkcheck, from text", textTrace, "--policy", "lru", "--size", "150000"),
			{name: libCacheSim + ", from text", args: []string{libCacheSim, "TRACE/" + textTrace, "txt", "lru", "150000", "--num-thread", "2"}, once: true},
			{name: libCacheSim, args: []string{libCacheSim, "TRACE/" + binaryTrace, "oracleGeneral", "lru", "150000", "--ignore-obj-size", "1", "--num-thread", "2"}},
		},
		goals: []goal{
			{"times as fast as libCacheSim from text", speedRatio, libCacheSim + ", from text", 10, 0},
			{"times as fast as libCacheSim from its binary form", speedRatio, libCacheSim, 4, 0},
		},
	},
	{
		name: "writes-all", title: "a tenth more requests that write, and a TTL of 60 s, as cache-sim is by default",
		subjects: []subject{
			vkcheck("with writes and TTL", writesTrace, "--ttl", "60s"),
			vkcheck("without", readsTrace),
		},
		goals: asMuch,
	},
	{
		name: "writes", title: "the same at eight policies and sizes",
		subjects: []subject{
			vkcheck("with writes and TTL", writesTrace, "--policy", policies, "--size", eight, "--ttl", "60s"),
			vkcheck("without", readsTrace, "--policy", policies, "--size", eight),
		},
		goals: asMuch,
	},
	{
		name: "writes-one", title: "the same with LRU at one size",
		subjects: []subject{
			vkcheck("with writes and TTL", writesTrace, "--policy", "lru", "--size", "150000", "--ttl", "60s"),
			vkcheck("without", readsTrace, "--policy", "lru", "--size", "150000"),
		},
		goals: asMuch,
	},
	{
		name: "reading", title: "text to numbers on one processor",
		subjects: []subject{onOne(itself("keys, one processor", "load"))},
		goals:    []goal{{"million requests/s", millions(requests), "", 18, 0}},
	},
	{
		name: "reading-two", title: "the same on two",
		subjects: []subject{itself("keys", "load")},
		goals:    []goal{{"million requests/s", millions(requests), "", 25, 0}},
	},
	{
		name: "monitor", title: "lines of MONITOR on one processor",
		subjects: []subject{onOne(itself("lines", "lines")), onOne(itself("to numbers", "monitor"))},
		goals:    []goal{{"million lines/s", millions(requests / 4), "", 7, 0}},
	},
	{
		name: "curve", title: "the LRU curve of all sizes, after reading",
		subjects: []subject{itself("all sizes", "curve")},
		goals:    []goal{{"seconds", func(m, _ measured) float64 { return m.wall }, "", 0, 1.5}},
	},
	{
		name: "sample", title: "a hundredth of the keys",
		subjects: []subject{itself("reading", "shards")},
		goals:    []goal{{"million requests/s", millions(requests), "", 40, 0}},
	},
	{
		name: "sample-error", title: "the mean error of its curve, at a thousand sizes",
		subjects: []subject{{name: "error", args: []string{"error"}, work: true, once: true}},
		goals:    []goal{{"mean error of the hit ratio", func(m, _ measured) float64 { return m.wall }, "", 0, 0.003}},
	},
}

func names() (all []string) {
	for _, c := range comparisons {
		all = append(all, c.name)
	}
	return all
}

func wallRatio(a, b measured) float64   { return a.wall / b.wall }
func cpuRatio(a, b measured) float64    { return a.cpu / b.cpu }
func speedRatio(a, b measured) float64  { return b.wall / a.wall }
func memoryRatio(a, b measured) float64 { return a.memory / b.memory }

func millions(n int) func(measured, measured) float64 {
	return func(m, _ measured) float64 { return float64(n) / m.wall / 1e6 }
}

// run measures the subjects, round by round, and prints the best of each.
func (c comparison) run(w io.Writer, dir string, rounds int) (met bool, err error) {
	results := map[string]measured{}
	for round := range rounds {
		for _, s := range c.subjects {
			if _, err := exec.LookPath(s.args[0]); err != nil && !s.work || s.once && round > 0 {
				continue
			}
			m, err := s.run(dir)
			if err != nil {
				return false, err
			}
			if before, ok := results[s.name]; ok {
				m = best(m, before)
			}
			results[s.name] = m
		}
	}
	fmt.Fprintf(w, "\n%s: %s\n", c.name, c.title)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "seconds\tprocessor\tMB\t\tsubject\t")
	for _, s := range c.subjects {
		if m, ok := results[s.name]; ok {
			fmt.Fprintf(table, "%.2f\t%.2f\t%.0f\t\t%s\t\n", m.wall, m.cpu, m.memory, s.name)
		}
	}
	_ = table.Flush()
	met = true
	for _, g := range c.goals {
		met = g.judge(w, results[c.subjects[0].name], results) && met
	}
	return met, nil
}

// judge says whether a goal was met, if its peer was there.
func (g goal) judge(w io.Writer, ours measured, results map[string]measured) bool {
	other, ok := results[g.other]
	if g.other != "" && !ok {
		fmt.Fprintf(w, "  %s: not measured, no %s on PATH\n", g.says, strings.Fields(g.other)[0])
		return true
	}
	value := g.value(ours, other)
	bound, word := fmt.Sprintf("at least %.3g", g.least), "ok"
	if g.most > 0 {
		bound = fmt.Sprintf("at most %.3g", g.most)
	}
	met := value >= g.least && (g.most == 0 || value <= g.most)
	if !met {
		word = "MISSED"
	}
	fmt.Fprintf(w, "  %.3g %s, goal %s: %s\n", value, g.says, bound, word)
	return met
}
