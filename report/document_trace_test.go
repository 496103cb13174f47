package report

import (
	"strings"
	"testing"
)

// TestGridMarksTheBest that a cache can have: Belady's bound is none.
func TestGridMarksTheBest(t *testing.T) {
	t.Parallel()
	at := func(policy string, hits float64) Cell { return Cell{Policy: policy, Size: 10, HitRatio: &hits} }
	table := gridTable([]Cell{at("lru", 0.5), at("sieve", 0.6), at("belady", 0.7)}, func(c *Cell) *float64 { return c.HitRatio })
	for i, want := range []Text{{"0.5000", Plain}, {"0.6000", Fine}, {"0.7000", Plain}} {
		if got := table.Rows[i][1]; got != want {
			t.Errorf("%s: %+v, want %+v", table.Rows[i][0].Text, got, want)
		}
	}
}

// TestSampleLine: parts that have all of the commands together estimate nothing.
func TestSampleLine(t *testing.T) {
	t.Parallel()
	for want, sample := range map[string]Sample{
		"merged from 2 parts":                          {Rate: 1, Parts: 2},
		"part 1 of 2 with 8 of the lookups":            {Rate: 1, Part: 1, Parts: 2, Lookups: 8},
		"estimated from 1% of the commands":            {Rate: 0.01},
		"merged from 2 parts, estimated from 50% of t": {Rate: 0.5, Parts: 2},
	} {
		got := sampleLine(&Trace{Sample: &sample}).Text.Text
		if !strings.HasPrefix(got, want) || sample.Rate == 1 && got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
