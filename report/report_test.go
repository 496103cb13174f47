package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample has every field of the contract set once.
func sample() *Report {
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	later, earlier := at.Add(72*time.Hour), at.Add(-90*time.Minute)
	ratio, bound, gap, days := 0.75, 0.875, 0.125, 3.0
	return &Report{
		Schema: Schema, Command: "ocsp", Version: "1.0.0", Time: at, Exit: 1, Complete: false,
		Targets: []Target{{
			Target: "host:6380", Name: "cache-1", Exit: 1, Complete: true, At: &at, Place: &Place{"vkcheck.yaml", 4, 5},
			Phases: []Phase{
				{Phase: "connect", OK: false, Seconds: 0.5, Address: "[::1]:6380", Code: "connection-refused", Error: "refused"},
				{Phase: "connect", OK: true, Seconds: 0.0004, Address: "127.0.0.1:6380"},
				{Phase: "hello", OK: true, Seconds: 0.001, Joined: true},
			},
			TLS: &TLS{Version: "TLS 1.3", CipherSuite: "TLS_AES_128_GCM_SHA256", KeyExchange: "X25519", ServerName: "host", Stapled: true, ClientCertRequested: true, ClientCertRequired: new(true)},
			Certificates: []Certificate{{
				Subject: "CN=leaf", Issuer: "CN=ca", Serial: "0a", NotBefore: &earlier, NotAfter: &later,
				DaysLeft: &days, Names: []string{"cache-1.example", "192.0.2.1"}, Key: "ECDSA P-256", Signed: "ECDSA-SHA256",
				Verdict: "revoked", Mechanism: "ocsp", Code: "ocsp-cert-revoked", Codes: []string{"ocsp-signature-sha1"},
				ThisUpdate: &earlier, NextUpdate: &later, ProducedAt: &earlier, Responder: "CN=ca", SignatureAlgorithm: "ECDSA-SHA256", RevokedAt: &earlier, Reason: "keyCompromise",
				Attempts: []Attempt{{Mechanism: "ocsp", URL: "http://ocsp.example/", Method: "GET", File: "0-1-ocsp.der", Code: "ocsp-cert-revoked", Error: "said so", Seconds: 0.01}},
			}},
			Server:    sampleServer(),
			Session:   sampleSession(),
			Node:      "seed:6379",
			Timings:   []Timing{{Phase: "tls", Count: 20, Failed: 1, P50: 0.004, P95: 0.0061, P99: 0.0123}, {Phase: "total", Count: 20, P50: 0.01, P95: 0.02, P99: 0.03}},
			Recording: &Recording{File: "trace.vkt", Requests: 7, LeftOut: 1, Lost: 2, Seconds: 2, Bytes: 300, Keys: "hashed", Ended: "duration"},
			Findings:  []Finding{{Code: "ocsp-cert-revoked", Severity: "critical", Outcome: "failed", Subject: "CN=leaf", Message: "the certificate is revoked", Hint: "replace it", Evidence: "its words", Place: &Place{"vkcheck.yaml", 5, 9}, Waived: &Waiver{Reason: "replaced on Monday", Until: "2026-11-30"}}},
		}},
		Traces: []Trace{{
			Trace: "trace.txt", Name: "load", Format: "keys", Client: "valkey-py", Requests: 6, Unique: 2, Reads: 6, Lookups: 8, CompulsoryMisses: 2, OneHitWonders: 1, Skipped: 1, TTLSeconds: 60,
			Cells: []Cell{
				{Policy: "lru", Size: 1, Unit: "entries", Requests: 8, Hits: 6, Misses: 2, HitRatio: &ratio, Invalidations: 1, Missed: &Missed{Cold: 2}, Bytes: &Bytes{Requested: 800, Spared: 600, HitRatio: &ratio}, StandardError: &ratio},
				{Policy: "fifo", Size: 1, Unit: "entries"},
			},
			Best:      []Best{{Size: 1, Policy: "lru", HitRatio: 0.75, Bound: &bound, Gap: &gap, Missed: Missed{Cold: 2}}},
			Enough:    &Enough{Policy: "lru", Size: 1, HitRatio: 0.75, Best: 0.75, Spared: 6},
			Lifetimes: &Lifetimes{Followed: true, Given: 3, Keys: 2, Expired: 1, Partial: true},
			Tracking:  &Tracking{Keys: 2, Invalidations: 1, PerThousand: 125, PerSecond: &gap},
			Detail: &Detail{
				Policy: "lru", Size: 1, Unit: "entries",
				Keys:      []Part{{Name: "user:1", Requests: 8, Hits: 6, HitRatio: 0.75}},
				Prefixes:  []Part{{Name: "user:", Requests: 8, Hits: 6, HitRatio: 0.75}},
				Commands:  []Part{{Name: "GET", Requests: 8, Hits: 6, HitRatio: 0.75}},
				Intervals: []Interval{{Seconds: &gap, Requests: 8, Unique: 2, Hits: 6, HitRatio: &ratio}, {}},
			},
			Curve:  &Curve{Policy: "lru", Points: [][2]float64{{1, 0.5}, {10, 0.75}}},
			Sample: &Sample{Rate: 0.5, Part: 1, Parts: 2, Seed: 1, Lookups: 8},
		}},
		Findings: []Finding{{Code: "hit-ratio-low", Severity: "error", Outcome: "failed", Message: "low", Exit: 1}},
	}
}

func sampleServer() *Server {
	seconds, bytes, unsaved, slow := int64(3), int64(1<<20), int64(12), int64(4)
	uptime, replicas, syncing, events, fraction := int64(90_000), 2, 1, 1, 0.75
	return &Server{
		Flavour: "valkey", Version: "8.0.1", Mode: "standalone", Role: "master", Protocol: 3,
		UptimeSeconds: &uptime,
		Replication:   &Replication{Link: "down", LagSeconds: &seconds, LagBytes: &bytes, Replicas: &replicas, Syncing: &syncing},
		Persistence:   &Persistence{Loading: true, RDB: "ok", AOF: "off", UnsavedChanges: &unsaved},
		Memory:        &Memory{Used: 3 << 30, Max: 4 << 30, Policy: "allkeys-lru", Fraction: &fraction, Evicted: 1},
		Clients:       &Clients{Connected: 750, Max: 1000, Fraction: &fraction, Blocked: 2, Rejected: 5},
		Keyspace:      &Keyspace{Keys: 1234, Hits: 3, Misses: 1, HitRatio: &fraction},
		Slowlog:       &slow, LatencyEvents: &events, NotExamined: []string{"ROLE", "LATENCY LATEST"},
	}
}

func sampleSession() *Session {
	return &Session{
		User:        "probe",
		Permissions: []Permitted{{"GET", true}, {"INFO", true}, {"MONITOR", false}},
		Tracking:    &Invalidate{Works: false, Seconds: 0.00031, Code: "tracking-no-invalidation"},
		Pool:        &Pool{Concurrency: 8, Commands: 1000, Failed: 3, Latency: Timing{Phase: "command", Count: 1000, Failed: 3, P50: 0.0001, P95: 0.0005, P99: 0.002}},
	}
}

func TestJSONHoldsTheSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "docs", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range reports(t) {
		var b bytes.Buffer
		if err := Write(&b, "json", r, Options{}); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaNamesEveryField finds fields that the structs have and the schema
// does not, and the reverse.
func TestSchemaNamesEveryField(t *testing.T) {
	t.Parallel()
	var schema struct {
		Properties map[string]any `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	text, err := os.ReadFile(filepath.Join("..", "docs", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	r := sample()
	for def, value := range map[string]any{
		"": r, "target": r.Targets[0], "phase": r.Targets[0].Phases[0], "tls": r.Targets[0].TLS,
		"certificate": r.Targets[0].Certificates[0], "attempt": r.Targets[0].Certificates[0].Attempts[0],
		"server": r.Targets[0].Server, "replication": r.Targets[0].Server.Replication, "persistence": r.Targets[0].Server.Persistence,
		"memory": r.Targets[0].Server.Memory, "clients": r.Targets[0].Server.Clients, "keyspace": r.Targets[0].Server.Keyspace,
		"session": r.Targets[0].Session, "permitted": r.Targets[0].Session.Permissions[0], "invalidate": r.Targets[0].Session.Tracking,
		"pool": r.Targets[0].Session.Pool, "timing": r.Targets[0].Timings[0], "waiver": r.Targets[0].Findings[0].Waived, "place": r.Targets[0].Place, "finding": r.Targets[0].Findings[0],
		"trace": r.Traces[0], "cell": r.Traces[0].Cells[0], "curve": r.Traces[0].Curve, "sample": r.Traces[0].Sample,
		"bytes": r.Traces[0].Cells[0].Bytes, "lifetimes": r.Traces[0].Lifetimes, "tracking": r.Traces[0].Tracking, "detail": r.Traces[0].Detail,
		"part": r.Traces[0].Detail.Keys[0], "interval": r.Traces[0].Detail.Intervals[0],
		"missed": r.Traces[0].Cells[0].Missed, "best": r.Traces[0].Best[0], "enough": r.Traces[0].Enough,
	} {
		properties := schema.Defs[def].Properties
		if def == "" {
			properties = schema.Properties
		}
		got := fields(t, value)
		for name := range got {
			if properties[name] == nil {
				t.Errorf("%s: the schema does not name %q", def, name)
			}
		}
		for name := range properties {
			// A phase is either joined or has a fault, a finding is waived or
			// counts; no one value has both.
			if !got[name] && def+"."+name != "phase.joined" && def+"."+name != "finding.exit" {
				t.Errorf("%s: the schema names %q, which the sample does not have", def, name)
			}
		}
	}
}

func fields(t *testing.T, value any) map[string]bool {
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for name := range m {
		names[name] = true
	}
	return names
}

func TestTable(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{"plain": {}, "color": {Color: true}} {
		var got bytes.Buffer
		if err := Write(&got, "table", sample(), o); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "table-"+name+".golden")
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestTableFits writes the chain of an ordinary server for narrow and wide
// terminals: nothing goes on below that need not, and no line of a table is
// longer than the terminal is wide.
func TestTableFits(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	certificate := func(subject string, lifetime time.Duration) Certificate {
		end, next := at.Add(lifetime), at.Add(90*time.Minute)
		return Certificate{Subject: subject, Verdict: "good", Mechanism: "staple", Code: "ocsp-cert-good", NotAfter: &end, NextUpdate: &next}
	}
	const day = 24 * time.Hour
	for _, tt := range []struct {
		leaf  string
		width int
		shown string
	}{
		{"CN=cache-1.example", 80, "│ cache-1.example "},
		{"CN=cache-1.europe-west3.internal.example.com", 80, "│ internal.example.com  │                    │"},
		{"CN=cache-1.europe-west3.internal.example.com", 120, "│ cache-1.europe-west3.internal.example.com "},
	} {
		r := &Report{Time: at, Targets: []Target{{Target: "t", Certificates: []Certificate{
			certificate(tt.leaf, 89*day), certificate("CN=Example Issuing CA 3", 3000*day), certificate("CN=Example Root", 9000*day),
		}}}}
		var got bytes.Buffer
		if err := Write(&got, "table", r, Options{Width: tt.width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(got.String()) {
			if !strings.ContainsAny(line, "│─") {
				continue
			}
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > tt.width {
				t.Errorf("%d columns for a terminal of %d: %s", n, tt.width, line)
			}
		}
		if !strings.Contains(got.String(), tt.shown) {
			t.Errorf("no %q:\n%s", tt.shown, got.String())
		}
	}
}

func TestTableWithoutColorHasNoEscapes(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := Write(&b, "table", sample(), Options{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("an escape sequence without Color")
	}
}

// TestTableCommandsNoTerminal: what a server says is shown, never obeyed.
func TestTableCommandsNoTerminal(t *testing.T) {
	t.Parallel()
	r := sample()
	hostile := "\x1b]0;title\x07\x1b[2J\u202eok \"quoted\" \\ é\xff\nresult: ok"
	r.Targets[0].Findings[0].Evidence = hostile
	r.Targets[0].Server.Flavour = hostile
	r.Targets[0].Target = hostile
	r.Targets[0].Certificates[0].Subject = hostile
	var b bytes.Buffer
	if err := Write(&b, "table", r, Options{}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\x07\u202e") || !utf8.ValidString(b.String()) || strings.Contains(b.String(), "\nresult: ok") {
		t.Errorf("a terminal would obey this:\n%q", b.String())
	}
	if want := `\x1b]0;title\a\x1b[2J\u202eok "quoted" \ é\xff\nresult: ok`; !strings.Contains(b.String(), "evidence: "+want) {
		t.Errorf("no %s in\n%s", want, b.String())
	}
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	err := Write(io.Discard, "tabel", sample(), Options{})
	if err == nil || !strings.Contains(err.Error(), strings.Join(Formats(), ", ")) {
		t.Errorf("got %v, want an error that lists the formats", err)
	}
}
