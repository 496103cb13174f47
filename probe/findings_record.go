package probe

// recordRows are the faults of a recording.
var recordRows = []Row{
	{
		Code: CodeRecordLagged, Severity: Error, Outcome: Failed,
		Sentence: "the server dropped the recording, which read more slowly than the server spoke",
		Cure:     "record nearer to the server, or on a replica with less load, or raise its client-output-buffer-limit normal",
		Long: "MONITOR sends every command that the server carries out. What the reader has not taken waits in the " +
			"server's memory, up to client-output-buffer-limit normal (none by default) and to maxmemory-clients; " +
			"beyond these the server closes the connection. INFO counts it: " +
			"client_output_buffer_limit_disconnections and evicted_clients. What was recorded until then is kept.",
		Example: "vkcheck record replica.example:6379 --to trace.vkt --requests 1000000",
	},
	{
		Code: "record-file-failed", Severity: Error, Outcome: Failed,
		Sentence: "the recording could not be written",
		Cure:     "see to the disk; what fitted is kept, and cache-sim reads it",
		Long: "A write to the recording failed: the disk is full, a quota is reached, or the directory went away. " +
			"The server is not touched by it. What was written until then is whole, and is kept.",
		Example: "df -h . && vkcheck cache-sim trace.vkt",
	},
	{
		Code: CodeRecordLeftOut, Severity: Warning, Outcome: OK,
		Sentence: "lines of the server that are no requests were left out",
		Cure:     "is this a Valkey or Redis server, or something between?",
		Long: "MONITOR answers with one line for each command; among them came lines of another form, which are " +
			"counted and not stored. Managed services and proxies add lines of their own. Requests are not lost " +
			"by that.",
		Example: "valkey-cli monitor | head",
	},
}

// The codes that a recording adds to those of its connection.
const (
	CodeRecordLagged  = "record-lagged"   // INFO counts a client that was dropped
	CodeRecordLeftOut = "record-left-out" // lines of MONITOR that make no sense
)
