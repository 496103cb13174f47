package memory

import "syscall"

// adviseLarge asks for large pages; a system that has none goes on without.
func adviseLarge(b []byte) { _ = syscall.Madvise(b, syscall.MADV_HUGEPAGE) }
