package cachesim

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vkcheck/vkcheck/cachesim/client"
	"github.com/vkcheck/vkcheck/cachesim/trace"
)

// keys loads a trace of one key per line.
func keys(t testing.TB, text string) (*Trace, error) {
	t.Helper()
	return Load(context.Background(), Source{Name: "-", Stdin: strings.NewReader(text)}, client.Profile{}, nil)
}

func TestRun(t *testing.T) {
	t.Parallel()
	tr, err := keys(t, "a\nb\na\nc\na\n")
	if err != nil {
		t.Fatal(err)
	}
	var steps []int
	got, err := Run(context.Background(), tr, Grid{Sizes: []int{1, 2, 3}}, func(done, total int) { steps = append(steps, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if n := 3 * len(ClientPolicies()); len(got.Cells) != n || steps[len(steps)-1] != n || steps[len(steps)-2] != n {
		t.Fatalf("%d cells, progress %v", len(got.Cells), steps)
	}
	for i, c := range got.Cells {
		if want := ClientPolicies()[i/3]; c.Policy != want || c.Size != i%3+1 || c.Cold != 3 {
			t.Errorf("cell %d is %+v", i, c)
		}
	}
	if c := got.Cells[4]; c.Hits != 2 || c.HitRatio() != 0.4 { // lru at 2
		t.Errorf("%+v", c)
	}
}

// TestNamesDoNotMatter gives the keys other names and wants the same counts.
func TestNamesDoNotMatter(t *testing.T) {
	t.Parallel()
	var cells [2][]Cell
	for i, name := range []string{"key:%d\n", "%d and much more\n"} {
		var text strings.Builder
		for n := range 5000 {
			fmt.Fprintf(&text, name, n*n%997)
		}
		tr, err := keys(t, text.String())
		if err != nil {
			t.Fatal(err)
		}
		got, err := Run(context.Background(), tr, Grid{Sizes: []int{7, 100, 300}, Seed: 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		cells[i] = got.Cells
	}
	if diff := cmp.Diff(cells[0], cells[1]); diff != "" {
		t.Errorf("-names +others\n%s", diff)
	}
}

func TestAbout(t *testing.T) {
	t.Parallel()
	for _, name := range ClientPolicies() {
		if About(name) == "" {
			t.Errorf("nothing is said about %s", name)
		}
	}
	if got := About("nosuch"); got != "" {
		t.Errorf("of a policy nobody wrote is said %q", got)
	}
}

func TestRunStops(t *testing.T) {
	t.Parallel()
	tr, err := keys(t, "a\nb\n")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	got, err := Run(ctx, tr, Grid{}, nil)
	if !errors.Is(err, context.Canceled) || len(got.Cells) != 0 {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := Load(ctx, Source{Name: "-", Stdin: strings.NewReader("a\n")}, client.Profile{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Load: %v", err)
	}
}

func TestRunErrors(t *testing.T) {
	t.Parallel()
	tr, err := keys(t, "a\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		grid Grid
		want string
	}{
		{Grid{Policies: []string{"lry"}}, `unknown policy "lry": did you mean "lru"?`},
		{Grid{Policies: []string{"zzz"}}, `unknown policy "zzz": known: fifo,`},
		{Grid{Sizes: []int{0}}, "cache size 0"},
	} {
		if _, err := Run(context.Background(), tr, tt.grid, nil); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, code string }{
		{"", trace.CodeEmpty},
		{"OK\nOK\n1700000000.000001 [0 1.2.3.4:5] \"GET", trace.CodeEmpty},
		{"\x7fELF\x00\x01", trace.CodeNotRecognised},
		{"1700000000.000001 [0 1.2.3.4:5] \"GET\" \"a\"\nnonsense\n", trace.CodeMalformed},
	} {
		_, err := keys(t, tt.text)
		var te *trace.Error
		if !errors.As(err, &te) || te.Code != tt.code {
			t.Errorf("%q: %v, want %s", tt.text, err, tt.code)
		}
	}
}

func TestDefaultSizes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		unique uint64
		want   []int
	}{
		{0, []int{1}},
		{3, []int{1, 3}},
		{10, []int{1, 3, 10}},
		{10741, []int{10, 28, 77, 200, 550, 1400, 4000, 11000}},
		{1_500_903, []int{1500, 4000, 10000, 28000, 77000, 200000, 550000, 1600000}},
	} {
		if diff := cmp.Diff(tt.want, DefaultSizes(tt.unique)); diff != "" {
			t.Errorf("%d: -want +got\n%s", tt.unique, diff)
		}
	}
}

func ExampleRun() {
	p, err := client.Lookup("valkey-py")
	if err != nil {
		fmt.Println(err)
		return
	}
	in := strings.NewReader("home\nlogo\nhome\ncart\nhome\nlogo\n")
	tr, err := Load(context.Background(), Source{Name: "-", Stdin: in}, p, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := Run(context.Background(), tr, Grid{Policies: []string{"fifo", "lru"}, Sizes: []int{2, 3}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range result.Cells {
		fmt.Printf("%s %d: %.2f\n", c.Policy, c.Size, c.HitRatio())
	}
	// Output:
	// fifo 2: 0.17
	// fifo 3: 0.50
	// lru 2: 0.33
	// lru 3: 0.50
}

// TestRunInterrupted: who presses Ctrl-C does not wait until the tables of all that
// is not replayed any more have been made.
func TestRunInterrupted(t *testing.T) { // alone: it counts what is allocated
	var text strings.Builder
	for n := range 100_000 {
		fmt.Fprintf(&text, "key:%d\n", n)
	}
	tr, err := keys(t, text.String())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := Run(ctx, tr, Grid{Sizes: []int{10, 1000}}, nil)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, context.Canceled) || len(got.Cells) != 0 {
		t.Errorf("%d cells, %v", len(got.Cells), err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d KB of tables for nothing", n>>10)
	}
}
