//go:build !amd64 && !arm64

package memory

import "unsafe"

// Where Go's assembler has no word for it, nothing is fetched.
func fetch(unsafe.Pointer, uintptr) {}

func fetchRows(unsafe.Pointer, uintptr, []uint32) {}

func fetchHashed(unsafe.Pointer, uintptr, uint64, unsafe.Pointer, uintptr, int) {}
