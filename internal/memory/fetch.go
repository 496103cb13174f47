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
