package probe

// recordRows are the faults of a recording.
var recordRows = []Row{
	{
		Code: CodeRecordLagged, Severity: Error, Outcome: Failed,
		Sentence: "the server dropped the recording, which read more slowly than the server spoke",
		Cure:     "record nearer to the server, or on a replica with less load, or raise its client-output-buffer-limit normal",
		Long: "MONITOR sends every command that the server carries out. What the reader has not taken waits in the\n" +
			"server's memory, up to client-output-buffer-limit normal (none by default) and to maxmemory-clients;\n" +
			"beyond these the server closes the connection. INFO counts it: client_output_buffer_limit_disconnections\n" +
			"and evicted_clients. What was recorded until then is kept.",
	},
	{Code: "record-file-failed", Severity: Error, Outcome: Failed, Sentence: "the recording could not be written", Cure: "see to the disk; what fitted is kept, and cache-sim reads it"},
	{Code: CodeRecordLeftOut, Severity: Warning, Outcome: OK, Sentence: "lines of the server that are no requests were left out", Cure: "is this a Valkey or Redis server, or something between?"},
}

// The codes that a recording adds to those of its connection.
const (
	CodeRecordLagged  = "record-lagged"   // INFO counts a client that was dropped
	CodeRecordLeftOut = "record-left-out" // lines of MONITOR that make no sense
)
