package gate

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/vkcheck/vkcheck/probe"
)

// schema is a JSON Schema, or a part of one.
type schema map[string]any

func reference(def string) schema { return schema{"$ref": "#/$defs/" + def} }

// Schema is the JSON Schema of the file, for editors: docs/gate.schema.json.
func Schema() ([]byte, error) {
	s := objectSchema(documentKeys())
	maps.Copy(s, schema{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"$id":         "https://github.com/vkcheck/vkcheck/docs/gate.schema.json",
		"title":       "vkcheck gate",
		"description": "What vkcheck gate reads: vkcheck.yaml.",
		"$defs": schema{
			"settings":   objectSchema(settingsKeys(whole)),
			"connection": connectionSchema(),
			"option":     optionSchema(),
			"code":       schema{"enum": probe.Codes()},
			"revocation": objectSchema(revocationKeys()),
			"thresholds": objectSchema(thresholdKeys()),
			"p99":        objectSchema(latencyKeys()),
			"target":     objectSchema(targetKeys()),
			"trace":      objectSchema(traceKeys()),
			"waiver":     objectSchema(waiverKeys()),
		},
	})
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

func objectSchema[T any](keys []key[T]) schema {
	properties, required := schema{}, []string{}
	for _, k := range keys {
		s := k.schema
		if k.required {
			required = append(required, k.name)
		} else {
			s = nullable(s)
		}
		properties[k.name] = described(s, k.doc)
	}
	s := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// described is a schema with what editors show of it.
func described(s schema, doc string) schema {
	s = maps.Clone(s)
	s["description"] = doc
	return s
}

// nullable lets a schema pass null, too.
func nullable(s schema) schema {
	s = maps.Clone(s)
	switch t := s["type"].(type) {
	case string:
		s["type"] = []string{t, "null"}
	case []string:
		s["type"] = append(slices.Clone(t), "null")
	default:
		s = schema{"anyOf": []schema{s, {"type": "null"}}}
	}
	return s
}

// connectionSchema describes the options of a connection by their own table.
func connectionSchema() schema {
	properties := schema{}
	for _, s := range settings() {
		doc := strings.ReplaceAll(s.Usage, "`", "")
		doc = strings.ToUpper(doc[:1]) + doc[1:] + "."
		if s.Default != "" {
			doc += " Default: " + s.Default + "."
		}
		option := reference("option")
		if s.Name == nameTLS {
			option["anyOf"] = []schema{boolean.schema, {"type": []string{"object", "null"}}}
		}
		properties[s.Name] = described(option, doc)
	}
	return schema{"type": "object", "properties": properties, "additionalProperties": false}
}

// optionSchema is a value, or where it comes from.
func optionSchema() schema {
	from := schema{
		"env":  described(words.schema, "The environment variable that holds the value."),
		"file": described(words.schema, "The file whose first line is the value; relative to this file."),
	}
	return schema{"anyOf": []schema{
		{"type": []string{"string", "number", "boolean", "null"}},
		{"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false, "properties": from},
	}}
}
