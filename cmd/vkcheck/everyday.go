package main

// everyday names the flags that --help shows of a command with many.
var everyday = map[string]string{
	"ocsp": "timeout cacert cert key sni insecure require must-staple crl strict soft-fail severity cache-dir" +
		" response issuer at save fail-on output",
	"probe": "timeout targets all-nodes count concurrency tracking min-days db user pass-file askpass tls cacert cert key sni insecure require soft-fail severity" +
		" fail-on output",
	"record": "to for requests hash-keys timeout user pass-file askpass tls cacert cert key fail-on output",
	"cache-sim": "policy size client ttl connections format csv-columns skip-bad bytes top over-time min-hit-ratio" +
		" curve sample memory part fail-on output",
	"gate":  "config check-config init parallel cache-dir fail-on output",
	"serve": "config listen web-config cache-dir parallel",
}

// briefly has one line for each of them, by flag, or by command and flag.
var briefly = map[string]string{
	"timeout":   "for one target, second opinions included (10s)",
	"db":        "database to select",
	"user":      "ACL user",
	"pass-file": "password, the first line of FILE",
	"askpass":   "ask for the password on the terminal",
	"tls":       "speak TLS; any other flag of TLS implies it",
	"cacert":    "trust these CAs instead of the system's, PEM",
	"cert":      "client certificate, PEM",
	"key":       "client key, PEM (default: in the file of --cert)",
	"sni":       "server name to ask for and to verify",
	"insecure":  "go on with a bad certificate; still reported",

	"targets":     "more targets, a line each; - for standard input",
	"all-nodes":   "every node of a cluster, Sentinel, replication",
	"count":       "connect N times: percentiles of every step",
	"concurrency": "N connections at once, --count PINGs over each",
	"tracking":    "show a real invalidation; writes a key of its own",
	"min-days":    "warn of certificates that end sooner",

	"require":     "fail without an answer: staple, ocsp, crl, any",
	"must-staple": "fail where the server sends no staple",
	"crl":         "read the CRL also where another source answered",
	"strict":      "every warning is a failure",
	"soft-fail":   "pass where no source gave an answer",
	"severity":    "judge a finding otherwise in this run",
	"cache-dir":   "keep answers here for the next run",
	"ocsp cert":   "client certificate; with --response the one to judge",
	"response":    "OCSP response about --cert: DER, PEM, base64",
	"issuer":      "issuer of --cert, where its file has none",
	"at":          "judge as of this time (RFC 3339)",
	"save":        "keep what the run has seen, and how to repeat it",

	"to":        "the recording; must not be there yet",
	"for":       "end after this time",
	"requests":  "end after so many requests",
	"hash-keys": "hashes in place of keys, for sharing the file",

	"policy":        "lru, lfu, sieve, s3fifo, ... (default: all)",
	"size":          "entries (10k) or a share (10%) (default: a ladder)",
	"client":        "what is cached, as by valkey-py, jedis, ..., none",
	"ttl":           "entries expire after this time",
	"connections":   "each with a cache of its own",
	"format":        "of the trace (default: by content)",
	"csv-columns":   "of a CSV file: time=1,key=2,op=3,size=bytes",
	"skip-bad":      "leave out up to so many malformed records",
	"bytes":         "byte hit ratios, where the format has sizes",
	"top":           "the N most requested keys, prefixes and commands",
	"over-time":     "hit ratio by interval: 10s each, or 24 of them",
	"min-hit-ratio": "a gate: exit 1 unless the best cell reaches it",
	"curve":         "hit ratio of LRU at all sizes",
	"sample":        "replay this share of the commands (0.01)",
	"memory":        "stay below it (4g), by sampling where needed",
	"part":          "replay a part; cache-merge joins the reports",

	"config":       "targets, thresholds and waivers (vkcheck.yaml)",
	"check-config": "validate it and list what would run; no network",
	"init":         "print an example; --init FILE writes it, over nothing",
	"parallel":     "targets at a time (16)",

	"kind":       "scenarios of a kind: certificate, crl, server, ...",
	"list":       "list the scenarios and set nothing up",
	"dir":        "for ca.pem, client.pem, client.key (a temporary one)",
	"backend":    "a plain-text server behind them (an embedded one)",
	"lab output": "table, json, or json=FILE: there when the lab is up",

	"listen":         "HOST:PORT, or :PORT for all (localhost:9736)",
	"web-config":     "TLS and passwords, as of Prometheus' exporters",
	"serve parallel": "targets at a time; 503 to more (16)",

	"output":  "table, json, ..., or json=FILE; may repeat",
	"fail-on": "warning, error, critical, never (default: error)",
}
