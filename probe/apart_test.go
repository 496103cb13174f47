package probe

import "testing"

// TestApart: what fails a gate never reads like what passes it.
func TestApart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		figure, bound float64
		digits        int
		want          string
	}{
		{0.5, 0.9, 4, "0.5000"},
		{5.0 / 7, 0.7143, 4, "0.71429"},
		{0.90001, 0.9, 4, "0.90001"},
		{0.90004, 0.9, 2, "0.90004"},
		{20.99, 21, 1, "20.99"},
		{20.9999999, 21, 1, "20.9999999"},
		{0.71436, 0.71438, 4, "0.71436"}, // 0.7144 would be enough
		{0.71429, 0.71431, 4, "0.7143"},
		{1, 1, 4, "1.0000"},
	} {
		if got := Apart(tt.figure, tt.bound, tt.digits); got != tt.want {
			t.Errorf("%v beside %v: %s, want %s", tt.figure, tt.bound, got, tt.want)
		}
	}
}
