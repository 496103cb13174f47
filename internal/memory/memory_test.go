package memory

import "testing"

// TestMake wants zeros that can be written and fetched, whether they lie in
// large pages or not, from the first to the last.
func TestMake(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 1000, 3 << 20, 3<<20 + 1} {
		s := Make[uint32](n)
		if len(s) != n {
			t.Fatalf("%d, want %d", len(s), n)
		}
		for i := range s {
			if s[i] != 0 {
				t.Fatalf("%d of %d is %d", i, n, s[i])
			}
			s[i] = uint32(i)
		}
		Fetch(s, uint64(n-1))
		Fetch(s, 1<<40)
		FetchRows(s, 1, []uint32{0, uint32(n - 1), uint32(n / 2)})
		FetchRows(s, 1, nil)
		FetchHashed(s, uint64(n-1), []struct{ a, b uint64 }{{0, 1}, {1 << 60, 1}})
		FetchHashed(s, 0, []uint64(nil))
		if s[n-1] != uint32(n-1) || s[0] != 0 {
			t.Errorf("of %d, the last is %d", n, s[n-1])
		}
	}
}

// TestMakeEmpty wants no memory, and no fault.
func TestMakeEmpty(t *testing.T) {
	t.Parallel()
	s := Make[struct{ a, b uint64 }](0)
	if FetchRows(s, 1, nil); len(s) != 0 {
		t.Errorf("%d", len(s))
	}
}
