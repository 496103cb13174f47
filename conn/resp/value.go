package resp

import (
	"math/big"
	"strconv"
	"unsafe"
)

// Value is one reply or one part of it. It is immutable; copies share their
// parts. The zero Value is of no kind and never comes from a [Reader].
//
// It has four words, no more: so many the compiler keeps in registers.
type Value struct {
	kind Kind
	num  int64  // Integer; Boolean as 0 or 1; else the length of the text
	text *byte  // strings, errors, doubles and big numbers as sent; else nil
	more *parts // nil for a scalar without attributes
}

// textValue is a value that is sent as a text.
func textValue(kind Kind, text string) Value {
	return Value{kind: kind, num: int64(len(text)), text: unsafe.StringData(text)}
}

// raw is the text with a verbatim string's format.
func (v Value) raw() string {
	if v.text == nil {
		return ""
	}
	return unsafe.String(v.text, int(v.num))
}

// parts is what few values have, kept apart so that a Value stays small.
type parts struct {
	items      []Value
	attributes []Value
}

// Kind is the type of the value.
func (v Value) Kind() Kind { return v.kind }

// IsNull is true for a null, also for those of RESP2.
func (v Value) IsNull() bool { return v.kind == Null }

// IsError is true for an error reply, simple or bulk.
func (v Value) IsError() bool { return v.kind == SimpleError || v.kind == BulkError }

// Text is the text of a string, an error or a number, as sent; of a verbatim
// string without its format. It is empty for nulls, booleans and aggregates.
func (v Value) Text() string {
	if v.kind == Verbatim {
		return v.raw()[verbatimPrefix:]
	}
	return v.raw()
}

// Format is the three letters before a verbatim string ("txt", "mkd"), empty
// for every other kind.
func (v Value) Format() string {
	if v.kind == Verbatim {
		return v.raw()[:verbatimPrefix-1]
	}
	return ""
}

// Int is the value of an integer, or of a string or simple string of digits,
// in which RESP2 sends many numbers.
func (v Value) Int() (int64, bool) {
	switch v.kind {
	case Integer:
		return v.num, true
	case BulkString, SimpleString:
		n, err := strconv.ParseInt(v.raw(), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// Float is the value of a double, an integer, or a string that holds one.
func (v Value) Float() (float64, bool) {
	switch v.kind {
	case Integer:
		return float64(v.num), true
	case Double, BulkString, SimpleString:
		return parseDouble(asBytes(v.raw()))
	}
	return 0, false
}

// Bool is the value of a boolean, or of the integers 0 and 1 of RESP2.
func (v Value) Bool() (value, ok bool) {
	switch {
	case v.kind == Boolean, v.kind == Integer && (v.num == 0 || v.num == 1):
		return v.num == 1, true
	}
	return false, false
}

// Big is the value of a big number or an integer; nil for every other kind.
func (v Value) Big() *big.Int {
	switch v.kind {
	case Integer:
		return big.NewInt(v.num)
	case BigNumber:
		n, ok := new(big.Int).SetString(v.raw(), 10)
		if ok {
			return n
		}
	}
	return nil
}

// Items are the elements of an array, set or push, and the keys and values of
// a map in turn. The slice is not the caller's to change.
func (v Value) Items() []Value {
	if v.more == nil {
		return nil
	}
	return v.more.items
}

// Attributes are the remarks sent before the value, keys and values in turn;
// nil for none. The slice is not the caller's to change.
func (v Value) Attributes() []Value {
	if v.more == nil {
		return nil
	}
	return v.more.attributes
}

// Get is the value of a key in a map, or in an array of keys and values as
// RESP2 sends maps. The last of equal keys wins.
func (v Value) Get(key string) (Value, bool) {
	if v.kind != Map && v.kind != Array {
		return Value{}, false
	}
	items := v.Items()
	for i := len(items)&^1 - 2; i >= 0; i -= 2 {
		if items[i].Text() == key {
			return items[i+1], true
		}
	}
	return Value{}, false
}

// Size is about how many bytes of memory the value takes with all its parts.
func (v Value) Size() int {
	n := int(unsafe.Sizeof(v))
	if v.text != nil {
		n += int(v.num)
	}
	if v.more == nil {
		return n
	}
	for _, part := range v.more.items {
		n += part.Size()
	}
	for _, part := range v.more.attributes {
		n += part.Size()
	}
	return n + int(unsafe.Sizeof(*v.more))
}
