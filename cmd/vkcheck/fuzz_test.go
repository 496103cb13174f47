package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vkcheck/vkcheck/probe"
	"github.com/vkcheck/vkcheck/report"
)

// Whatever stands in a list of targets, it is targets of one line each or an
// error that names the line.
func FuzzTargets(f *testing.F) {
	f.Add([]byte("host:6379\n# a comment\nvalkeys://u:p@h # another\n\nhost:6379\n"))
	f.Add([]byte("a b\n"))
	f.Add(bytes.Repeat([]byte("x"), targetLine+1))
	f.Add([]byte("\xef\xbb\xbfhost\r\n\x00\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		targets, err := readTargets(bytes.NewReader(text), "list", func(string) {})
		if err != nil && !strings.HasPrefix(err.Error(), "list:") {
			t.Errorf("%v names no line", err)
		}
		for _, target := range targets {
			if target.text == "" || strings.ContainsAny(target.text, " \t\n") || !strings.HasPrefix(target.where, "list:") {
				t.Errorf("%+v", target)
			}
		}
	})
}

// What is no report of a part is refused, and parts that are taken join or
// are refused.
func FuzzPart(f *testing.F) {
	f.Add([]byte(`{"schema":"vkcheck/v1","complete":true,"traces":[{"trace":"t","requests":2,"sample":{"rate":0.5,"part":1,"parts":2,"lookups":1},"cells":[{"policy":"lru","size":1,"requests":1,"hits":0,"misses":1}]}]}`),
		[]byte(`{"schema":"vkcheck/v1","complete":true,"traces":[{"trace":"t","requests":2,"sample":{"rate":0.5,"part":2,"parts":2,"lookups":1},"cells":[{"policy":"lru","size":1,"requests":1,"hits":1,"misses":0}]}]}`))
	f.Add([]byte(`{"schema":"vkcheck/v1","complete":true,"traces":[{}]}`), []byte("[]"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var parts []*report.Trace
		for _, text := range [][]byte{first, second} {
			part, err := parsePart(text)
			if (part == nil) == (err == nil) {
				t.Fatalf("%+v, %v", part, err)
			}
			if err == nil {
				parts = append(parts, part)
			}
		}
		whole, err := probe.Merge(parts)
		if (whole == nil) == (err == nil) {
			t.Errorf("%+v, %v", whole, err)
		}
	})
}
