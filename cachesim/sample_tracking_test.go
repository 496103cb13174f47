package cachesim

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/cachesim/client"
)

// TestSampleOfWritesAndDeadlines estimates the messages of the server where one key is
// written a thousand times, in the sample or not, and where a sample is halved after
// keys have expired.
func TestSampleOfWritesAndDeadlines(t *testing.T) {
	t.Parallel()
	var hot, mortal strings.Builder
	at := 1_700_000_000
	tell := func(text *strings.Builder, format string, args ...any) {
		fmt.Fprintf(text, "%d.000000 [0 10.0.0.1:5] "+format+"\n", append([]any{at}, args...)...)
	}
	for i := range 2000 {
		tell(&hot, `"GET" "k%d"`, i)
		tell(&hot, `"SET" "k%d" "v"`, i)
		tell(&hot, `"GET" "hot"`)
		tell(&hot, `"SET" "hot" "v"`)
	}
	for i := range 4000 {
		if i%1000 == 0 {
			at += 100
		}
		tell(&mortal, `"SET" "k%d" "v" "EX" "10"`, i)
		tell(&mortal, `"GET" "k%d"`, i)
	}
	profile := profileOf(t, "none")
	profile.Lifetimes = true
	for name, tt := range map[string]struct {
		text     string
		sampling client.Sampling
		want     float64
	}{
		"a hot key, by rate":     {hot.String(), client.Sampling{Rate: 0.1}, 4000},
		"a hot key, by number":   {hot.String(), client.Sampling{Keys: 200}, 4000},
		"keys that have expired": {mortal.String(), client.Sampling{Keys: 500}, 3000},
	} {
		for seed := range uint64(4) {
			tt.sampling.Seed = seed + 1
			got, err := Load(t.Context(), Source{Name: "-", Stdin: strings.NewReader(tt.text), Sampling: tt.sampling}, profile, nil)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, seed %d: %d messages", name, seed+1, got.Invalidations)
			if math.Abs(float64(got.Invalidations)/tt.want-1) > 0.2 {
				t.Errorf("%s, seed %d: %d messages, want about %v", name, seed+1, got.Invalidations, tt.want)
			}
		}
	}
}
