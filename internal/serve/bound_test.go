package serve

import (
	"testing"
	"time"

	"github.com/vkcheck/vkcheck/internal/gate"
)

// TestBound are the seconds that Prometheus says it has, and what becomes of a
// timeout of 10 seconds.
func TestBound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text            string
		timeout, within time.Duration // 0, 0: refused
	}{
		{"", 10 * time.Second, 0},
		{"60", 10 * time.Second, 59750 * time.Millisecond},
		{"10", 9500 * time.Millisecond, 9750 * time.Millisecond},
		{"0.4", 200 * time.Millisecond, 300 * time.Millisecond},
		{"999999", 10 * time.Second, 999998750 * time.Millisecond},
		{"1e6", 0, 0},
		{"1e300", 0, 0},
		{"0", 0, 0},
		{"-1", 0, 0},
		{"NaN", 0, 0},
		{"10s", 0, 0},
	} {
		j := job{settings: gate.Settings{Timeout: 10 * time.Second}}
		err := j.bound(c.text)
		if refused := c.timeout == 0; refused != (err != nil) || !refused && (j.settings.Timeout != c.timeout || j.within != c.within) {
			t.Errorf("%q: %v within %v, %v; want %v within %v", c.text, j.settings.Timeout, j.within, err, c.timeout, c.within)
		}
	}
}

// TestMemoIsRenewed wants failures that are remembered to be forgotten.
func TestMemoIsRenewed(t *testing.T) {
	t.Parallel()
	m := memos{connections: 1}
	first := m.current()
	if m.current() != first {
		t.Error("one that is young is not shared")
	}
	m.born = time.Now().Add(-memoAge - time.Second)
	next := m.current()
	if next == first || m.current() != next {
		t.Error("one that is old is shared, or none of the new ones")
	}
	first.Close()
	next.Close()
}
