package resp

import (
	"bytes"
	"runtime/metrics"
	"testing"
)

// Any bytes end in values or an error, in memory bounded by the bytes and the
// limits; values that were read are written and read again alike, and ReadInto
// finds the same.
func FuzzRead(f *testing.F) {
	f.Fuzz(func(t *testing.T, in []byte) {
		before := allocated()
		r := NewReader(bytes.NewReader(in), Limits{Total: 1 << 20})
		var values []Value
		for {
			v, err := r.Read()
			if err != nil {
				break
			}
			values = append(values, v)
		}
		if got, most := allocated()-before, uint64(4<<20+200*len(in)); got > most {
			t.Errorf("%d bytes made the parser allocate %d, more than %d", len(in), got, most)
		}
		r = NewReader(bytes.NewReader(in), Limits{Total: 1 << 20})
		for _, v := range values {
			intoEqualsRead(t, r, v)
			wire := v.Append(nil)
			again, err := NewReader(bytes.NewReader(wire), Limits{}).Read()
			if err != nil {
				t.Fatalf("%q was read, but not when written again: %v", wire, err)
			}
			if !bytes.Equal(again.Append(nil), wire) {
				t.Fatalf("%q became %q", wire, again.Append(nil))
			}
		}
	})
}

// allocated is how many bytes were ever allocated, a few pages more or less.
// (runtime.ReadMemStats is exact, and stops the world for it.)
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
