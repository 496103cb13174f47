//go:build amd64 || arm64

package intern

// prefetch tells the processor that a slot will be needed soon.
//
//go:noescape
func prefetch(s *slot)
