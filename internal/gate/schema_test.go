package gate

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

var schemaFile = filepath.Join("..", "..", "docs", "gate.schema.json")

// TestSchemaDoc keeps docs/gate.schema.json the picture of the tables of keys.
func TestSchemaDoc(t *testing.T) {
	t.Parallel()
	want, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Error("docs/gate.schema.json is not what the tables make: go test ./internal/gate -run TestSchemaDoc -update")
	}
}

// TestSchemaDescribes: editors show something for every key.
func TestSchemaDescribes(t *testing.T) {
	t.Parallel()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	keys := 0
	var walk func(path string, v any)
	walk = func(path string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		properties, _ := m["properties"].(map[string]any)
		for name, p := range properties {
			keys++
			if text, _ := p.(map[string]any)["description"].(string); len(text) < 10 || !strings.HasSuffix(text, ".") {
				t.Errorf("%s/%s is described by %q", path, name, text)
			}
		}
		for name, child := range m {
			walk(path+"/"+name, child)
		}
	}
	walk("", s)
	if keys < 90 {
		t.Errorf("only %d keys", keys)
	}
}

// TestSchemaAndParser agree: on the example, and on what both must refuse.
func TestSchemaAndParser(t *testing.T) {
	t.Parallel()
	compiled, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	check := func(text string) (parser []string, schema error) {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return problems(text), compiled.Validate(instance)
	}
	for _, right := range []string{
		string(Example), uncommented(t),
		"targets: [{target: h, concurrency: 50, count: 20, tracking: true, all-nodes: false}]", "defaults: {all-nodes: null, concurrency: null}",
		"{}", "targets: [host, {target: 'valkeys://h', name: n}]",
		"defaults: {timeout: 1.5, connection: {db: 3, tls: true, password: null}, thresholds: {p99: {total: null}, role: null, sources: ocsp}}",
		"traces: [{trace: [a, b], policy: [lru, lfu], size: [10, 10k, '10%'], min-hit-ratio: 0.5, ttl: 1h30m}]",
		"include: ['a.yaml']",
		// What YAML takes for a number or a truth value is a text where one is wanted.
		"targets: [{target: h, name: 7, module: 1}]\nmodules: {'1': {}}", "waivers: [{code: expired, target: 12, subject: 1.5, reason: 4711, until: '2030-01-01'}]",
		"traces: [{trace: 2026, name: true, policy: lru, size: 1, min-hit-ratio: 1}]", "allow: [10]", "defaults: {connection: {password: {env: 7}, username: 1}}",
		// What a template has put into quotes is what it says.
		"defaults: {count: '3', strict: 'true', timeout: '1.5', thresholds: {days-left: '21', memory-fraction: '0.9', replicas: '1', tls-version: '1.2'}, connection: {tls: 'true'}}",
		"traces: [{trace: a, policy: lru, size: '10', sample: '0.5', min-hit-ratio: '.5', connections: '2'}]",
		"modules: {a: null}", "defaults: {severity: {expired: null}}", "defaults: {interval: 0.0, revocation: {skew: 0s, max-age: '0'}}",
		"traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: 1, client: null, connections: null}]", "targets: [{target: h, check: null, timeout: null, count: null, name: null, module: null}]",
		"defaults: {timeout: 9223372036}", "defaults: {timeout: 0h1m0.5s}",
	} {
		if strings.HasPrefix(right, "include") {
			// The parser would look for the file.
			if _, schema := check(right); schema != nil {
				t.Errorf("%s\nrefused by the schema: %v", right, schema)
			}
			continue
		}
		if parser, schema := check(right); schema != nil || parser != nil {
			t.Errorf("%s\nschema: %v\nparser: %q", right, schema, parser)
		}
	}
	for _, wrong := range []string{
		"defalts: {}", "targets: {}", "targets: [{name: a}]", "targets: [[a]]", "modules: {'a b': {}}",
		"defaults: {check: tls}", "defaults: {timeout: soon}", "defaults: {timeout: 0}", "defaults: {strict: 1}",
		"defaults: {concurrency: -1}", "defaults: {concurrency: 10001}", "defaults: {tracking: 1}", "defaults: {all-nodes: 'yes'}", "defaults: {allnodes: true}",
		"defaults: {thresholds: {days-left: -1}}", "defaults: {thresholds: {role: slave}}", "defaults: {thresholds: {memory-fraction: 2}}",
		"defaults: {thresholds: {replicas: 1.5}}", "defaults: {thresholds: {p99: {tsl: 1s}}}", "defaults: {thresholds: {sources: [aia]}}",
		"defaults: {connection: {cacert: x}}", "defaults: {connection: {password: {evn: A}}}", "defaults: {connection: {password: {}}}",
		"defaults: {severity: {expird: info}}", "defaults: {severity: {expired: warn}}", "defaults: {revocation: {require: aia}}",
		"traces: [{trace: a, policy: lru, size: 0, min-hit-ratio: 1}]", "traces: [{trace: a, policy: lru, min-hit-ratio: 1}]",
		"traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: 0}]", "waivers: [{code: expired, reason: x}]",
		"targets: ['']", "targets: [' ']", "targets: [null]", "targets: [{target: ''}]", "targets: [{target: null}]", "allow: ['']", "targets: [{target: h, name: ' '}]",
		"defaults: {timeout: 0s}", "defaults: {timeout: 0.0}", "defaults: {timeout: '0'}", "defaults: {timeout: -1}", "defaults: {timeout: 1d}", "defaults: {timeout: 10000000000}", "defaults: {timeout: true}",
		"defaults: {count: 0}", "defaults: {count: 'x'}", "defaults: {count: true}", "defaults: {count: '-1'}", "defaults: {strict: 'yes'}", "defaults: {strict: 'x'}",
		"defaults: {thresholds: {days-left: ''}}", "defaults: {thresholds: {days-left: true}}", "defaults: {connection: {tls: 1}}", "defaults: {connection: {tls: 'on'}}",
		"modules: {a: []}", "modules: []", "traces: [{trace: a, policy: lru, size: 1, min-hit-ratio: '0'}]", "traces: [{trace: a, policy: [lru, lur], size: 1, min-hit-ratio: 1}]",
		"waivers: [{code: bad-url, reason: x, until: '2030-01-01'}]", "waivers: [{code: expired, reason: '', until: '2030-01-01'}]",
	} {
		if parser, schema := check(wrong); schema == nil || parser == nil {
			t.Errorf("%s\nschema: %v\nparser: %q", wrong, schema, parser)
		}
	}
}

// uncommented is the example with what it only shows in comments.
func uncommented(t *testing.T) string {
	var lines []string
	for line := range strings.Lines(string(Example)) {
		for _, key := range []string{"# traces:", "#   -", "#     ", "    # ssl_ca_certs:"} {
			if strings.HasPrefix(line, key) && !strings.HasPrefix(line, "#   vkcheck") {
				line = strings.Replace(line, "# ", "", 1)
			}
		}
		lines = append(lines, line)
	}
	text := strings.Join(lines, "")
	if !strings.Contains(text, "\ntraces:\n  - trace: monday.vkt\n    policy: lru") || !strings.Contains(text, "\n    ssl_ca_certs: ca.pem") {
		t.Errorf("the example does not show what it did:\n%s", text)
	}
	return text
}
