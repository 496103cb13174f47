//go:build amd64 || arm64

package memory

import "unsafe"

// fetch tells the processor that what lies so far behind base will be needed
// soon.
//
//go:noescape
func fetch(base unsafe.Pointer, offset uintptr)

// fetchRows does so for the rows of some numbers.
//
//go:noescape
func fetchRows(base unsafe.Pointer, size uintptr, numbers []uint32)

// fetchHashed does so for the rows that some hashes lead to.
//
//go:noescape
func fetchHashed(base unsafe.Pointer, size uintptr, mask uint64, hashes unsafe.Pointer, stride uintptr, n int)
