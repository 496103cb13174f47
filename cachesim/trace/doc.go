// Package trace reads traces: one file per format, found by their content, and
// a stream of requests in blocks that are reused.
//
//	in, err := trace.Open("trace.txt.gz", nil, trace.Options{})
//	...
//	defer in.Close()
//	var b trace.Block
//	for err = in.Next(&b); err == nil; err = in.Next(&b) {
//		for i := range b.Len() {
//			use(b.Args(i), b.Time[i])
//		}
//	}
//
// Formats: "keys" (one key per line, each a GET) and "monitor" (what MONITOR
// prints, through valkey-cli or from the socket), plain, gzip or zstd. To add
// one: a file with its parser and a line in detect.go.
package trace
