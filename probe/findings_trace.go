package probe

// traceRows are the faults of trace files.
var traceRows = []Row{
	{
		Code: "trace-unreadable", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the trace cannot be read",
		Cure:     "check its name and permissions; - reads standard input",
		Long: "The file does not exist, may not be read, or is a directory; or reading stopped in its middle. For " +
			"several files at once the evidence names the one. A dash reads standard input.",
		Example: "valkey-cli monitor | head -100000 | vkcheck cache-sim -",
	},
	{
		Code: "trace-empty", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the trace has no request",
		Cure:     "record one: valkey-cli monitor > trace.txt",
		Long: "The file could be read and held no request: it is empty, has blank lines or a heading only, or what it " +
			"holds are lines that are none, such as the OK of MONITOR.",
		Example: "timeout 30 valkey-cli monitor > trace.txt",
	},
	{
		Code: "trace-not-recognised", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the file is no trace that vkcheck knows",
		Cure:     "one key per line, the output of MONITOR, or another format that cache-sim --help lists; name it with --format",
		Long: "The format is told by the content of the first lines or bytes, not by the name. None fits: it may be " +
			"a log, a dump (RDB), a spreadsheet, or compressed in a way that is not read (gzip, zstd, xz and " +
			"bzip2 are). Text that is nothing else is a key per line, but not where each line looks like MONITOR " +
			"with something before it, as journald and kubectl --timestamps write it, like JSON, or like CSV " +
			"without a header: each line would be a key of its own. With --format keys they are, and with " +
			"another the first line that does not fit is named.",
		Example: "cut -d ' ' -f 2- pod.log | vkcheck cache-sim -",
	},
	{
		Code: "trace-malformed", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "a line or record of the trace is malformed",
		Cure:     "correct it, or leave some out with --skip-bad N",
		Long: "The evidence names file, line or record, and what was expected there. One cut in the middle of a " +
			"file is damage; the last line, cut off when the recording was ended, is left out by itself with " +
			"trace-cut.",
		Example: "vkcheck cache-sim trace.txt --skip-bad 10",
	},
	{
		Code: "trace-mixed", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the trace has lines of two formats",
		Cure:     "split it; one trace has one format",
		Long: "Lines of one format are followed by lines of another, as where the output of MONITOR was appended to " +
			"a list of keys. To take the latter for keys would give a result that looks right.",
		Example: `grep -c '^[0-9.]* \[' trace.txt; wc -l trace.txt`,
	},
	{
		Code: "trace-truncated", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the compressed trace is damaged or ends too early",
		Cure:     "copy or record it again",
		Long: "The compressed stream ends before its end or fails its checksum. What was decompressed until then is " +
			"not judged, because the rest might have been any part of it. A recording of vkcheck record is whole " +
			"in any case and does not come to this.",
		Example: "gzip -t trace.gz; zstd -t trace.zst",
	},
	{
		Code: CodeTraceSecrets, Severity: Warning, Outcome: OK,
		Sentence: "the recordings hash with different secrets, so that what is hashed is never the same in two of them",
		Cure:     "replay them one by one, or record with one --hash-key-file",
		Long: "vkcheck record --hash-keys draws a secret for each recording, so that the same key has another hash " +
			"in each of them: joined, no key of one would ever hit in the other. One --hash-key-file for all " +
			"gives the same hashes.",
		Example: "openssl rand -hex 32 > secret && vkcheck record cache-1.example:6379 --to a.vkt --hash-key-file secret",
	},
	{
		Code: CodeTraceCut, Severity: Info, Outcome: OK,
		Sentence: "the last line or record of the trace was cut off and is left out",
		Long: "The file ends in the middle of a line or record, as it does when a recording is ended by Ctrl-C or a " +
			"full disk. That one is left out, and nothing else.",
		Example: "tail -c 200 trace.txt",
	},
	{
		Code: CodeTraceSkipped, Severity: Warning, Outcome: OK,
		Sentence: "malformed lines or records of the trace were left out, as --skip-bad allows",
		Cure:     "see how many in the report: a few in millions change nothing",
		Long: "--skip-bad allowed so many malformed lines or records, and some were met; the report counts them. " +
			"Many may mean that the format was taken for another: name it by --format.",
		Example: "vkcheck cache-sim trace.txt --skip-bad 10 -o json | jq '.traces[0].skipped'",
	},
	{
		Code: CodeTraceUnknown, Severity: Warning, Outcome: OK,
		Sentence: "the trace has commands that vkcheck does not know: what they write drops nothing from the caches",
		Cure:     "if they change keys, the hit ratios are too high: take them for bounds",
		Long: "A command says by its name whether it reads or writes, and where its keys stand. vkcheck knows those of " +
			"Valkey to 9, of Redis to 8.8, and of the common modules; a module of your own, a command that " +
			"rename-command gave another name, or a newer server has others. They pass as if they touched no key.",
		Example: "valkey-cli COMMAND INFO NAME",
	},
	{
		Code: CodeTraceWritesOnly, Severity: Warning, Outcome: OK,
		Sentence: "an append-only file holds the writes alone: it tells how often keys are invalidated, and nothing about hits",
		Cure:     "record what clients read: valkey-cli monitor > trace.txt",
		Long: "The append-only file is what a server replays at its start, so it has no reads. A hit ratio cannot " +
			"come of it, but how many keys are written, and how often, can.",
		Example: "vkcheck record replica.example:6379 --to trace.vkt --for 30s",
	},
	{
		Code: CodeTraceNoTimes, Severity: Warning, Outcome: OK,
		Sentence: "the trace does not tell when anything happens: no key and no entry expires",
		Cure:     "name the column of the times: --csv-columns time=1,key=2,ttl=5",
		Long: "A key expires when its lifetime has passed by the times of the trace, and with --ttl an entry when that " +
			"has. Without times both stay until they are written, deleted or evicted, and hit ratios are higher than they would be.",
		Example: "vkcheck cache-sim requests.csv --csv-columns time=1,key=2,ttl=5",
	},
	{
		Code: CodeTraceNoSizes, Severity: Warning, Outcome: Undetermined,
		Sentence: "the trace has no sizes of values: byte hit ratios, and caches bounded in bytes, cannot be told",
		Cure:     "a format with sizes: csv, twitter, kvcache, oracle, lcs, pcap, monitor-trace",
		Long: "Keys and commands do not tell how large the values are. Some formats have sizes; for the others, and " +
			"where a part of the requests has none, what counts bytes is not given rather than guessed.",
		Example: "vkcheck cache-sim capture.pcap --bytes",
	},
	{
		Code: "trace-line-too-long", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "a line of the trace is too long",
		Cure:     "is this a trace?",
		Long: "A line exceeds what is read of one, which no format of text comes near to. Binary data, or a dump " +
			"without line ends, was taken for text.",
		Example: "file trace.txt; awk '{ if (length > m) m = length } END { print m }' trace.txt",
	},
	{
		Code: "trace-too-large", Severity: Error, Outcome: Failed, Usage: true,
		Sentence: "the trace has more than fits the memory, or than vkcheck can count",
		Cure:     "replay a sample: --memory SIZE or --sample RATE",
		Long: "Distinct commands take memory with their keys, and each request some bytes; " +
			"the machine, or a limit set on the process, has less, or the ids, of which there are four " +
			"billion, run out. A part of the trace by hash of the command has the same hit ratios within a " +
			"small error, which the report states.",
		Example: "vkcheck cache-sim huge.zst --sample 0.01",
	},
}

// What is remarked about a trace that was read.
const (
	CodeTraceCut        = "trace-cut"              // the last line was left out
	CodeTraceSkipped    = "trace-skipped"          // malformed lines were left out
	CodeTraceUnknown    = "trace-unknown-commands" // some commands are not in the table
	CodeTraceWritesOnly = "trace-writes-only"      // it cannot have a lookup
	CodeTraceNoTimes    = "trace-no-times"         // keys have lifetimes, or entries a TTL, and cannot expire
	CodeTraceNoSizes    = "trace-no-sizes"         // --bytes, or a --size in bytes, has nothing to count
)

// CodeTraceSecrets says that several recordings do not fit together.
const CodeTraceSecrets = "trace-secrets-differ"

// CodeHitRatioLow says that a trace stayed below --min-hit-ratio.
const CodeHitRatioLow = "hit-ratio-low"
