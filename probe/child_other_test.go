//go:build !linux

package probe

// runChild is for the rows of the catalogue that need Linux.
func runChild() {}
