package resp

import (
	"bytes"
	"runtime"
	"testing"
)

// Any bytes end in values or an error, in memory bounded by the bytes and the
// limits; values that were read are written and read again alike.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"+OK\r\n", "$5\r\nhello\r\n", "*2\r\n:1\r\n_\r\n", "%1\r\n+k\r\n#t\r\n", "|1\r\n+a\r\n:1\r\n,1.5\r\n",
		"$?\r\n;1\r\na\r\n;0\r\n", "*?\r\n:1\r\n.\r\n", "=5\r\ntxt:a\r\n", ">1\r\n(1\r\n", "*999999999\r\n*999999999\r\n",
		"$536870912\r\nx", "HTTP/1.1 400 Bad Request\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := NewReader(bytes.NewReader(in), Limits{Total: 1 << 20})
		var values []Value
		for {
			v, err := r.Read()
			if err != nil {
				break
			}
			values = append(values, v)
		}
		runtime.ReadMemStats(&after)
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(4<<20+200*len(in)); got > most {
			t.Errorf("%d bytes made the parser allocate %d, more than %d", len(in), got, most)
		}
		for _, v := range values {
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
