// Package memory tells the processor, the system and Go's collector what a
// program is going to do with its memory. Nothing of it changes a result.
//
// What belongs here: hints. What does not: tables (package intern, sim).
package memory

import "unsafe"

// Fetch has the row of a table brought near that will be needed soon, without
// waiting for it: its first bytes, up to a cache line. A row that the table has
// not does no harm.
func Fetch[T any](table []T, row uint64) {
	var zero T
	fetch(unsafe.Pointer(unsafe.SliceData(table)), uintptr(row)*unsafe.Sizeof(zero))
}

// FetchRows does so for many rows, each of width values.
func FetchRows[T any](table []T, width int, rows []uint32) {
	if len(rows) == 0 {
		return
	}
	var zero T
	fetchRows(unsafe.Pointer(unsafe.SliceData(table)), uintptr(width)*unsafe.Sizeof(zero), rows)
}

// FetchHashed does so for the rows that some hashes lead to. H begins with the
// 64 bits of which the mask leaves the row.
func FetchHashed[T, H any](table []T, mask uint64, hashes []H) {
	var row T
	var hash H
	fetchHashed(unsafe.Pointer(unsafe.SliceData(table)), unsafe.Sizeof(row), mask, unsafe.Pointer(unsafe.SliceData(hashes)), unsafe.Sizeof(hash), len(hashes))
}

// large is the size of a large page.
const large = 2 << 20

// Make makes a slice of n zeros. A large one lies in large pages where the
// system has any: memory that is read here and there is found sooner then, and
// comes from the system faster.
func Make[T any](n int) []T {
	s := make([]T, n)
	var zero T
	size := uintptr(n) * unsafe.Sizeof(zero)
	if size < 2*large {
		return s
	}
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	skip := -begin % large
	if length := (size - skip) / large * large; length > 0 {
		adviseLarge(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(s)), skip)), length))
	}
	return s
}
