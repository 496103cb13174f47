package resp

import "unsafe"

// asString is the bytes as a string, without a copy: they must never change as
// long as the string is in use.
func asString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// asBytes is the string as bytes, without a copy: only for reading.
func asBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
