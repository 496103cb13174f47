//go:build !amd64 && !arm64

package intern

// prefetch does nothing where Go's assembler has no word for it.
func prefetch(*slot) {}
