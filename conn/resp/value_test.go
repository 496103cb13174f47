package resp

import (
	"math"
	"math/big"
	"testing"
)

func TestAccessors(t *testing.T) {
	t.Parallel()
	if v := textValue(Verbatim, "txt:abc"); v.Text() != "abc" || v.Format() != "txt" {
		t.Errorf("verbatim: %q %q", v.Format(), v.Text())
	}
	if n, ok := bulk("12").Int(); n != 12 || !ok {
		t.Errorf("int of a string: %d %t", n, ok)
	}
	if _, ok := bulk("x").Int(); ok {
		t.Error("int of letters")
	}
	if f, ok := bulk("1.5").Float(); f != 1.5 || !ok {
		t.Errorf("float of a string: %v %t", f, ok)
	}
	for text, want := range map[string]float64{"1.5e3": 1500, "10": 10, "inf": math.Inf(1), "-inf": math.Inf(-1)} {
		if f, ok := textValue(Double, text).Float(); f != want || !ok {
			t.Errorf("the double %s is %v %t", text, f, ok)
		}
	}
	if f, ok := textValue(Double, "-nan").Float(); !math.IsNaN(f) || !ok {
		t.Errorf("the double -nan is %v %t", f, ok)
	}
	if b, ok := integer(1).Bool(); !b || !ok {
		t.Errorf("bool of 1: %t %t", b, ok)
	}
	if _, ok := integer(2).Bool(); ok {
		t.Error("bool of 2")
	}
	if got := textValue(BigNumber, "123").Big(); got.Cmp(big.NewInt(123)) != 0 {
		t.Errorf("big: %v", got)
	}
	if got := bulk("1").Big(); got != nil {
		t.Errorf("big of a string: %v", got)
	}
	m := aggregate(Map, bulk("a"), integer(1), bulk("a"), integer(2))
	if v, ok := m.Get("a"); !ok || v.num != 2 {
		t.Errorf("the last of equal keys: %v %t", v, ok)
	}
	if _, ok := m.Get("b"); ok {
		t.Error("a key that is not there")
	}
	if v, ok := aggregate(Map, textValue(Verbatim, "txt:a"), integer(1)).Get("a"); !ok || v.num != 1 {
		t.Errorf("a verbatim key: %v %v", v, ok)
	}
	if v, ok := aggregate(Array, bulk("a"), integer(1), bulk("odd")).Get("a"); !ok || v.num != 1 {
		t.Errorf("a RESP2 map: %v %t", v, ok)
	}
	if !(Value{kind: BulkError}).IsError() || bulk("").IsError() || !(Value{kind: Null}).IsNull() {
		t.Error("IsError or IsNull")
	}
	if Kind('?').String() != "unknown kind" || Map.String() != "map" {
		t.Error("kind names")
	}
}

// TestSize wants every part to count.
func TestSize(t *testing.T) {
	t.Parallel()
	one := integer(1).Size()
	for name, tt := range map[string]struct {
		v    Value
		want int
	}{
		"a null":    {Value{kind: Null}, one},
		"a text":    {bulk("12345"), one + 5},
		"an array":  {aggregate(Array, bulk("ab"), integer(1)), 0},
		"attribute": {Value{kind: Null, more: &parts{attributes: []Value{bulk("ab"), integer(1)}}}, 0},
	} {
		least := tt.want
		if least == 0 {
			least = 3*one + 2
		}
		if got := tt.v.Size(); got < least || got > least+64 || tt.want > 0 && got != tt.want {
			t.Errorf("%s: %d bytes, want about %d", name, got, least)
		}
	}
}
