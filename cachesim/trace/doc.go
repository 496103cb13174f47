// Package trace reads traces: one file per format, found by their content, and
// a stream of requests in blocks that are reused.
//
//	in, err := trace.Open("trace.txt.gz", nil, trace.Options{})
//	...
//	defer in.Close()
//	var b trace.Block
//	for err == nil {
//		err = in.Next(&b) // io.EOF at the end
//		for i := range b.Len() {
//			use(b.Args(i), b.Time[i]) // or b.Key(i), where b.Keyed()
//		}
//	}
//
// docs/traces.md says what each format holds. To add one: a file with its
// parser and a line in the table of detect.go. Formats of lines have a parser
// and leave the rest to lines; those of records of one length, to records;
// RESP, to wire.
//
// What belongs here: bytes of a file to requests, and a recording's bytes. What
// does not: which requests a cache looks up (package client), what may be
// recorded (internal/record).
package trace
