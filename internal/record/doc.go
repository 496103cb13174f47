// Package record captures a trace from a live server by MONITOR, into a file
// that holds no value: what is stored of each argument is decided in keep.go,
// how in docs/trace-format.md.
//
//	r, err := record.Create(record.Options{To: "trace.vkt"})
//	...
//	result := r.Run(ctx, c)
//
// What belongs here: what of a command may be kept, and when a recording ends.
// What does not: MONITOR's lines (package conn), the bytes of the file (package
// trace).
package record
