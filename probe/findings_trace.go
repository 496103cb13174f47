package probe

// traceRows are the faults of trace files.
var traceRows = []Row{
	{Code: "trace-unreadable", Severity: Error, Outcome: Failed, Usage: true, Sentence: "the trace cannot be read", Cure: "check its name and permissions; - reads standard input"},
	{Code: "trace-empty", Severity: Error, Outcome: Failed, Usage: true, Sentence: "the trace has no request", Cure: "record one: valkey-cli monitor > trace.txt"},
	{Code: "trace-not-recognised", Severity: Error, Outcome: Failed, Usage: true, Sentence: "the file is no trace that vkcheck knows", Cure: "one key per line, the output of MONITOR, or another format that cache-sim --help lists; name it with --format"},
	{Code: "trace-malformed", Severity: Error, Outcome: Failed, Usage: true, Sentence: "a line or record of the trace is malformed", Cure: "correct it, or leave some out with --skip-bad N"},
	{Code: "trace-mixed", Severity: Error, Outcome: Failed, Usage: true, Sentence: "the trace has lines of two formats", Cure: "split it; one trace has one format"},
	{Code: "trace-truncated", Severity: Error, Outcome: Failed, Usage: true, Sentence: "the compressed trace is damaged or ends too early", Cure: "copy or record it again"},
	{Code: CodeTraceSecrets, Severity: Warning, Outcome: OK, Sentence: "the recordings hash with different secrets, so that what is hashed is never the same in two of them", Cure: "replay them one by one, or record with one --hash-key-file"},
	{Code: CodeTraceCut, Severity: Info, Outcome: OK, Sentence: "the last line of the trace was cut off and is left out"},
	{Code: CodeTraceSkipped, Severity: Warning, Outcome: OK, Sentence: "malformed lines or records of the trace were left out, as --skip-bad allows"},
	{Code: CodeTraceWritesOnly, Severity: Warning, Outcome: OK, Sentence: "an append-only file holds the writes alone: it tells how often keys are invalidated, and nothing about hits", Cure: "record what clients read: valkey-cli monitor > trace.txt"},
	{Code: CodeTraceNoSizes, Severity: Warning, Outcome: Undetermined, Sentence: "the trace has no sizes of values: byte hit ratios, and caches bounded in bytes, cannot be told", Cure: "a format with sizes: csv, twitter, kvcache, oracle, lcs, pcap, monitor-trace"},
	{Code: "trace-line-too-long", Severity: Error, Outcome: Failed, Usage: true, Sentence: "a line of the trace is too long", Cure: "is this a trace?"},
	{Code: "trace-too-large", Severity: Error, Outcome: Failed, Usage: true, Sentence: "the trace has more than fits the memory, or than vkcheck can count", Cure: "replay a sample: --memory SIZE or --sample RATE"},
}

// What is remarked about a trace that was read.
const (
	CodeTraceCut        = "trace-cut"         // the last line was left out
	CodeTraceSkipped    = "trace-skipped"     // malformed lines were left out
	CodeTraceWritesOnly = "trace-writes-only" // it cannot have a lookup
	CodeTraceNoSizes    = "trace-no-sizes"    // --bytes, or a --size in bytes, has nothing to count
)

// CodeTraceSecrets says that several recordings do not fit together.
const CodeTraceSecrets = "trace-secrets-differ"

// CodeHitRatioLow says that a trace stayed below --min-hit-ratio.
const CodeHitRatioLow = "hit-ratio-low"

// gateRows are the thresholds.
var gateRows = []Row{
	{Code: CodeHitRatioLow, Severity: Error, Outcome: Failed, Sentence: "the hit ratio is below the threshold", Cure: "a larger cache, another policy, or no client-side cache for this load"},
}
